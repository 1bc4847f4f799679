import {
  formatInstant,
  formatValue,
  type Answer,
  type Column,
  type Locale,
  type NumberFormat,
  type Row,
  type Unit,
} from '../../base/index.ts'
import type { Call } from './tool.ts'
import { words } from './words.ts'

const SHOWN_ROWS = 20

/** How figures are written for whoever calls. */
export const formatOf = ({ asker, about }: Call, timeZone = about.timeZone): NumberFormat => ({
  locale: asker.locale,
  timeZone,
  ...(about.currency ? { currency: about.currency } : {}),
})

/** “Data as of: shop 1 Jan 2024, 00:00.” */
export function asOfText(asOf: Answer['asOf'], format: NumberFormat): string {
  const list = Object.entries(asOf).map(([source, instant]) => `${source} ${formatInstant(instant, format)}`)
  return list.length > 0
    ? words.say(format.locale, 'text.as_of', { list: list.join(', ') })
    : words.say(format.locale, 'text.as_of_never')
}

/** The first rows, a line each, as a person reads them: columns between bars. */
export function rowsText(columns: readonly Column[], rows: readonly Row[], format: NumberFormat): string {
  const lines = rows
    .slice(0, SHOWN_ROWS)
    .map((row) => columns.map((column) => cellText(row, column, format)).join(' | '))
  return [columns.map(({ label }) => label).join(' | '), ...lines].join('\n')
}

function cellText(row: Row, { name, unit, labels }: Column, format: NumberFormat): string {
  const value = row[name] ?? null
  return (value !== null && labels?.[String(value)]) || formatValue(value, unit, format)
}

/** Where only the first of so many rows follow, that it is so. */
export const shownText = (count: number, locale: Locale): string =>
  count > SHOWN_ROWS ? ` ${words.say(locale, 'text.shown', { count: SHOWN_ROWS })}` : ''

/** A unit, and the currency of money. */
export const unitText = (unit: Unit, currency: string | null): string =>
  unit === 'money' && currency !== null ? `${unit}, ${currency}` : unit
