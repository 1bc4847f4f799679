import type { Column, Unit } from '../../../base/index.ts'
import { dimensionValueText, labelledColumns, type Say } from '../../../kit/index.ts'
import { LOAN_PAGE } from '../loan-page.ts'

/** Loans lead to their own page. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say): Column[] =>
  labelledColumns(units, say).map((column) => (column.name === 'loan_id' ? { ...column, leadsTo: LOAN_PAGE } : column))

/** The reader's word for a bucket; others stay as the settings have them. */
export const bucketText = (bucket: string, say: Say): string => dimensionValueText('bucket', bucket, say)
