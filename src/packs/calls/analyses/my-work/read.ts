import { dayOf, type Day, type Instant } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { within } from '../settings.ts'
import { type Context, spanOfWeeks } from './settings.ts'

/** An operator's day as sums, so that days make weeks. */
export interface WorkDay {
  on: Day
  rung: number
  handled: number
  ringMissed: number
  /** talk and work after calls, all calls together */
  handleSeconds: number
}

export interface Rated {
  at: Instant
  on: Day
  score: number
  isSatisfied: boolean
  queue: string | null
}

/** Medians of the team over `days` days that end on `to`. */
export interface Team {
  to: Day
  days: number
  handled: number | null
  handleSeconds: number | null
  ringMissedShare: number | null
  satisfaction: number | null
  score: number | null
}

export async function readDays(operator: string, context: Context): Promise<WorkDay[]> {
  const { from, to } = spanOfWeeks(context)
  const rows = await context.marts.rows(sql`
    select
      local_day,
      sum(rung)::integer as rung,
      sum(taken)::integer as handled,
      sum(ring_missed)::integer as ring_missed,
      sum(handle_seconds)::double as handle_seconds
    from mart.calls_operator_days
    where operator = ${operator} and local_day between ${from}::date and ${to}::date
    group by local_day
    order by local_day`)
  return rows.map((row) => ({
    on: String(row['local_day']),
    rung: Number(row['rung']),
    handled: Number(row['handled']),
    ringMissed: Number(row['ring_missed']),
    handleSeconds: Number(row['handle_seconds']),
  }))
}

/** Newest first. */
export async function readRatings(operator: string, context: Context): Promise<Rated[]> {
  const { marts, timeZone } = context
  const rows = await marts.rows(sql`
    select
      rated_at,
      score,
      is_satisfied,
      queue
    from mart.calls_ratings
    where operator = ${operator} and ${within('rated_at', spanOfWeeks(context), '', timeZone)}
    order by rated_at desc, rating_id`)
  return rows.map((row) => ({
    at: String(row['rated_at']),
    on: dayOf(String(row['rated_at']), timeZone),
    score: Number(row['score']),
    isSatisfied: row['is_satisfied'] === true,
    queue: row['queue'] === null ? null : String(row['queue']),
  }))
}

export async function readTeam(context: Context): Promise<Team[]> {
  const { from, to } = spanOfWeeks(context)
  const rows = await context.marts.rows(sql`
    select
      last_day,
      days,
      handled,
      handle_seconds,
      ring_missed_share,
      satisfaction,
      score
    from mart.calls_team
    where last_day between ${from}::date and ${to}::date
    order by last_day`)
  const figure = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  return rows.map((row) => ({
    to: String(row['last_day']),
    days: Number(row['days']),
    handled: figure(row['handled']),
    handleSeconds: figure(row['handle_seconds']),
    ringMissedShare: figure(row['ring_missed_share']),
    satisfaction: figure(row['satisfaction']),
    score: figure(row['score']),
  }))
}
