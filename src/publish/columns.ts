import { identifier, sql, type Sql } from '../kit/index.ts'

/** A column of a mart as PostgreSQL will have it. */
export interface PublishedColumn {
  name: string
  /** PostgreSQL's: `numeric(18,2)` */
  type: string
  /** the engine's expression whose text PostgreSQL takes for that type */
  expression: Sql
  meaning: string
}

interface MartColumn {
  name: string
  /** the engine's, in lower case: `decimal(18,2)`, `struct(a integer)[]` */
  type: string
  meaning: string
}

const SAME = new Set(['boolean', 'smallint', 'integer', 'bigint', 'date', 'time', 'uuid', 'interval'])

/** Timestamps of the warehouse are instants in UTC, whatever their precision. */
const OTHER: Readonly<Record<string, string>> = {
  tinyint: 'smallint',
  utinyint: 'smallint',
  usmallint: 'integer',
  uinteger: 'bigint',
  ubigint: 'numeric(20)',
  hugeint: 'numeric(39)',
  uhugeint: 'numeric(39)',
  float: 'real',
  double: 'double precision',
  timestamp: 'timestamptz',
  timestamp_s: 'timestamptz',
  timestamp_ms: 'timestamptz',
  timestamp_ns: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
  'time with time zone': 'timetz',
}

/** Whole numbers, decimals, days and instants keep their type; lists and records become `jsonb`; what has no like is text. */
export function publishedColumn({ name, type, meaning }: MartColumn): PublishedColumn {
  const column = identifier(name)
  const as = (postgres: string, expression: Sql = column) => ({ name, type: postgres, expression, meaning })
  const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(type)
  if (decimal) return as(`numeric(${decimal[1]},${decimal[2]})`)
  if (SAME.has(type)) return as(type)
  if (OTHER[type]) return as(OTHER[type])
  if (type === 'blob') return as('bytea', sql`'\\x' || hex(${column})`)
  if (type === 'json') return as('jsonb', withoutNul(sql`${column}::varchar`))
  if (/\]$|^(struct|map|union)\(/.test(type)) return as('jsonb', withoutNul(sql`to_json(${column})::varchar`))
  return as('text')
}

/**
 * `jsonb` refuses \u0000, which is a NUL byte unless the backslash before it is itself escaped. Escaped backslashes step
 * aside meanwhile for a character that JSON's text never holds.
 */
const withoutNul = (json: Sql): Sql =>
  sql`replace(replace(replace(${json}, '\\\\', chr(1)), '\\u0000', ''), chr(1), '\\\\')`
