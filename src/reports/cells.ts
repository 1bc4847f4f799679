import {
  formatChange,
  formatValue,
  isNumericUnit,
  NO_FIGURE,
  type Cell,
  type Column,
  type Grain,
  type Locale,
  type Table,
  type Unit,
} from '../base/index.ts'
import { grainOf, isPeriodValue, periodText } from '../charts/index.ts'
import type { DocumentFigure } from './contract.ts'
import { words } from './words.ts'

/** How figures of a document are written. */
export interface Writing {
  locale: Locale
  currency: string | undefined
  timeZone: string
}

export const isNumeric = ({ unit }: Column): boolean => isNumericUnit(unit)

/** A figure as text: booleans as words, no figure as a dash. */
export function valueText(value: Cell, unit: Unit, { locale, currency, timeZone }: Writing): string {
  if (typeof value === 'boolean') return words.say(locale, value ? 'yes' : 'no')
  return formatValue(value, unit, { locale, timeZone, ...(currency === undefined ? {} : { currency }) })
}

/** The rows of a table as people read them: months as months, codes by their labels. */
export function printedRows(table: Table, writing: Writing): string[][] {
  const grains = new Map(table.columns.map((column) => [column.name, periodGrain(table, column)]))
  return table.rows.map((row) =>
    table.columns.map((column) => printed(row[column.name] ?? null, column, grains.get(column.name), writing)),
  )
}

function printed(value: Cell, column: Column, grain: Grain | undefined, writing: Writing): string {
  if (grain && isPeriodValue(value)) return periodText(value, grain, writing.locale, true).replaceAll(' ', '\u00A0')
  const label = value === null ? undefined : column.labels?.[String(value)]
  if (label !== undefined) return label
  if (value === null && column.unit === 'text') return NO_FIGURE
  return valueText(value, column.unit, writing)
}

/** The step of a column of periods; single days are written as days. */
function periodGrain(table: Table, { name, unit }: Column): Grain | undefined {
  if (unit !== 'day') return undefined
  const days = table.rows.map((row) => row[name] ?? null).filter((value) => value !== null)
  const grain = days.length > 1 && days.every(isPeriodValue) ? grainOf(days) : 'day'
  return grain === 'day' || grain === 'week' ? undefined : grain
}

/** What a figure changed by, and whether that is good: `+12,3 %`. A dash where there is nothing to compare with. */
export const changeText = ({ value, before, unit }: DocumentFigure, locale: Locale): string =>
  formatChange(typeof value === 'number' ? value : null, typeof before === 'number' ? before : null, unit, locale)
