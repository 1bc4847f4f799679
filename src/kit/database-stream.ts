import { createHash } from 'node:crypto'
import { z } from 'zod'
import { columnMapping, fieldsNamedIn, missingKey, stagingOf, type ColumnMapping } from './mapping.ts'
import { isSql, sqlText } from './sql.ts'
import type { Stream } from './source.ts'

/** A table or query of a database as the settings name it. */
export interface DatabaseStream {
  /** `events`, `sales.events`; a part in the database's own quotes may hold dots and spaces */
  table?: string | undefined
  /** one select of the administrator's own, instead of a table */
  query?: string | undefined
  /** the entity that the rows become; the stream's name when absent */
  entity?: string | undefined
  /** which columns identify a row; they must be among `columns` */
  key?: readonly string[] | undefined
  /** the entity's column → the result's column, or DuckDB's SQL over the result's columns; by the same names when absent */
  columns?: ColumnMapping | undefined
  /** a column that grows with every new or changed row; without it everything is read each time */
  cursor?: string | undefined
  /** how far back each run reads again: `10m`, `2h`, `1d` of times, a number of numbers */
  overlap?: string | number | undefined
}

/**
 * The schema of such a setting.
 * @param table whether a text names a table, and what it must be when it does not
 * @param number what a number of `overlap` must be
 */
export const databaseStream = (
  table: { isName(text: string): boolean; error: string },
  number: z.ZodType<number>,
): z.ZodType<DatabaseStream> =>
  z
    .strictObject({
      table: z.string().refine(table.isName, { error: table.error }).optional(),
      query: z.string().min(1).optional(),
      entity: z.string().optional(),
      key: z.array(z.string()).optional(),
      columns: columnMapping.optional(),
      cursor: z.string().min(1).optional(),
      overlap: z
        .union([z.string().regex(/^\d+[smhd]$/), number], { error: "must be a time as '10m', or a number" })
        .optional(),
    })
    .superRefine(({ table: name, query, key, columns, cursor, overlap }, context) => {
      const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
      if ((name === undefined) === (query === undefined)) fault('table', 'give either table or query')
      const missing = missingKey(key, columns)
      if (missing) fault('key', `“${missing}” is not among columns`)
      if (overlap !== undefined && cursor === undefined) fault('overlap', 'has no meaning without cursor')
    })

/** Such a stream as a source delivers it: its result as csv. */
export const databaseCsv = (name: string, { columns, entity = name }: DatabaseStream): Stream => ({
  name,
  format: 'csv',
  // what was received before a column was named lacks it
  record: Object.fromEntries((fieldsNamedIn(columns) ?? []).map((column) => [column, 'varchar'])),
  csv: { delimiter: ',', header: true, hasEmptyTexts: true },
  feeds: [{ entity, staging: stagingOf(columns) }],
})

/** Tells what is asked from what was asked before: another table, query, cursor, set of columns or zone begins anew. */
export function askedOf({ table, query, cursor, columns }: DatabaseStream, zone: string): string {
  const mapped = Object.entries(columns ?? {}).map(([to, from]) => [to, isSql(from) ? sqlText(from) : from])
  return createHash('sha256')
    .update(JSON.stringify([table, query, cursor, mapped, zone]))
    .digest('hex')
    .slice(0, 16)
}

/** `sales.events` → its parts, at most two; one in quotes may hold dots and spaces. Undefined when it is no name. */
export function tableNameParts(text: string, quote: '"' | '`'): readonly string[] | undefined {
  const pattern = new RegExp(
    `^\\s*(?:${quote}((?:[^${quote}]|${quote}${quote})+)${quote}|([^${quote}.\\s]+))\\s*(\\.|$)`,
  )
  const parts: string[] = []
  for (let rest = text; ;) {
    const found = pattern.exec(rest)
    if (!found) return undefined
    parts.push(found[1]?.replaceAll(quote + quote, quote) ?? found[2] ?? '')
    if (found[3] !== '.') return parts.length <= 2 ? parts : undefined
    rest = rest.slice(found[0].length)
  }
}
