import {
  joinSql,
  sql,
  type DeliveredContent,
  type MysqlColumn,
  type MysqlSession,
  type ReadRequest,
  type Sql,
} from '../../kit/index.ts'
import { chosenColumns, describe, relationOf } from './columns.ts'
import { windowOf } from './cursor.ts'
import { openSession } from './errors.ts'
import { quoted } from './names.ts'
import type { MysqlSettings } from './schema.ts'
import { csvLine, offsetsOf, valueText } from './values.ts'

/** Rows travel on in pieces of so many characters. */
const PIECE_CHARACTERS = 256 * 1024

/** One stream: what is there at one moment of the database. */
export async function* read(request: ReadRequest<MysqlSettings>): AsyncGenerator<DeliveredContent> {
  const { settings, stream, folder, after, signal } = request
  const of = settings.streams[stream.name]
  if (!of) return
  const { name } = stream
  const zone = settings.timeZone
  const session = await openSession(settings, folder, signal)
  try {
    await session.begin(name)
    const relation = relationOf(of)
    const columns = await describe(session, relation, name)
    const chosen = chosenColumns(columns, of, name)
    const { where, cursor } = await windowOf(session, { name, stream: of, relation, columns, zone }, after)
    const list = joinSql(
      chosen.map((column) => quoted(column.name)),
      ', ',
    )
    const query = sql`select ${list} from ${relation}${where ? sql` where ${where}` : sql``}`
    const head = Buffer.from(csvLine(chosen.map((column) => column.name)))
    yield {
      kind: 'content',
      name: of.table ?? name,
      head,
      content: contentOf(session, query, { name, chosen, zone }),
      cursor,
    }
  } finally {
    await session.close()
  }
}

interface Result {
  name: string
  chosen: readonly MysqlColumn[]
  zone: string
}

/** The database is let go as soon as the last row has come, before anything is loaded. */
async function* contentOf(
  session: MysqlSession,
  query: Sql,
  { name, chosen, zone }: Result,
): AsyncGenerator<Uint8Array> {
  const offset = offsetsOf(zone)
  let text = ''
  try {
    for await (const row of session.lists(query, name)) {
      text += csvLine(chosen.map((column, at) => valueText(row[at], column, offset)))
      if (text.length < PIECE_CHARACTERS) continue
      yield Buffer.from(text)
      text = ''
    }
    if (text !== '') yield Buffer.from(text)
  } finally {
    await session.close()
  }
}
