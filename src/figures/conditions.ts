import type { Filter } from '../base/index.ts'
import { identifier, joinSql, sql, trusted, type Sql, type SqlValue } from '../kit/index.ts'
import type { MetricDimension } from './definitions.ts'
import { wrong } from './say.ts'

const NOTHING = trusted('false')

/**
 * One filter as a condition over a mart's column.
 * `not in` keeps rows without a value unless `null` is among its values: a reader who leaves out "spam" did not ask
 * to lose what nobody labelled.
 */
export function filterSql(filter: Filter, known: MetricDimension): Sql {
  const column = identifier(known.column)
  return filter.op === 'between' ? rangeSql(filter, known, column) : listSql(filter, known, column)
}

function rangeSql(filter: Filter & { op: 'between' }, { dimension }: MetricDimension, column: Sql): Sql {
  if (!dimension.isNumber) throw wrong('wrong_range', { dimension: dimension.id })
  const { from, to } = filter
  const ends = [
    ...(from === undefined ? [] : [sql`${column} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${column} <= ${to}`]),
  ]
  if (ends.length === 0) throw wrong('empty_range', { dimension: dimension.id })
  return joinSql(ends, ' and ')
}

function listSql(filter: Filter & { op: 'in' | 'not in' }, { dimension }: MetricDimension, column: Sql): Sql {
  const hasNull = filter.values.includes(null)
  const given = filter.values.filter((value) => value !== null)
  const values: SqlValue[] = dimension.isNumber ? given.map((value) => numberOf(value, dimension.id)) : given
  const compared = dimension.isNumber ? column : sql`cast(${column} as varchar)`
  const isAmong =
    values.length > 0
      ? sql`${compared} in (${joinSql(
          values.map((value) => sql`${value}`),
          ', ',
        )})`
      : NOTHING
  if (filter.op === 'in') return hasNull ? sql`(${isAmong} or ${column} is null)` : isAmong
  return hasNull ? sql`(${column} is not null and not ${isAmong})` : sql`(${column} is null or not ${isAmong})`
}

function numberOf(value: string, dimension: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw wrong('wrong_number', { dimension, given: value })
  return number
}

/** The number that a text begins with; null where it begins with none. */
export const leadingNumberSql = (text: Sql): Sql => sql`try_cast(regexp_extract(${text}, '^[0-9.]+') as double)`
