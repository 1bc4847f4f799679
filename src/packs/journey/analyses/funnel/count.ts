import type { Instant, Row } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import type { Context, FunnelQuestion, Grouping } from './settings.ts'
import { triesSql } from './tries.ts'

/** How many users came to each step of a funnel. */
export interface Counted {
  /** by step */
  users: readonly number[]
  /** of these, users who still have time for the next step, by step */
  withTime: readonly number[]
}

export interface Funnel {
  all: Counted
  /** by group; users without one under null, where there are any */
  groups: ReadonlyMap<string | null, Counted>
  /** hours from the step before, by step; null for the first and where nobody came */
  medianHours: readonly (number | null)[]
  knownUntil: Instant
}

export async function countFunnel(context: Context, question: FunnelQuestion): Promise<Funnel> {
  const { marts, timeZone, settings } = context
  const { by } = settings
  const [{ knownUntil, hasHeavyUsers }, groups] = await Promise.all([readUsers(context), readGroups(context, by)])
  const rows = await marts.rows(triesSql({ ...question, timeZone, knownUntil, by, groups, hasHeavyUsers }))
  const steps = question.steps.length
  const counts = rows.filter((row) => row['mark'] !== null)
  const byGroup = Map.groupBy(counts, (row) => Math.floor(Number(row['mark']) / 2))
  const found = [null, ...groups].flatMap((group, at): [string | null, Counted][] => {
    const own = byGroup.get(at)
    return own ? [[group, counted(own, steps)]] : []
  })
  const named = found.filter(([group]) => group !== null)
  return {
    all: counted(counts, steps),
    // those without a group stand last
    groups: new Map(named.length === 0 ? [] : [...named, ...found.filter(([group]) => group === null)]),
    medianHours: Array.from({ length: steps }, (_, at) => {
      const row = rows.find((each) => each['mark'] === null && each['step'] === at + 1)
      return typeof row?.['median_hours'] === 'number' ? row['median_hours'] : null
    }),
    knownUntil,
  }
}

function counted(rows: readonly Row[], steps: number): Counted {
  const sum = (step: number, isIncluded: (row: Row) => boolean): number =>
    rows.filter((row) => row['step'] === step && isIncluded(row)).reduce((all, row) => all + Number(row['users']), 0)
  const each = (isIncluded: (row: Row) => boolean) => Array.from({ length: steps }, (_, at) => sum(at + 1, isIncluded))
  return { users: each(() => true), withTime: each((row) => Number(row['mark']) % 2 === 1) }
}

/** Events of the same user that each event meets, on average, before pairs of them cost more than sorting. */
const MOST_MET = 50

/**
 * The instant up to which every source of events is complete, by its last event for a source that does not say; and
 * whether some users have very many events.
 */
async function readUsers({ marts, asOf }: Context): Promise<{ knownUntil: Instant; hasHeavyUsers: boolean }> {
  const rows = await marts.rows(sql`
    select
      source,
      max(last_event_at) as last_event_at,
      sum(events)::double as events,
      sum(events::double * events) as pairs
    from mart.journey_users
    group by source`)
  const instants = rows.map((row) => asOf[String(row['source'])] ?? String(row['last_event_at']))
  const total = (column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0)
  return {
    knownUntil: instants.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0] ?? '1970-01-01T00:00:00Z',
    hasHeavyUsers: total('pairs') > MOST_MET * total('events'),
  }
}

async function readGroups({ marts }: Context, by: Grouping): Promise<string[]> {
  if (by === 'none') return []
  const value = by === 'cluster' ? sql`cluster` : sql`strftime(cohort, '%Y-%m-%d')`
  const rows = await marts.rows(sql`
    select ${value} as name
    from mart.journey_users
    where ${value} is not null
    group by name
    order by name`)
  return rows.map((row) => String(row['name']))
}
