import { harmlessText, type Locale } from '../base/index.ts'
import type { WholeColumn } from '../figures/index.ts'
import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import { kindOf, labelled, wallClockSql } from './engine-values.ts'
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
      return sql`case when isfinite(${name}) then strftime(${name}, ${format(DAY[locale])}) end`
    case 'instant':
      return sql`case when isfinite(${name}) then strftime(${wallClockSql(column, timeZone)}, ${format(`${DAY[locale]} %H:%M:%S`)}) end`
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

const decimalMark = (text: Sql, locale: Locale): Sql => (locale === 'ru' ? sql`replace(${text}, '.', ',')` : text)

/** beyond this, and not for whole numbers, the engine writes an exponent */
const SMALLEST_PLAIN = 1e-4
const LARGEST_BIGINT = 1e18

function floatText(name: Sql, locale: Locale): Sql {
  return sql`case when not isfinite(${name}) then null
    when ${name} = trunc(${name}) then case when abs(${name}) < ${LARGEST_BIGINT}
      then cast(cast(${name} as bigint) as varchar) else coalesce(cast(try_cast(${name} as hugeint) as varchar), cast(${name} as varchar)) end
    when abs(${name}) < ${SMALLEST_PLAIN} then ${decimalMark(sql`rtrim(rtrim(printf('%.20f', ${name}), '0'), '.')`, locale)}
    else ${decimalMark(sql`cast(${name} as varchar)`, locale)} end`
}

/** Looking at the first letter spares nearly every text the pattern. */
const harmless = (text: Sql): Sql =>
  sql`case when ascii(${text}) in (9, 13, 39, 43, 45, 61, 64) and regexp_matches(${text}, ${FORMULA}) then '''' || ${text} else ${text} end`
