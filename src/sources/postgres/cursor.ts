import { askedOf, identifier, sql, type Cursor, type DatabaseStream, type Sql } from '../../kit/index.ts'
import { zoneLiteral, type ResultColumn } from './columns.ts'
import { fault } from './fault.ts'
import type { PostgresSettings } from './schema.ts'
import type { Session } from './session.ts'

/** How far a stream has been read: `until` is the cursor column's value as PostgreSQL writes it. */
export interface Progress extends Cursor {
  /** of what was asked: another table, query, cursor or set of columns begins anew */
  asked: string
  until: string | null
}

/** The type in which values of a cursor are compared and reduced by the overlap, and the present moment in it. */
interface CursorType {
  as: Sql
  overlap: 'time' | 'number'
  now?: (zone: string) => Sql
}

const TIME = { overlap: 'time' as const }
const LOCAL = { ...TIME, as: sql`timestamp`, now: (zone: string) => sql`now() at time zone ${zoneLiteral(zone)}` }
const WHOLE: CursorType = { as: sql`int8`, overlap: 'number' }

const CURSOR_TYPES: Readonly<Record<string, CursorType>> = {
  timestamptz: { ...TIME, as: sql`timestamptz`, now: () => sql`now()` },
  timestamp: LOCAL,
  date: LOCAL,
  int2: WHOLE,
  int4: WHOLE,
  int8: WHOLE,
  numeric: { as: sql`numeric`, overlap: 'number' },
}

const DEFAULT_OVERLAP = { time: '10m', number: 1000 } as const
const DATE_OVERLAP = '1d'
/** A clock of a zone may go back by an hour. */
const LOCAL_OVERLAP = '2h'

export interface Window {
  /** of the rows that are read; undefined for all */
  where: Sql | undefined
  cursor: Progress
}

/** Which columns' types a cursor may have, for messages. */
export const cursorTypes = (): string => Object.keys(CURSOR_TYPES).join(', ')

/** @throws {SourceError} where the cursor column's type does not grow, or its overlap is of another kind */
export function cursorType(stream: string, column: ResultColumn, { overlap }: DatabaseStream): CursorType {
  const found = CURSOR_TYPES[column.type]
  if (!found)
    throw fault('wrong_cursor', { stream, column: column.name, type: column.type, known: cursorTypes() }, 'skip')
  const given = overlap === undefined ? undefined : typeof overlap === 'number' ? 'number' : 'time'
  if (given && given !== found.overlap)
    throw fault('wrong_overlap', { stream, column: column.name, type: column.type, wanted: found.overlap }, 'skip')
  return found
}

/**
 * The rows that are new since the last run, and how far reading them gets, both of the same moment: at the cursor or
 * beyond it less the overlap, and rows without a value in every run. The cursor never passes the server's clock, so a row
 * stamped in the future hides nothing.
 */
export async function windowOf(
  session: Session,
  { name, stream, relation, columns, zone }: Asked,
  after: Cursor | undefined,
): Promise<Window> {
  const asked = askedOf(stream, zone)
  const last = after as Partial<Progress> | undefined
  const until = last?.asked === asked ? (last.until ?? null) : null
  const column = columns.find((each) => each.name === stream.cursor)
  if (!column) return { where: undefined, cursor: { asked, until: null } }
  const type = cursorType(name, column, stream)
  const place = identifier('record', column.name)
  // `copy` takes no parameters, a setting of the transaction does
  const from = sql`current_setting('svodka.after')::${type.as}`
  if (until !== null)
    await session.rows(
      sql`select set_config('svodka.after', (${lowest(type, column, { ...stream, zone }, until)})::text, true)`,
    )
  const greatest = type.now ? sql`least(max(${place}), ${type.now(zone)})` : sql`max(${place})`
  const [found] = await session.rows<{ until: string | null }>(
    until === null
      ? sql`select (${greatest})::text as until from ${relation}`
      : sql`select (${greatest})::text as until from ${relation} where ${place} >= ${from}`,
  )
  return {
    where: until === null ? undefined : sql`${place} >= ${from} or ${place} is null`,
    // from NaN nothing goes on: everything is read then
    cursor: { asked, until: found?.until && /\d/.test(found.until) ? found.until : until },
  }
}

export interface Asked {
  name: string
  stream: DatabaseStream
  relation: Sql
  /** all that the result holds */
  columns: readonly ResultColumn[]
  zone: PostgresSettings['timeZone']
}

const UNITS: Readonly<Record<string, string>> = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' }

function lowest(type: CursorType, column: ResultColumn, { overlap, zone }: Back, until: string): Sql {
  if (type.overlap === 'number') {
    const back = typeof overlap === 'number' ? overlap : DEFAULT_OVERLAP.number
    return sql`${until}::${type.as} - ${String(back)}::numeric::${type.as}`
  }
  const text = typeof overlap === 'string' ? overlap : defaultOverlap(column.type, zone)
  const back = `${text.slice(0, -1)} ${UNITS[text.slice(-1)]}`
  return sql`${until}::${type.as} - ${back}::interval`
}

type Back = Pick<DatabaseStream, 'overlap'> & { zone: string }

function defaultOverlap(type: string, zone: string): string {
  if (type === 'date') return DATE_OVERLAP
  return type === 'timestamp' && zone !== 'UTC' ? LOCAL_OVERLAP : DEFAULT_OVERLAP.time
}
