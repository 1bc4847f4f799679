import type { Locale, Unit } from '../../../base/index.ts'
import { formatValue } from '../../../base/index.ts'
import type { AnalysisContext } from '../../../kit/index.ts'

/** A change as people write it, with its sign: `−19,3 %`. */
export const signedPercent = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(share)

export const signedHours = (hours: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(hours)

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
