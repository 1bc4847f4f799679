import {
  addDays,
  daysBetween,
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

export const daySql = (day: Day): Sql => sql`cast(${day} as date)`

export const beginOf = ({ period, timeZone }: TimeFrame): Instant => startOfDay(period.from, timeZone)

export const endOf = ({ period, timeZone }: TimeFrame): Instant => startOfDay(addDays(period.to, 1), timeZone)

/** When levels are taken at the latest: the end of the period, or of today where the period is not over. */
export const levelEndOf = ({ period, timeZone, today }: TimeFrame): Instant =>
  startOfDay(addDays(period.to < today ? period.to : today, 1), timeZone)

/** Rows whose instant lies in the period; compares the bare column, so that a sorted mart is pruned. */
export const withinSql = (column: Sql, frame: TimeFrame): Sql =>
  sql`${column} >= ${instantSql(beginOf(frame))} and ${column} < ${instantSql(endOf(frame))}`

/** The first day of the local day, week, month … that holds an instant. Weeks start on Monday. */
export function bucketSql(column: Sql, frame: TimeFrame & { grain: Grain }): Sql {
  const local = localSql(column, frame)
  return frame.grain === 'day'
    ? sql`cast(${local} as date)`
    : sql`cast(date_trunc(${trusted(`'${frame.grain}'`)}, ${local}) as date)`
}

/** The wall clock's time, by adding the zone's distance from UTC: one number, or one for each stretch between clock changes. */
function localSql(column: Sql, { period, timeZone }: TimeFrame): Sql {
  const [first, ...changes] = offsetSpans(period, timeZone)
  const seconds = (count: number): Sql => sql`to_seconds(${count})`
  const start = seconds(first?.offsetSeconds ?? 0)
  if (changes.length === 0) return first?.offsetSeconds ? sql`${column} + ${start}` : column
  const cases = changes
    .toReversed()
    .map(({ since, offsetSeconds }) => sql`when ${column} >= ${instantSql(since ?? '')} then ${seconds(offsetSeconds)}`)
  return sql`${column} + case ${joinSql(cases, '\n')} else ${start} end`
}

/** Periods that begin after this day have not begun yet: of nothing in them there is no figure, not a zero. */
export const lastBegunSql = ({ period, today, grain }: TimeFrame & { grain: Grain }): Sql =>
  daySql(period.from <= today ? today : addDays(startOfGrain(period.from, grain), -1))

/** Every period of the frame, one row each. */
export function periodsSql({ period, grain }: TimeFrame & { grain: Grain }): Sql {
  const first = daySql(startOfGrain(period.from, grain))
  const last = daySql(startOfGrain(period.to, grain))
  const step = trusted(`interval 1 ${grain}`)
  return sql`select cast(unnest(generate_series(${first}, ${last}, ${step})) as date) as period`
}

/** Whether the frame surely has more periods than this. */
export const hasMorePeriodsThan = (limit: number, { period, grain }: TimeFrame): boolean =>
  grain !== undefined && daysBetween(period.from, period.to) >= limit * LONGEST_DAYS[grain]

const LONGEST_DAYS: Readonly<Record<Grain, number>> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }
