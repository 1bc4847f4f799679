import { type Day, type Locale, type Unit, formatValue } from '../../../base/index.ts'
import type { AnalysisContext } from '../../../kit/index.ts'

const MINUS = '−'

const signed = (value: number, locale: Locale, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 1, signDisplay: 'exceptZero' })
    .format(value)
    .replace('-', MINUS)

/** A change as people write it, with its sign: `−19,3 %`. */
export const signedPercent = (share: number, locale: Locale): string => signed(share, locale, { style: 'percent' })

export const signedHours = (hours: number, locale: Locale): string =>
  signed(hours, locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' })

/** A day inside a sentence: `1 марта 2023`, without the full stop that the Russian «г.» would put there. */
export const dayText = (day: Day, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/ г\.$/, '')

export const decimal = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)

/** A p-value as people read it: below a thousandth it is only small. */
export const pText = (p: number | undefined, locale: Locale): string | null =>
  p === undefined ? null : p < 0.001 ? `< ${decimalOf(0.001, locale)}` : decimalOf(p, locale)

const decimalOf = (p: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(p)

export const plainPercent = (share: number, locale: Locale, digits = 1): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share)

export const text = (value: unknown, unit: Unit, locale: Locale): string => formatValue(value, unit, { locale })

type Say = AnalysisContext<unknown, unknown>['say']

/** The reader's word for a value of a dimension; the value itself where there is none. */
export function valueLabel(dimension: string, value: string, say: Say): string {
  const key = `value.${dimension}.${value}`
  const label = say(key)
  return label === key ? value : label
}

/** Columns of a table whose labels stand in the words as `column.<name>`. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say) =>
  Object.entries(units).map(([name, unit]) => ({ name, label: say(`column.${name}`), unit }))

/** A number for a table: what is not known is null. */
export const known = (value: number | undefined): number | null => value ?? null
