import { type Column, type Day, type Locale, type Unit, formatValue } from '../../../base/index.ts'
import type { AnalysisContext } from '../../../kit/index.ts'
import { LOAN_PAGE } from '../loan-page.ts'

export type Say = AnalysisContext<unknown, unknown>['say']

/** A day inside a sentence: `1 марта 2023`, without the full stop that the Russian «г.» would put there. */
export const dayText = (day: Day, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/ г\.$/, '')

export const monthText = (day: Day, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/ г\.$/, '')

export const percent = (share: number, locale: Locale, digits = 1): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share)

export const figure = (value: number, unit: Unit, locale: Locale): string => formatValue(value, unit, { locale })

/** Columns of a table whose labels stand in the words as `column.<name>`; loans lead to their own page. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say): Column[] =>
  Object.entries(units).map(([name, unit]) => ({
    name,
    label: say(`column.${name}`),
    unit,
    ...(name === 'loan_id' ? { leadsTo: LOAN_PAGE } : {}),
  }))

/** A part of a whole, null where there is no whole. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

/** The reader's word for a bucket; others stay as the settings have them. */
export function bucketText(bucket: string, say: Say): string {
  const key = `value.bucket.${bucket}`
  const label = say(key)
  return label === key ? bucket : label
}
