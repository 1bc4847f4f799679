import type { Instant } from '../../../../base/index.ts'
import { type Sql, identifier, joinSql, sql } from '../../../../kit/index.ts'
import { timestamp, within } from '../settings.ts'
import type { FunnelQuestion, Grouping, Step } from './settings.ts'

export interface TriesRequest extends FunnelQuestion {
  timeZone: string
  /** nothing after this instant is known */
  knownUntil: Instant
  by: Grouping
  /** values of the grouping as text; a user of another value, or of none, belongs to no group */
  groups: readonly string[]
  /** some users repeat the same events so often that pairs of their events must not be looked at */
  hasHeavyUsers: boolean
}

/** Has no event: nobody gets to a step that has never happened. */
const NO_EVENT = -1

/**
 * How many users came to each step, by group and by whether they still have time, and the median way from step to step.
 *
 * A try is one first step of a user. It takes the earliest event of the next step strictly after the one before: any other
 * chain from the same start is at no step earlier, so none gets further in the window. Every try counts, and a user stands
 * where the deepest one came. A step is one join with a row per try at most: by hash, which is faster, or as of the event
 * before, whose cost does not grow with how often events repeat.
 *
 * Rows: step, mark, users (mark is twice the number of the group, 0 for none, plus 1 for users who still have time), and
 * step, median_hours over the tries that got there.
 */
export function triesSql(request: TriesRequest): Sql {
  const { steps, days, timeZone } = request
  const later = steps.slice(1)
  const { from, before } = within(days, timeZone)
  const counts = steps.map(
    (_, at) => sql`
    select ${at + 1}::integer as step, mark, count(*)::integer as users, null::double as median_hours
    from (select user_number, any_value(mark) as mark from ${tries(at)} group by user_number)
    group by mark`,
  )
  const medians = later.map(
    (_, at) => sql`
    select ${at + 2}::integer, null, null, median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000
    from ${tries(at + 1)}`,
  )
  // by hash, first steps of one instant become one at the second step
  const distinct = request.hasHeavyUsers ? sql` distinct` : sql``
  return sql`
    with start as materialized (
      select${distinct} user_number, happened_at, ${groupNumber(request)} as group_number
      from mart.journey_events
      where event_number = ${numberOf(steps[0])} and happened_at >= ${from} and happened_at < ${before}
    ),
    ${tries(0)} as materialized (
      select
        user_number,
        happened_at as started_at,
        happened_at as reached_at,
        2 * group_number + (user_number in (${usersWithTime(request)}))::integer as mark
      from start
    ),
    ${joinSql(
      later.map((step, at) => sql`${tries(at + 1)} as materialized (${nextTries(step, at, request)})`),
      ', ',
    )}
    ${joinSql([...counts, ...medians], ' union all ')}`
}

const tries = (at: number): Sql => identifier(`try_${at + 1}`)

const numberOf = (step: Step | undefined): Sql => sql`${step?.number ?? NO_EVENT}::integer`

/** The tries that get from the step at `at` to this one. In whatever order, the way is measured from the start. */
function nextTries(step: Step, at: number, request: TriesRequest): Sql {
  const { days, timeZone, windowDays, isOrdered, hasHeavyUsers } = request
  const { from, before } = within(days, timeZone)
  const window = sql`to_days(${windowDays}::integer)`
  const previous = isOrdered ? sql`t.reached_at` : sql`t.started_at`
  const isLater = isOrdered ? sql`e.happened_at > t.reached_at` : sql`e.happened_at >= t.started_at`
  const events = sql`(
      select user_number, happened_at
      from mart.journey_events
      where event_number = ${numberOf(step)} and happened_at >= ${from} and happened_at < ${before} + ${window}
    )`
  if (hasHeavyUsers) {
    return sql`
    select t.user_number, t.started_at, ${previous} as previous_at, e.happened_at as reached_at, t.mark
    from ${tries(at)} as t
    asof inner join ${events} as e
      on e.user_number = t.user_number and ${isLater}
    where e.happened_at <= t.started_at + ${window}`
  }
  return sql`
    select
      t.user_number,
      t.started_at,
      any_value(${previous}) as previous_at,
      min(e.happened_at) as reached_at,
      any_value(t.mark) as mark
    from ${tries(at)} as t
    inner join ${events} as e
      on e.user_number = t.user_number and ${isLater} and e.happened_at <= t.started_at + ${window}
    group by t.user_number, t.started_at`
}

/** Users of whom a try may still go on: its window ends after what is known. */
const usersWithTime = ({ windowDays, knownUntil }: TriesRequest): Sql =>
  sql`select user_number from start where happened_at > ${timestamp(knownUntil)} - to_days(${windowDays}::integer)`

function groupNumber({ by, groups }: TriesRequest): Sql {
  if (by === 'none' || groups.length === 0) return sql`0`
  const value = by === 'cluster' ? sql`cluster` : sql`strftime(cohort, '%Y-%m-%d')`
  const list = joinSql(
    groups.map((group) => sql`${group}::varchar`),
    ', ',
  )
  return sql`coalesce(list_position([${list}], ${value}), 0)::integer`
}
