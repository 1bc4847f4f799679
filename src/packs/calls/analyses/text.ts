import { type Day, type Locale, type Unit, formatValue } from '../../../base/index.ts'
import type { AnalysisContext } from '../../../kit/index.ts'

/** A day inside a sentence: `1 марта 2023`, without the full stop that the Russian «г.» would put there. */
export const dayText = (day: Day, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/ г\.$/, '')

export const text = (value: unknown, unit: Unit, locale: Locale): string => formatValue(value, unit, { locale })

type Say = AnalysisContext<unknown, unknown>['say']

/** Columns of a table whose labels stand in the words as `column.<name>`. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say) =>
  Object.entries(units).map(([name, unit]) => ({ name, label: say(`column.${name}`), unit }))
