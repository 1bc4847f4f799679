import { formatValue, type Column, type Day, type Locale, type Unit } from '../base/index.ts'
import type { AnalysisContext } from './analysis.ts'

/** How an analysis says a text of its pack. */
export type Say = AnalysisContext<unknown, unknown>['say']

/** A day inside a sentence: `1 марта 2023`, without the full stop that the Russian «г.» would put there. */
export const dayText = (day: Day, locale: Locale): string => inSentence(day, locale, { day: 'numeric' })

/** A month inside a sentence, or as the name of a group: `март 2023`. */
export const monthText = (day: Day, locale: Locale): string => inSentence(day, locale, {})

const inSentence = (day: Day, locale: Locale, more: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { ...more, month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/ г\.$/, '')

/** A share, 0…1, as per cent. */
export const percentText = (share: number, locale: Locale, digits = 1): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share)

/** A figure inside a sentence; of money {@link moneyText} says the currency too. */
export const figureText = (value: unknown, unit: Unit, locale: Locale): string => formatValue(value, unit, { locale })

/** A sum inside a sentence, in the workspace's currency. */
export const moneyText = (
  value: unknown,
  { locale, currency }: Pick<AnalysisContext<unknown, unknown>, 'locale' | 'currency'>,
): string => formatValue(value, 'money', { locale, ...(currency && { currency }) })

/** The reader's word for a value of a dimension; the value itself where the pack has none. */
export function dimensionValueText(dimension: string, value: string, say: Say): string {
  const key = `value.${dimension}.${value}`
  const label = say(key)
  return label === key ? value : label
}

/** Columns of a table whose labels stand in the pack's words as `column.<name>`, or under another word than `column`. */
export const labelledColumns = (units: Readonly<Record<string, Unit>>, say: Say, word = 'column'): Column[] =>
  Object.entries(units).map(([name, unit]) => ({ name, label: say(`${word}.${name}`), unit }))

/** A part of a whole, null where there is no whole. */
export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
