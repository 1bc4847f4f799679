import { sql, trusted, type Sql } from '../kit/index.ts'
import { literal } from './text.ts'

/** What a value of a type is called when it is not one. */
const WHAT: Readonly<Record<string, string>> = {
  BIGINT: 'a whole number',
  INTEGER: 'a whole number',
  SMALLINT: 'a whole number',
  TINYINT: 'a whole number',
  HUGEINT: 'a whole number',
  UBIGINT: 'a whole number',
  UINTEGER: 'a whole number',
  DOUBLE: 'a number',
  FLOAT: 'a number',
  BOOLEAN: 'true or false',
  TIMESTAMP: 'a time',
  'TIMESTAMP WITH TIME ZONE': 'a time',
  DATE: 'a day',
  TIME: 'a time of day',
}

/** Also as other programs write whole numbers: 1.0, 1e3. */
const WHOLE_PATTERN = literal(' *[+-]?[0-9]+([.]0*)?([eE][+]?[0-9]+)? *')
const WHOLE = new Set(['BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT', 'UBIGINT', 'UINTEGER'])

export const whatIs = (type: string): string =>
  WHAT[type] ?? (type.startsWith('DECIMAL') ? 'a number' : `a value of type ${type}`)

/** Types that are read as text first, so that both ways of reading a file judge a value in the same way. */
export const isReadAsText = (type: string): boolean => type in WHAT || type.startsWith('DECIMAL')

/**
 * A text as a value of a type; fails where the text is not one. Nothing is rounded or guessed: `1.5` is no whole number,
 * an instant without an offset is UTC, one with an offset is moved to UTC (a plain cast would drop the offset silently).
 */
export function fromText(text: Sql, type: string): Sql {
  if (WHOLE.has(type)) {
    return sql`case
      when ${text}::${trusted(type)}::varchar = ${text} then ${text}::${trusted(type)}
      when regexp_full_match(${text}, ${WHOLE_PATTERN}) then ${text}::${trusted(type)}
      else ('not whole: ' || ${text})::${trusted(type)} end`
  }
  if (type === 'TIMESTAMP') {
    return sql`case
      when suffix(${text}, 'Z') then ${text}::timestamp
      else make_timestamp(epoch_us(${text}::timestamptz)) end`
  }
  if (type === 'DOUBLE' || type === 'FLOAT') {
    return sql`case when isfinite(${text}::double) then ${text}::double else ('not finite: ' || ${text})::double end`
  }
  return sql`${text}::${trusted(type)}`
}

/**
 * The same, null where the text is not one; no part of it ever fails. (The engine takes repeated parts out of a `try`, so
 * a cast that fails inside one can stop the statement.)
 */
export function triedFromText(text: Sql, type: string): Sql {
  const value = sql`try_cast(${text} as ${trusted(type)})`
  if (WHOLE.has(type)) {
    return sql`case when ${value}::varchar = ${text} or regexp_full_match(${text}, ${WHOLE_PATTERN}) then ${value} end`
  }
  if (type === 'TIMESTAMP') {
    const zoned = finiteTime(sql`try_cast(${text} as timestamptz)`)
    return sql`case when suffix(${text}, 'Z') then try_cast(${text} as timestamp) else ${zoned} end`
  }
  if (type === 'DOUBLE' || type === 'FLOAT') return sql`case when isfinite(${value}) then ${value} end`
  return value
}

const finiteTime = (value: Sql): Sql => sql`case when isfinite(${value}) then make_timestamp(epoch_us(${value})) end`

/** A value of any engine type as a value of an entity's type; fails where it is not one. */
export function converted(value: Sql, from: string, to: string): Sql {
  if (from === to) return value
  if (from === 'VARCHAR') return fromText(value, to)
  if (isWholeFrom(from, to)) return fromText(sql`${value}::varchar`, to)
  if (to === 'TIMESTAMP' && from === 'TIMESTAMP WITH TIME ZONE') return sql`make_timestamp(epoch_us(${value}))`
  if (to === 'VARCHAR') return textOf(value, from)
  return sql`${value}::${trusted(to)}`
}

/** The same, null where it is not one; never fails. */
export function triedConverted(value: Sql, from: string, to: string): Sql {
  if (from === to) return value
  if (from === 'VARCHAR') return triedFromText(value, to)
  if (isWholeFrom(from, to)) return triedFromText(sql`${value}::varchar`, to)
  if (to === 'TIMESTAMP' && from === 'TIMESTAMP WITH TIME ZONE') return finiteTime(value)
  if (to === 'VARCHAR') return textOf(value, from)
  return sql`try_cast(${value} as ${trusted(to)})`
}

const isWholeFrom = (from: string, to: string): boolean => WHOLE.has(to) && !WHOLE.has(from) && from !== 'BOOLEAN'

/** 42.0, as spreadsheets write numbers of customers, is the text 42. */
const textOf = (value: Sql, from: string): Sql =>
  from === 'DOUBLE' || from === 'FLOAT' ? sql`regexp_replace(${value}::varchar, '[.]0$', '')` : sql`${value}::varchar`

/** True where a value was given and could not be converted; `tried` is the conversion that never fails. */
export const isMisfit = (value: Sql, tried: Sql): Sql => sql`(${value} is not null and ${tried} is null)`

const SHOWN_CHARACTERS = 200

/** `created_at: "31.02.2023" is not a time` */
export const misfitReason = (column: string, value: Sql, type: string): Sql =>
  sql`${literal(`${column}: "`)} || left(${value}::varchar, ${trusted(String(SHOWN_CHARACTERS))}) || ${literal(`" is not ${whatIs(type)}`)}`
