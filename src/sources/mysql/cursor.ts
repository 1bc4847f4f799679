import {
  askedOf,
  sql,
  type Cursor,
  type DatabaseStream,
  type MysqlColumn,
  type MysqlSession,
  type Sql,
} from '../../kit/index.ts'
import { fault } from './fault.ts'
import { quoted } from './names.ts'
import { typeName } from './values.ts'

/** How far a stream has been read: `until` is the cursor column's value as MySQL writes it. */
export interface Progress extends Cursor {
  /** of what was asked: another table, query, cursor or set of columns begins anew */
  asked: string
  until: string | null
}

const WHOLE = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint']
const TIMES = ['timestamp', 'datetime', 'date']

/** Which columns' types a cursor may have, for messages. */
export const CURSOR_TYPES = [...TIMES, ...WHOLE].join(', ')

const DEFAULT_NUMBERS = 1000
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

export interface Window {
  /** of the rows that are read; undefined for all */
  where: Sql | undefined
  cursor: Progress
}

/** @throws {SourceError} where the cursor column's type does not grow, or its overlap is of another kind */
export function cursorKind(stream: string, column: MysqlColumn, { overlap }: DatabaseStream): 'time' | 'number' {
  const type = typeName(column)
  const kind = WHOLE.includes(type) ? 'number' : TIMES.includes(type) ? 'time' : undefined
  if (!kind) throw fault('wrong_cursor', { stream, column: column.name, type, known: CURSOR_TYPES }, 'skip')
  const given = overlap === undefined ? kind : typeof overlap === 'number' ? 'number' : 'time'
  if (given !== kind) throw fault('wrong_overlap', { stream, column: column.name, type, wanted: kind }, 'skip')
  return kind
}

export interface Asked {
  name: string
  stream: DatabaseStream
  relation: Sql
  /** all that the result holds */
  columns: readonly MysqlColumn[]
  zone: string
}

/**
 * The rows that are new since the last run, and how far reading them gets, both of the same moment: at the cursor or
 * beyond it less the overlap, and rows without a value in every run. The cursor never passes the server's clock, so a row
 * stamped in the future hides nothing.
 */
export async function windowOf(session: MysqlSession, of: Asked, after: Cursor | undefined): Promise<Window> {
  const { name, stream, relation, columns, zone } = of
  const asked = askedOf(stream, zone)
  const last = after as Partial<Progress> | undefined
  const until = last?.asked === asked ? (last.until ?? null) : null
  const column = columns.find((each) => each.name === stream.cursor)
  if (!column) return { where: undefined, cursor: { asked, until: null } }
  const kind = cursorKind(name, column, stream)
  const place = quoted(column.name)
  const lowest = until === null ? undefined : kind === 'number' ? back(until, stream) : earlier(until, column, of)
  const greatest =
    kind === 'number' ? sql`max(${place})` : sql`least(max(${place}), ${await nowOn(session, column, zone)})`
  const where = lowest && sql` where ${place} >= ${lowest}`
  const [found] = await session.rows(
    sql`select cast(${greatest} as char) as until from ${relation}${where ?? sql``}`,
    name,
  )
  const reached = found?.['until']
  return {
    where: lowest && sql`${place} >= ${lowest} or ${place} is null`,
    cursor: { asked, until: typeof reached === 'string' ? reached : until },
  }
}

const back = (until: string, { overlap }: DatabaseStream): Sql =>
  sql`cast(${String(BigInt(until) - BigInt(typeof overlap === 'number' ? overlap : DEFAULT_NUMBERS))} as signed)`

function earlier(until: string, column: MysqlColumn, { stream: { overlap }, zone }: Asked): Sql {
  const text = typeof overlap === 'string' ? overlap : defaultOverlap(typeName(column), zone)
  return sql`cast(${until} as datetime(6)) - interval ${Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 1)} second`
}

/** A clock of a zone may go back by an hour. */
function defaultOverlap(type: string, zone: string): string {
  if (type === 'date') return '1d'
  return type === 'datetime' && zone !== 'UTC' ? '2h' : '10m'
}

/** The server's present moment as the column would write it; one that it does not know as a zone's clock is made here. */
async function nowOn(session: MysqlSession, column: MysqlColumn, zone: string): Promise<Sql> {
  if (typeName(column) === 'timestamp') return sql`utc_timestamp(6)`
  const [server] = await session.rows(sql`select cast(utc_timestamp() as char) as now`)
  const now = new Date(`${String(server?.['now']).replace(' ', 'T')}Z`)
  // as Sweden writes it: 2023-10-29 02:30:00
  return sql`cast(${now.toLocaleString('sv-SE', { timeZone: zone })} as datetime(6))`
}
