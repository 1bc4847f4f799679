import { errorText, SvodkaError, type Locale, type MessageValues } from '../../base/index.ts'
import { sql, type CheckRequest, type CheckResult, type DatabaseStream, type Sql } from '../../kit/index.ts'
import { chosenColumns, describe, relationOf } from './columns.ts'
import { cursorType } from './cursor.ts'
import { words } from './fault.ts'
import { tableSql } from './names.ts'
import type { PostgresSettings } from './schema.ts'
import { openSession, type Session } from './session.ts'

/** Connects, and asks of each stream what it would read, without reading it. */
export async function check(request: CheckRequest<PostgresSettings>): Promise<readonly CheckResult[]> {
  const { settings, folder, signal, locale } = request
  const session = await openSession(settings, folder, signal)
  try {
    const lines = [await connectionLine(session, locale)]
    for (const [name, stream] of Object.entries(settings.streams)) {
      lines.push(...(await streamLines(session, name, stream, locale)))
    }
    return lines
  } finally {
    await session.close()
  }
}

const say = (locale: Locale, ok: boolean, code: string, values: MessageValues): CheckResult => ({
  ok,
  message: words.say(locale, code, values),
})

async function connectionLine(session: Session, locale: Locale): Promise<CheckResult> {
  await session.begin()
  const [server] = await session.rows<{ version: string; writes: string }>(sql`
    select current_setting('server_version') as version, current_setting('transaction_read_only') as writes`)
  await session.end()
  const { host, port, database, user, tls } = session.address
  const encryption = tls === 'off' ? 'off' : tls === 'require' ? 'unverified' : 'verified'
  return say(locale, server?.writes === 'on', 'check.connected', {
    host,
    port,
    database,
    user,
    encryption,
    version: server?.version.split(' ')[0] ?? '–',
  })
}

async function streamLines(
  session: Session,
  name: string,
  stream: DatabaseStream,
  locale: Locale,
): Promise<readonly CheckResult[]> {
  try {
    await session.begin({ name, table: stream.table })
    const relation = relationOf(stream)
    const all = await describe(session, relation)
    const columns = chosenColumns(all, stream, name)
    const rows = await estimatedRows(session, relation, stream.table)
    const found = say(locale, true, 'check.stream', { stream: name, columns: columns.length, rows })
    const cursor = all.find((column) => column.name === stream.cursor)
    if (!cursor) return [found, say(locale, true, 'check.whole', { stream: name })]
    cursorType(name, cursor, stream)
    const isIndexed = stream.table === undefined ? undefined : await isLeading(session, stream.table, cursor.name)
    const values = { stream: name, column: cursor.name, type: cursor.type, index: String(isIndexed ?? 'unknown') }
    return [found, say(locale, true, 'check.cursor', values)]
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return [{ ok: false, message: errorText(error, locale) }]
  } finally {
    await session.end()
  }
}

/** As the planner believes, -1 where nobody has counted yet; it also fails where the user may not read. */
async function estimatedRows(session: Session, relation: Sql, table: string | undefined): Promise<number> {
  const [plan] = await session.rows<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
    sql`explain (format json) select * from ${relation}`,
  )
  const counted =
    table === undefined
      ? []
      : await session.rows<{ rows: number }>(sql`
    select reltuples::float8 as rows from pg_class where oid = ${nameText(table)}::regclass and relkind in ('r', 'm')`)
  if ((counted[0]?.rows ?? 0) < 0) return -1
  return plan?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}

/** Whether an index begins with the column; undefined for a view. */
async function isLeading(session: Session, table: string, column: string): Promise<boolean | undefined> {
  const [found] = await session.rows<{ kind: string; indexed: boolean }>(sql`
    select c.relkind as kind, exists (
      select 1 from pg_index as i
      inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = c.oid and a.attname = ${column} and i.indisvalid
    ) as indexed
    from pg_class as c where c.oid = ${nameText(table)}::regclass`)
  return found && ['r', 'p', 'm'].includes(found.kind) ? found.indexed : undefined
}

const nameText = (table: string): string => tableSql(table).pieces.join('')
