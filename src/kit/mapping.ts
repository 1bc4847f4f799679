import { z } from 'zod'
import { identifier, isSql, joinSql, sql, type Sql } from './sql.ts'

/** How a source's records become an entity's columns: column → the record's field, or the engine's SQL over its fields. */
export type ColumnMapping = Readonly<Record<string, string | Sql>>

/** The schema of a setting that is a `ColumnMapping`. */
export const columnMapping: z.ZodType<ColumnMapping> = z.record(
  z.string(),
  z.union([z.string().min(1), z.custom<Sql>(isSql, { error: 'must be the name of a column or sql`…`' })]),
)

/** The mapping as a feed's select; without one, columns of the entity's own names are taken. */
export function stagingOf(columns: ColumnMapping | undefined): Sql {
  if (!columns) return sql`select * from record`
  const mapped = Object.entries(columns).map(
    ([column, from]) => sql`${isSql(from) ? from : identifier(from)} as ${identifier(column)}`,
  )
  return sql`select _line, ${joinSql(mapped, ', ')} from record`
}

/** The record's fields that the mapping names; undefined where it does not say them all. */
export function fieldsNamedIn(columns: ColumnMapping | undefined): readonly string[] | undefined {
  if (!columns) return undefined
  const names = Object.values(columns)
  return names.every((name) => typeof name === 'string') ? [...new Set(names)] : undefined
}

/** A column of the row's key that the mapping lacks. */
export const missingKey = (
  key: readonly string[] | undefined,
  columns: ColumnMapping | undefined,
): string | undefined => (columns ? key?.find((column) => !(column in columns)) : undefined)
