import { errorText, SvodkaError, type Locale, type MessageValues } from '../../base/index.ts'
import { identifier, sql, type CheckRequest, type CheckResult } from '../../kit/index.ts'
import { createApi } from './api-client.ts'
import { tomorrow } from './clock.ts'
import { words } from './fault.ts'
import { readQueueFiles } from './queue-file.ts'
import type { DatabaseSettings, FreepbxSettings } from './schema.ts'
import { openSession, type Session } from './session.ts'

const say = (locale: Locale, ok: boolean, code: string, values: MessageValues): CheckResult => ({
  ok,
  message: words.say(locale, code, values),
})

/** Connects, and looks at each table and file that would be read. */
export async function check(request: CheckRequest<FreepbxSettings>): Promise<readonly CheckResult[]> {
  const { settings } = request
  const own = settings.database ? await checkDatabase(request, settings.database) : await checkApi(request)
  const { queueLog } = settings
  return [...own, ...(queueLog && 'file' in queueLog ? await checkFile(request, queueLog.file) : [])]
}

async function checkDatabase(
  { settings, folder, signal, locale, world }: CheckRequest<FreepbxSettings>,
  database: DatabaseSettings,
): Promise<CheckResult[]> {
  const session = await openSession(database, folder, signal)
  try {
    const [server] = await session.rows(sql`select version() as version`)
    const { host, port, user } = database
    const version = String(server?.['version'] ?? '–').split('-')[0] ?? '–'
    const encryption = session.tls === 'off' ? 'off' : session.tls === 'require' ? 'unverified' : 'verified'
    const end = tomorrow(world, settings.timeZone)
    const lines = [
      say(locale, true, 'check.connected', { host, port, user, version, encryption }),
      await tableLine(session, locale, `${database.cdr}.cdr`, (row) => {
        const newest = row['newest'] === null ? 'none' : String(row['newest'])
        return say(locale, newest < end || newest === 'none', 'check.cdr', { newest, zone: settings.timeZone })
      }),
    ]
    const names = database.configuration === null ? [] : [`${database.configuration}.users`]
    const logs = settings.queueLog && 'table' in settings.queueLog ? [settings.queueLog.table] : []
    for (const table of [...names, ...logs]) {
      lines.push(
        await tableLine(session, locale, table, (row) =>
          say(locale, true, 'check.table', { table, rows: Number(row['rows']) }),
        ),
      )
    }
    return lines
  } finally {
    await session.close()
  }
}

async function tableLine(
  session: Session,
  locale: Locale,
  table: string,
  line: (row: Readonly<Record<string, unknown>>) => CheckResult,
): Promise<CheckResult> {
  const name = identifier(...table.split('.'))
  const query = table.endsWith('.cdr')
    ? sql`select max(calldate) as newest from ${name}`
    : sql`select count(*) as "rows" from ${name}`
  try {
    const [row] = await session.rows(query, table)
    return line(row ?? {})
  } catch (error) {
    return refused(error, locale)
  }
}

async function checkApi(request: CheckRequest<FreepbxSettings>): Promise<CheckResult[]> {
  const { settings, locale, world } = request
  if (!settings.api) return []
  const day = tomorrow(world, settings.timeZone).slice(0, 10)
  const variables = { first: 1, startDate: day, endDate: day }
  const query =
    'query ($first: Int, $startDate: String, $endDate: String) { fetchAllCdrs(first: $first, startDate: $startDate, endDate: $endDate) { status message } }'
  try {
    await createApi(settings.api, request).ask(query, variables)
    return [say(locale, true, 'check.api', { host: new URL(settings.api.baseUrl).host })]
  } catch (error) {
    return [refused(error, locale)]
  }
}

async function checkFile(request: CheckRequest<FreepbxSettings>, file: string): Promise<CheckResult[]> {
  const stream = { name: 'queue_log', format: 'ndjson', record: {}, feeds: [] } as const
  const pages = readQueueFiles({ ...request, stream, after: undefined }, file)
  try {
    const first = await pages.next()
    return [say(request.locale, !first.done, 'check.file', { path: file })]
  } catch (error) {
    return [refused(error, request.locale)]
  } finally {
    // the file is closed by whoever reads no further
    await pages.return(undefined)
  }
}

function refused(error: unknown, locale: Locale): CheckResult {
  if (!(error instanceof SvodkaError)) throw error
  return { ok: false, message: errorText(error, locale) }
}
