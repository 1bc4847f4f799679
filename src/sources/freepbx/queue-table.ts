import { identifier, sql, type ReadRequest, type RecordPage, type Sql } from '../../kit/index.ts'
import { hoursBefore } from './clock.ts'
import { PAGE_ROWS } from './database.ts'
import { fault } from './fault.ts'
import type { DatabaseSettings, FreepbxSettings } from './schema.ts'
import { Window, digestOf, type Seen } from './seen.ts'
import { openSession, type MysqlRow, type Session } from './session.ts'

/** `until` is the greatest number of a line, or its time as the table writes it where lines have no number. */
export interface QueueTableCursor {
  until: string
  seen: Seen
}

/** Lines of several channels are written side by side: one with a lower number may appear later. */
const OVERLAP_LINES = 1000
const DATA = ['data1', 'data2', 'data3', 'data4', 'data5'] as const
const NUMBER_DIGITS = 20

/** The log of queues from a table: Asterisk's own, or an older one without numbers or with the time as text or epoch. */
export async function* readQueueTable(
  { settings, after, folder, signal }: ReadRequest<FreepbxSettings>,
  database: DatabaseSettings,
  name: string,
): AsyncGenerator<RecordPage> {
  const last = after as Partial<QueueTableCursor> | undefined
  const session = await openSession(database, folder, signal)
  try {
    const columns = await columnsOf(session, name)
    const hasNumber = columns.has('id')
    const window = new Window(last?.seen)
    const back = (place: string): string =>
      hasNumber && place !== '' ? numberText(BigInt(place) - BigInt(OVERLAP_LINES)) : earlier(place, settings)
    const progress = (place: string) => ({ until: place, seen: window.since(back(place)) })
    let until = last?.until ?? ''
    const from = back(until)
    let records: Record<string, unknown>[] = []
    const numbering = new Numbering()
    for await (const row of session.stream(linesSql(name, columns, from), name)) {
      const place = hasNumber ? numberText(BigInt(String(row['id']))) : String(row['time'])
      if (place > until) until = place
      const record = recordOf(row, columns, numbering)
      if (window.isNew(place, record)) records.push(record)
      if (records.length < PAGE_ROWS) continue
      yield { kind: 'page', records, cursor: progress(until) }
      records = []
    }
    yield { kind: 'page', records, cursor: progress(until) }
  } finally {
    await session.close()
  }
}

/** As text that grows as the number does. */
const numberText = (number: bigint): string => String(number < 0n ? 0n : number).padStart(NUMBER_DIGITS, '0')

/** A time as the table writes it, epoch or clock, so many hours before. */
function earlier(time: string, { overlapHours }: FreepbxSettings): string {
  if (/^\d+(\.\d+)?$/.test(time)) return String(Math.floor(Number(time)) - overlapHours * 3600)
  return time === '' ? '' : hoursBefore(time.slice(0, 19), overlapHours)
}

async function columnsOf(session: Session, name: string): Promise<ReadonlySet<string>> {
  const [schema = '', table = ''] = name.split('.')
  const rows = await session.rows(
    sql`select column_name as name from information_schema.columns where table_schema = ${schema} and table_name = ${table}`,
    name,
  )
  const columns = new Set(rows.map((row) => String(row['name']).toLowerCase()))
  if (columns.size === 0) throw fault('no_queue_table', { table: name }, 'skip')
  const missing = ['time', 'callid', 'queuename', 'agent', 'event'].filter((column) => !columns.has(column))
  if (missing.length > 0) throw fault('wrong_queue_table', { table: name, missing: missing.join(', ') }, 'skip')
  return columns
}

function linesSql(name: string, columns: ReadonlySet<string>, from: string): Sql {
  const table = identifier(...name.split('.'))
  if (!columns.has('id')) {
    const where = from === '' ? sql`` : sql` where "time" >= ${from}`
    return sql`select * from ${table}${where} order by "time"`
  }
  const where = from === '' ? sql`` : sql` where id >= ${BigInt(from).toString()}`
  return sql`select * from ${table}${where} order by id`
}

/** Lines without a number are known by what they say, and by which of several equal ones they are. */
function recordOf(row: MysqlRow, columns: ReadonlySet<string>, numbering: Numbering): Record<string, unknown> {
  const data = DATA.some((name) => columns.has(name))
    ? DATA.map((name) => row[name] ?? '')
    : String(row['data'] ?? '').split('|')
  const line = {
    time: String(row['time']),
    callid: row['callid'],
    queue: row['queuename'],
    agent: row['agent'],
    event: row['event'],
    ...Object.fromEntries(DATA.map((name, at) => [name, String(data[at] ?? '')])),
  }
  if (row['id'] !== undefined) return { event_id: String(row['id']), place: Number(row['id']), ...line }
  const digest = digestOf(line)
  const { place, count } = numbering.next(line.time, digest)
  return { event_id: `${line.time} ${digest} ${count}`, place, ...line }
}

/** Numbers lines within their second, and equal ones among them: the same whenever that second is read. */
class Numbering {
  #time = ''
  #lines: string[] = []

  next(time: string, digest: string): { place: number; count: number } {
    if (time !== this.#time) this.#lines = []
    this.#time = time
    this.#lines.push(digest)
    return { place: this.#lines.length, count: this.#lines.filter((other) => other === digest).length }
  }
}
