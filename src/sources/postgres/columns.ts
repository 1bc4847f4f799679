import type { FieldDef } from 'pg'
import { nearest } from '../../base/index.ts'
import { fieldsNamedIn, identifier, sql, trusted, type DatabaseStream, type Sql } from '../../kit/index.ts'
import { fault } from './fault.ts'
import { tableSql } from './names.ts'
import type { Session } from './session.ts'

/** A column of a stream's result as PostgreSQL describes it. */
export interface ResultColumn {
  name: string
  /** PostgreSQL's name: `timestamptz`, `int8`, `_text` for an array */
  type: string
  /** `A` array, `C` composite; PostgreSQL's `typcategory` */
  category: string
}

/** The table, or the query as one, under the name `record`. */
export function relationOf({ table, query = '' }: DatabaseStream): Sql {
  if (table !== undefined) return sql`${tableSql(table)} as record`
  // the administrator's own text; a comment at its end must not swallow the bracket
  return sql`(
${trusted(query.replace(/;(?:\s|--[^\n]*)*$/, ''))}
) as record`
}

/** What a stream's result holds, without running it. */
export async function describe(session: Session, relation: Sql): Promise<ResultColumn[]> {
  const fields = await session.fields(sql`select * from ${relation} limit 0`)
  const types = await typesOf(session, fields)
  return fields.map(({ name, dataTypeID }) => ({ name, ...(types.get(dataTypeID) ?? UNKNOWN) }))
}

const UNKNOWN = { type: 'text', category: 'S' }

async function typesOf(session: Session, fields: readonly FieldDef[]) {
  const ids = JSON.stringify(fields.map((field) => field.dataTypeID))
  const rows = await session.rows<{ oid: number; type: string; category: string }>(sql`
    select oid::int8::float8 as oid, typname as type, typcategory as category from pg_type
    where oid in (select value::oid from json_array_elements_text(${ids}::json))`)
  return new Map(rows.map(({ oid, type, category }) => [oid, { type, category }]))
}

/**
 * The columns that are read: those that the settings name, or all where an expression may need any.
 * @throws {SourceError} where one is missing, or two of them have one name (letter case does not tell them apart later)
 */
export function chosenColumns(
  columns: readonly ResultColumn[],
  { columns: mapped, cursor }: DatabaseStream,
  stream: string,
): readonly ResultColumn[] {
  const find = (name: string): ResultColumn => {
    const found = columns.find((column) => column.name === name)
    if (found) return found
    const names = columns.map((column) => column.name)
    throw fault(
      'no_such_column',
      { stream, column: name, nearest: nearest(name, names) ?? 'none', known: names.join(', ') },
      'skip',
    )
  }
  if (cursor !== undefined) find(cursor)
  const named = fieldsNamedIn(mapped)
  const chosen = named ? named.map(find) : columns
  const seen = new Set<string>()
  for (const { name } of chosen) {
    const isDouble = columns.filter((column) => column.name === name).length > 1 || seen.has(name.toLowerCase())
    if (isDouble) throw fault('double_column', { stream, column: name }, 'skip')
    seen.add(name.toLowerCase())
  }
  return chosen
}

/**
 * A column as text that says the same in every session: instants in UTC and with their offset (`… 17:01:22+00`, which the
 * warehouse also reads in a third of the time), arrays and records as JSON, bytes as hex digits. `infinity` is no value.
 */
export function extracted({ name, type, category }: ResultColumn, zone: string): Sql {
  const column = identifier('record', name)
  if (category === 'A' || category === 'C') return sql`to_json(${column})`
  switch (type) {
    case 'timestamptz':
    case 'date':
      return sql`case when isfinite(${column}) then ${column} end`
    case 'timestamp':
      return sql`case when isfinite(${column}) then ${column} at time zone ${zoneLiteral(zone)} end`
    case 'bool':
    case 'bpchar':
      return sql`${column}::text`
    case 'bytea':
      return sql`encode(${column}, 'hex')`
    case 'money':
      return sql`${column}::numeric`
    default:
      return column
  }
}

/** `copy` takes no parameters; the zone's name was checked with the settings. */
export const zoneLiteral = (zone: string): Sql => trusted(`'${zone.replaceAll("'", "''")}'`)
