import { identifier, joinSql, sql, type DeliveredContent, type ReadRequest, type Sql } from '../../kit/index.ts'
import { chosenColumns, describe, extracted, relationOf, type ResultColumn } from './columns.ts'
import { windowOf } from './cursor.ts'
import type { PostgresSettings } from './schema.ts'
import { openSession, type Session } from './session.ts'

/** One stream as the content of a `copy`: what is there at one moment of the database. */
export async function* read(request: ReadRequest<PostgresSettings>): AsyncGenerator<DeliveredContent> {
  const { settings, stream, folder, after, signal } = request
  const of = settings.streams[stream.name]
  if (!of) return
  const session = await openSession(settings, folder, signal)
  try {
    await session.begin({ name: stream.name, table: of.table })
    const relation = relationOf(of)
    const columns = await describe(session, relation)
    const chosen = chosenColumns(columns, of, stream.name)
    const zone = settings.timeZone
    const { where, cursor } = await windowOf(session, { name: stream.name, stream: of, relation, columns, zone }, after)
    const statement = copyStatement(chosen, relation, where, zone)
    yield {
      kind: 'content',
      name: of.table ?? stream.name,
      head: headOf(chosen),
      content: contentOf(session, statement),
      cursor,
    }
  } finally {
    await session.close()
  }
}

/** The database is let go as soon as the last row has come, before anything is loaded. */
async function* contentOf(session: Session, statement: Sql): AsyncGenerator<Uint8Array> {
  try {
    yield* session.copy(statement)
  } finally {
    await session.close()
  }
}

/** An empty text is written in quotes, no value as nothing at all. */
function copyStatement(columns: readonly ResultColumn[], relation: Sql, where: Sql | undefined, zone: string): Sql {
  const list = joinSql(
    columns.map((column) => sql`${extracted(column, zone)} as ${identifier(column.name)}`),
    ', ',
  )
  const select = sql`select ${list} from ${relation}${where ? sql` where ${where}` : sql``}`
  return sql`copy (${select}) to stdout (format csv)`
}

const headOf = (columns: readonly ResultColumn[]): Uint8Array =>
  Buffer.from(`${columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(',')}\n`)
