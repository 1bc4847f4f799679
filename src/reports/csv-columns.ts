import { harmlessText, type Locale } from '../base/index.ts'
import type { WholeColumn } from '../figures/index.ts'
import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import { kindOf, labelled, onWallClock } from './engine-values.ts'
import { words } from './words.ts'

interface Written {
  locale: Locale
  timeZone: string
}

/** A column's values as `tableCsv` writes them, made by the engine. */
export function csvColumn(column: WholeColumn, { locale, timeZone }: Written): Sql {
  const name = identifier(column.name)
  switch (kindOf(column.type)) {
    case 'boolean':
      return sql`case ${name} when true then ${words.say(locale, 'yes')} when false then ${words.say(locale, 'no')} end`
    case 'whole':
      return sql`cast(${name} as varchar)`
    case 'decimal':
      return decimalMark(sql`cast(${name} as varchar)`, locale)
    case 'float':
      return floatText(name, locale)
    case 'day':
      return sql`case when isfinite(${name}) then ${dayText(name, locale)} end`
    case 'instant': {
      const formatted = (clock: Sql): Sql => sql`strftime(${clock}, ${format(`${DAY[locale]} %H:%M:%S`)})`
      return onWallClock(column, timeZone, { usual: locale === 'en' ? plainTime : formatted, rare: formatted })
    }
    case 'text': {
      const text = column.type === 'VARCHAR' ? name : sql`cast(${name} as varchar)`
      return labelled(text, column.labels, harmlessText, harmless(text))
    }
  }
}

const DAY: Readonly<Record<Locale, string>> = { ru: '%d.%m.%Y', en: '%Y-%m-%d' }

/** The engine wants formats and patterns in the text itself. */
const format = (own: string): Sql => trusted(`'${own}'`)
const FORMULA = trusted(String.raw`'^''*[=+@\t\r-]'`)

/** The engine's own text of a time is several times faster than a format; it would show parts of a second. */
const plainTime = (clock: Sql): Sql => sql`cast(make_timestamp(epoch_us(${clock}) // 1000000 * 1000000) as varchar)`

function dayText(day: Sql, locale: Locale): Sql {
  const formatted = sql`strftime(${day}, ${format(DAY[locale])})`
  if (locale === 'ru') return formatted
  return sql`case when ${day} between date '1000-01-01' and date '9999-12-31' then cast(${day} as varchar) else ${formatted} end`
}

/** Splitting a text and joining it takes the engine two thirds of what `replace` does. */
const decimalMark = (text: Sql, locale: Locale): Sql =>
  locale === 'ru' ? sql`array_to_string(string_split(${text}, '.'), ',')` : text

/** beyond this, and not for whole numbers, the engine writes an exponent */
const SMALLEST_PLAIN = 1e-4
const LARGEST_BIGINT = 1e18

/** What nearly every value is, is asked first. The mark is set last, in all texts at once. */
function floatText(name: Sql, locale: Locale): Sql {
  const text = sql`case when ${name} <> trunc(${name}) and abs(${name}) >= ${SMALLEST_PLAIN} then cast(${name} as varchar)
    when not isfinite(${name}) then null
    when ${name} <> trunc(${name}) then rtrim(rtrim(printf('%.20f', ${name}), '0'), '.')
    when abs(${name}) < ${LARGEST_BIGINT} then cast(cast(${name} as bigint) as varchar)
    else coalesce(cast(try_cast(${name} as hugeint) as varchar), cast(${name} as varchar)) end`
  return decimalMark(text, locale)
}

/** A letter or digit at the beginning, which nearly all texts have, spares them the pattern. */
const harmless = (text: Sql): Sql =>
  sql`case when ${text} >= 'A' then ${text} when ${text} >= '0' and ${text} < ':' then ${text}
    when regexp_matches(${text}, ${FORMULA}) then '''' || ${text} else ${text} end`
