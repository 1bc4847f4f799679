import { nearest } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import { causeText, fault } from './fault.ts'
import type { RecordSource } from './record-source.ts'
import type { Session } from './session.ts'

/** Why a file could not be read, for people. @param first what the quick reading said before the careful one failed with `error` */
export async function readingFault(
  session: Session,
  from: RecordSource,
  error: unknown,
  first: unknown,
): Promise<Error> {
  if (error instanceof Error && 'code' in error && 'say' in error) return error
  const { planned, batch } = from
  const of = { source: planned.source, file: batch.file, format: planned.stream.format }
  const column = missingColumn(error)
  const known = column === undefined ? [] : await recordColumns(session)
  if (column === undefined || known.length === 0)
    return fault('unreadable_file', { ...of, cause: causeText(error) }, first)
  return fault(
    'missing_column',
    { ...of, column, likely: nearest(column, known) ?? 'none', known: listed(known) },
    first,
  )
}

/** Which column the engine did not find: it says so in two ways, by whether a select gives one of the same name. */
const missingColumn = (error: unknown): string | undefined =>
  /^Binder Error: (?:Referenced column "(.+)" not found|Column "(.+)" referenced that exists in the SELECT clause)/
    .exec(error instanceof Error ? error.message : '')
    ?.slice(1)
    .find((name) => name !== undefined)

/** The columns of the file that was read last; none where it was not read. */
async function recordColumns(session: Session): Promise<string[]> {
  const rows = await session.rows(sql`select column_name from duckdb_columns()
    where database_name = 'temp' and table_name = 'record' and column_name <> '_line' order by column_index`)
  return rows.map((row) => String(row.column_name))
}

const MOST_LISTED = 20

const listed = (columns: readonly string[]): string =>
  columns.slice(0, MOST_LISTED).join(', ') + (columns.length > MOST_LISTED ? ', …' : '')
