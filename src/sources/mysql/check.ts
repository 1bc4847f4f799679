import { errorText, SvodkaError, type Locale, type MessageValues } from '../../base/index.ts'
import { sql, type CheckRequest, type CheckResult, type DatabaseStream, type MysqlSession } from '../../kit/index.ts'
import { chosenColumns, describe, relationOf } from './columns.ts'
import { cursorKind } from './cursor.ts'
import { openSession } from './errors.ts'
import { words } from './fault.ts'
import { nameParts } from './names.ts'
import type { MysqlSettings } from './schema.ts'
import { typeName } from './values.ts'

const say = (locale: Locale, ok: boolean, code: string, values: MessageValues): CheckResult => ({
  ok,
  message: words.say(locale, code, values),
})

/** Connects, and asks of each stream what it would read, without reading it. */
export async function check(request: CheckRequest<MysqlSettings>): Promise<readonly CheckResult[]> {
  const { settings, folder, signal, locale } = request
  const session = await openSession(settings, folder, signal)
  try {
    const [server] = await session.rows(sql`select version() as version`)
    const { host, port, database, user } = settings
    const encryption = session.tls === 'off' ? 'off' : session.tls === 'require' ? 'unverified' : 'verified'
    const version = String(server?.['version'] ?? '–')
    const product = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
    const place = { host, port, database, user, encryption, product, version: version.split('-')[0] ?? '–' }
    const lines = [say(locale, true, 'check.connected', place)]
    for (const [name, stream] of Object.entries(settings.streams))
      lines.push(...(await streamLines(session, name, stream, { database, locale })))
    return lines
  } finally {
    await session.close()
  }
}

async function streamLines(
  session: MysqlSession,
  name: string,
  stream: DatabaseStream,
  { database, locale }: { database: string; locale: Locale },
): Promise<readonly CheckResult[]> {
  try {
    const all = await describe(session, relationOf(stream), name)
    const columns = chosenColumns(all, stream, name)
    const parts = stream.table === undefined ? undefined : nameParts(stream.table)
    const place = parts && { schema: parts.length === 2 ? (parts[0] ?? database) : database, table: parts.at(-1) ?? '' }
    const rows = place ? await estimatedRows(session, place) : -1
    const found = say(locale, true, 'check.stream', { stream: name, columns: columns.length, rows })
    const cursor = all.find((column) => column.name === stream.cursor)
    if (!cursor) return [found, say(locale, true, 'check.whole', { stream: name })]
    cursorKind(name, cursor, stream)
    const index = place ? String(await isLeading(session, place, cursor.name)) : 'unknown'
    return [
      found,
      say(locale, true, 'check.cursor', { stream: name, column: cursor.name, type: typeName(cursor), index }),
    ]
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

interface Place {
  schema: string
  table: string
}

/** As the server believes; -1 for a view. */
async function estimatedRows(session: MysqlSession, { schema, table }: Place): Promise<number> {
  const [found] = await session.rows(sql`
    select table_rows as counted from information_schema.tables where table_schema = ${schema} and table_name = ${table}`)
  const counted = found?.['counted']
  return counted === null || counted === undefined ? -1 : Number(counted)
}

/** Whether an index begins with the column. */
async function isLeading(session: MysqlSession, { schema, table }: Place, column: string): Promise<boolean> {
  const found = await session.rows(sql`
    select index_name as name from information_schema.statistics
    where table_schema = ${schema} and table_name = ${table} and column_name = ${column} and seq_in_index = 1`)
  return found.length > 0
}
