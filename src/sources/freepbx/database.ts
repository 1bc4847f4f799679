import { identifier, joinSql, sql, type ReadRequest, type RecordPage, type Sql } from '../../kit/index.ts'
import { hoursBefore, nextMidnight, tomorrow, type Wall } from './clock.ts'
import type { DatabaseSettings, FreepbxSettings } from './schema.ts'
import { Window, type Seen } from './seen.ts'
import { openSession, type MysqlRow, type Session } from './session.ts'
import { CDR_COLUMNS } from './streams.ts'

/** How far the records were read: `until` is the greatest `calldate`, `seen` what stands within the overlap before it. */
export interface CdrCursor {
  until: Wall
  seen: Seen
}

export const PAGE_ROWS = 5000
/** Before it there was no Asterisk; rows without a time stand at the year 0. */
const EARLIEST = '2000-01-01'

/**
 * Records day by day, so that no question takes long and each day is a place to go on from. Rows are written when a call ends
 * and stand under the time when it began: each run reads the overlap again, and delivers what it did not know.
 */
export async function* readCdr(
  { settings, after, folder, world, signal }: ReadRequest<FreepbxSettings>,
  database: DatabaseSettings,
): AsyncGenerator<RecordPage> {
  const last = after as Partial<CdrCursor> | undefined
  const session = await openSession(database, folder, signal)
  try {
    const table = identifier(database.cdr, 'cdr')
    const reading = `${database.cdr}.cdr`
    const window = new Window(last?.seen)
    const end = tomorrow(world, settings.timeZone)
    let until = last?.until ?? `${settings.from ?? EARLIEST} 00:00:00`
    let from: Wall | undefined = last?.until ? hoursBefore(last.until, settings.overlapHours) : until
    while ((from = await nextCall(session, table, from, reading))) {
      // what is stamped in the future is read, and hides nothing
      const to = from < end ? nextMidnight(from) : undefined
      for await (const { records, greatest } of pagesOf(session, { table, from, to, reading }, window)) {
        if (greatest > until && greatest < end) until = greatest
        yield { kind: 'page', records }
      }
      yield {
        kind: 'page',
        records: [],
        cursor: { until, seen: window.since(hoursBefore(until, settings.overlapHours)) },
      }
      if (to === undefined) return
      from = to
    }
  } finally {
    await session.close()
  }
}

interface Part {
  table: Sql
  from: Wall
  to: Wall | undefined
  reading: string
}

/** The first call from a moment on: years without calls are not walked through. */
async function nextCall(session: Session, table: Sql, from: Wall, reading: string): Promise<Wall | undefined> {
  const [found] = await session.rows(
    sql`select min(calldate) as calldate from ${table} where calldate >= ${from}`,
    reading,
  )
  const first = found?.['calldate']
  return typeof first === 'string' ? first : undefined
}

async function* pagesOf(
  session: Session,
  { table, from, to, reading }: Part,
  window: Window,
): AsyncGenerator<{ records: MysqlRow[]; greatest: Wall }> {
  const columns = joinSql(
    CDR_COLUMNS.map((name) => identifier(name)),
    ', ',
  )
  const until = to === undefined ? sql`` : sql` and calldate < ${to}`
  const query = sql`select ${columns} from ${table} where calldate >= ${from}${until} order by calldate`
  let records: MysqlRow[] = []
  let greatest = from
  for await (const row of session.stream(query, reading)) {
    const calldate = String(row['calldate'])
    if (calldate > greatest) greatest = calldate
    if (window.isNew(calldate, row)) records.push(row)
    if (records.length < PAGE_ROWS) continue
    yield { records, greatest }
    records = []
  }
  yield { records, greatest }
}
