import { nearest } from '../../base/index.ts'
import {
  fieldsNamedIn,
  sql,
  trusted,
  type DatabaseStream,
  type MysqlColumn,
  type MysqlSession,
  type Sql,
} from '../../kit/index.ts'
import { fault } from './fault.ts'
import { tableSql } from './names.ts'

/** The table, or the query as one, under the name `record`. */
export function relationOf({ table, query = '' }: DatabaseStream): Sql {
  if (table !== undefined) return sql`${tableSql(table)} as record`
  // the administrator's own text; a comment at its end must not swallow the bracket
  return sql`(
${trusted(query.replace(/;(?:\s|--[^\n]*|#[^\n]*)*$/, ''))}
) as record`
}

/** What a stream's result holds. */
export const describe = (session: MysqlSession, relation: Sql, stream: string): Promise<readonly MysqlColumn[]> =>
  session.columns(sql`select * from ${relation} limit 0`, stream)

/**
 * The columns that are read: those that the settings name, or all where an expression may need any.
 * @throws {SourceError} where one is missing, or two of them have one name (letter case does not tell them apart later)
 */
export function chosenColumns(
  columns: readonly MysqlColumn[],
  { columns: mapped, cursor }: DatabaseStream,
  stream: string,
): readonly MysqlColumn[] {
  const find = (name: string): MysqlColumn => {
    const found = columns.find((column) => column.name === name)
    if (found) return found
    const names = columns.map((column) => column.name)
    const known = names.join(', ')
    throw fault('no_such_column', { stream, column: name, nearest: nearest(name, names) ?? 'none', known }, 'skip')
  }
  if (cursor !== undefined) find(cursor)
  const chosen = fieldsNamedIn(mapped)?.map(find) ?? columns
  const seen = new Set<string>()
  for (const { name } of chosen) {
    if (seen.has(name.toLowerCase())) throw fault('double_column', { stream, column: name }, 'skip')
    seen.add(name.toLowerCase())
  }
  return chosen
}
