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
import type { DocumentFigure, UsualFigure } from './contract.ts'
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

const FEW = 10

/** A usual figure: a mean, so counts of less than ten keep a decimal. */
export const usualText = (value: number, unit: Unit, writing: Writing): string =>
  unit === 'count' && Math.abs(value) < FEW && !Number.isInteger(value)
    ? valueText(Math.round(value * 10) / 10, 'number', writing)
    : valueText(value, unit, writing)

/** The bounds of the usual; whole ones for counts, so that what is written as the bound is still usual. */
export function usualBounds({ low, high }: UsualFigure, unit: Unit, writing: Writing): { low: string; high: string } {
  const [first, last] = [Math.ceil(low), Math.floor(high)]
  const isWhole = unit === 'count' && first <= last
  return {
    low: usualText(isWhole ? first : low, unit, writing),
    high: usualText(isWhole ? last : high, unit, writing),
  }
}

/** What a figure is compared with: `обычно в воскресенье 41`, `было 41`; undefined when there is nothing. */
export function besideText({ before, usual, unit }: DocumentFigure, writing: Writing): string | undefined {
  const { locale } = writing
  if (usual) return words.say(locale, 'usual', { value: usualText(usual.value, unit, writing), weekday: usual.weekday })
  return before === null ? undefined : words.say(locale, 'before', { value: valueText(before, unit, writing) })
}

/** `заметно выше обычного`; undefined within the usual. */
export const standsOutText = ({ standsOut }: DocumentFigure, locale: Locale): string | undefined =>
  standsOut && words.say(locale, `stands_out.${standsOut}`)

/** What a figure changed by, and whether that is good: `+12,3 %`. A dash where there is nothing to compare with. */
export const changeText = ({ value, before, unit }: DocumentFigure, locale: Locale): string =>
  formatChange(typeof value === 'number' ? value : null, typeof before === 'number' ? before : null, unit, locale)
