import { identifier, joinSql, sql } from '../kit/index.ts'
import type { Session } from './session.ts'

/**
 * How many rows each table has, by its name with its schema. Counted: what the engine tells without counting still holds rows
 * that were deleted.
 */
export async function rowCounts(session: Session): Promise<Map<string, number>> {
  const tables = await session.rows(sql`select schema_name as layer, table_name as name from duckdb_tables()
    where database_name = current_database() and not temporary order by all`)
  if (tables.length === 0) return new Map()
  const counts = tables.map(
    ({ layer, name }) =>
      sql`select ${`${layer}.${name}`}::varchar as name, count(*) as rows from ${identifier(String(layer), String(name))}`,
  )
  const rows = await session.rows(sql`${joinSql(counts, ' union all ')} order by name`)
  return new Map(rows.map((row) => [String(row.name), Number(row.rows)]))
}
