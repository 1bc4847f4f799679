import {
  addDays,
  daysBetween,
  grainsIn,
  offsetSpans,
  startOfDay,
  startOfGrain,
  type Day,
  type Grain,
  type Instant,
  type Period,
} from '../base/index.ts'
import { joinSql, sql, trusted, type Sql } from '../kit/index.ts'

/** The days of a question, and whose days they are. */
export interface TimeFrame {
  period: Period
  timeZone: string
  grain: Grain | undefined
  today: Day
}

/** An instant as the warehouse keeps them: a timestamp without zone, in UTC. */
export const instantSql = (at: Instant): Sql => sql`cast(${at.slice(0, 19).replace('T', ' ')} as timestamp)`

/** A day as the engine's date. */
export const daySql = (day: Day): Sql => sql`cast(${day} as date)`

/** The first instant of a frame. */
export const beginOf = ({ period, timeZone }: TimeFrame): Instant => startOfDay(period.from, timeZone)

/** The first instant after a frame. */
export const endOf = ({ period, timeZone }: TimeFrame): Instant => startOfDay(addDays(period.to, 1), timeZone)

/** When levels are taken at the latest: the end of the period, or of today where the period is not over. */
export const levelEndOf = ({ period, timeZone, today }: TimeFrame): Instant =>
  startOfDay(addDays(period.to < today ? period.to : today, 1), timeZone)

/** Rows whose instant lies in the period; compares the bare column, so that a sorted mart is pruned. */
export const withinSql = (column: Sql, frame: TimeFrame): Sql =>
  sql`${column} >= ${instantSql(beginOf(frame))} and ${column} < ${instantSql(endOf(frame))}`

/**
 * Which period of the frame holds an instant of it: 0 for the first. Weeks start on Monday.
 * Whole numbers by plain arithmetic, because rounding each row's wall clock to a calendar costs three times as much as
 * counting it: days and weeks are divisions of the wall clock's microseconds; months and longer are found between
 * the instants at which they begin, which are known.
 */
export function periodNumberSql(column: Sql, frame: TimeFrame & { grain: Grain }): Sql {
  const { grain, period, timeZone } = frame
  if (grain === 'day' || grain === 'week') {
    const width = grain === 'day' ? DAY_MICROSECONDS : 7 * DAY_MICROSECONDS
    return sql`(${sinceFirstSql(column, frame)}) // ${whole(width)}`
  }
  const begins = grainsIn(period, grain).map((day) => startOfDay(day, timeZone))
  return placeSql(column, begins, 0, begins.length)
}

const DAY_MICROSECONDS = 86_400_000_000

const whole = (number: number): Sql => sql`cast(${number} as bigint)`

/** Microseconds on the wall clock since the first period began; the zone's distance from UTC is added between its changes. */
function sinceFirstSql(column: Sql, { period, timeZone, grain }: TimeFrame & { grain: Grain }): Sql {
  const [first, ...changes] = offsetSpans(period, timeZone)
  const firstOffset = first?.offsetSeconds ?? 0
  const zero = Date.parse(`${startOfGrain(period.from, grain)}T00:00:00Z`) * 1000
  const since = sql`epoch_us(${column}) + ${whole(firstOffset * 1e6 - zero)}`
  if (changes.length === 0) return since
  const cases = changes
    .toReversed()
    .map(
      (span) =>
        sql`when ${column} >= ${instantSql(span.since ?? '')} then ${whole((span.offsetSeconds - firstOffset) * 1e6)}`,
    )
  return sql`${since} + case ${joinSql(cases, '\n')} else 0 end`
}

/** Halves the list until one place is left: few comparisons a row, however many places. */
function placeSql(column: Sql, begins: readonly Instant[], from: number, to: number): Sql {
  if (to - from <= 1) return trusted(String(from))
  const middle = Math.ceil((from + to) / 2)
  const later = instantSql(begins[middle] ?? '')
  return sql`case when ${column} < ${later} then ${placeSql(column, begins, from, middle)} else ${placeSql(column, begins, middle, to)} end`
}

/** Periods that begin after this day have not begun yet: of nothing in them there is no figure, not a zero. */
export const lastBegunSql = ({ period, today, grain }: TimeFrame & { grain: Grain }): Sql =>
  daySql(period.from <= today ? today : addDays(startOfGrain(period.from, grain), -1))

/** Every period of the frame with its number, one row each. */
export function periodsSql({ period, grain }: TimeFrame & { grain: Grain }): Sql {
  const first = daySql(startOfGrain(period.from, grain))
  const last = daySql(startOfGrain(period.to, grain))
  const days = sql`generate_series(${first}, ${last}, ${trusted(`interval 1 ${grain}`)})`
  return sql`select unnest(range(len(${days}))) as number, cast(unnest(${days}) as date) as period`
}

/** Whether the frame surely has more periods than this. */
export const hasMorePeriodsThan = (limit: number, { period, grain }: TimeFrame): boolean =>
  grain !== undefined && daysBetween(period.from, period.to) >= limit * LONGEST_DAYS[grain]

const LONGEST_DAYS: Readonly<Record<Grain, number>> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }

/** Periods of one answer at most: a century of days, two of months. */
export const mostPeriods = (grain: Grain): number => (grain === 'day' || grain === 'week' ? 40_000 : 2_400)
