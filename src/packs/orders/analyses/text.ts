import type { Column, Unit } from '../../../base/index.ts'
import { dimensionValueText, labelledColumns, type Say } from '../../../kit/index.ts'
import { CUSTOMER_PAGE } from '../customer-page.ts'

/** Buyers lead to their own page. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say): Column[] =>
  labelledColumns(units, say).map((column) =>
    column.name === 'buyer' ? { ...column, leadsTo: CUSTOMER_PAGE } : column,
  )

/** The reader's word for a segment; the name of a rule stays as the settings have it. */
export const segmentText = (segment: string, say: Say): string => dimensionValueText('segment', segment, say)

export const segmentLabels = (segments: readonly string[], say: Say): Readonly<Record<string, string>> =>
  Object.fromEntries(segments.map((segment) => [segment, segmentText(segment, say)]))
