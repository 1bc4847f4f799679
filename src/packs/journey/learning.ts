import type { Learning, Marts, SettingsTable } from '../../kit/index.ts'
import { sql } from '../../kit/index.ts'
import { type Matrix, chooseClusters } from '../../stats/index.ts'
import { type NamedCluster, namedClusters } from './learning/names.ts'
import type { JourneySettings } from './settings.ts'

/** The exact silhouette looks at every pair of users, so it is taken over so many. */
const SAMPLE_USERS = 5000
/** Fewer users have no kinds worth a name. */
export const FEWEST_USERS = 30
/** Events in which users are compared: the most common ones. */
const MOST_EVENTS = 40
const SEED = 20_210_613

const CENTER = {
  name: 'journey_cluster_center',
  columns: { cluster: 'string', event: 'string', center: 'double' },
} as const
const CLUSTER = { name: 'journey_cluster', columns: { cluster: 'string', name: 'string' } } as const
const CHOICE = {
  name: 'journey_cluster_choice',
  columns: { k: 'integer', silhouette: 'double', is_chosen: 'boolean', users: 'integer' },
} as const

/**
 * Kinds of users by what they do: k-means on ln(1 + count) of each event, k of 3…8 by the exact mean silhouette, over a
 * sample of 5 000 users that depends on their ids alone. Every user is then given the nearest centre by the models.
 * Clusters are numbered from the most active one; with too few users or events nothing is learned.
 */
export const learning: Learning<JourneySettings> = {
  tables: [CENTER, CLUSTER, CHOICE],
  async learn({ marts }) {
    const sample = await readSample(marts)
    if (!sample) return tables([], [])
    const choice = chooseClusters({ points: sample.points, seed: SEED })
    if (!choice) return tables([], [])
    const rows = choice.tried.map(({ k, silhouette }) => [k, rounded(silhouette), k === choice.k, sample.points.rows])
    return tables(namedClusters(sample.events, sample.points, choice), rows)
  },
}

function tables(clusters: readonly NamedCluster[], choice: SettingsTable['rows']): readonly SettingsTable[] {
  return [
    {
      ...CENTER,
      rows: clusters.flatMap(({ cluster, centers }) =>
        [...centers].map(([event, center]) => [cluster, event, rounded(center)]),
      ),
    },
    { ...CLUSTER, rows: clusters.map(({ cluster, name }) => [cluster, name]) },
    { ...CHOICE, rows: choice },
  ]
}

interface Sample {
  events: readonly string[]
  /** a row per user, a column per event: ln(1 + count) */
  points: Matrix
}

/**
 * The users whose ids come first when mixed by md5, a fixed arithmetic that no version of the engine changes: the same
 * users give the same sample in the same order, and a new user displaces one at most.
 */
async function readSample(marts: Pick<Marts, 'columns'>): Promise<Sample | undefined> {
  const {
    place = [],
    event = [],
    events = [],
  } = await marts.columns(sql`
    with sample as (
      select
        user_number,
        (row_number() over (order by mixed, source, user_id))::integer as place
      from (
        select
          source,
          user_id,
          user_number,
          md5(source || ' ' || user_id) as mixed
        from mart.journey_users
        order by mixed, source, user_id
        limit ${SAMPLE_USERS}
      )
    )

    select
      s.place,
      n.event,
      count(*)::integer as events
    from mart.journey_events as e
    inner join sample as s
      on s.user_number = e.user_number
    inner join mart.journey_event_names as n
      on n.event_number = e.event_number
    group by all
    order by s.place, n.event`)
  const users = place.reduce<number>((most, each) => Math.max(most, Number(each)), 0)
  const kept = commonEvents(event.map(String))
  if (users < FEWEST_USERS || kept.length < 2) return undefined
  const columnOf = new Map(kept.map((name, at) => [name, at]))
  const points = { rows: users, columns: kept.length, values: new Float64Array(users * kept.length) }
  place.forEach((user, at) => {
    const column = columnOf.get(String(event[at]))
    if (column !== undefined) points.values[(Number(user) - 1) * kept.length + column] = Math.log1p(Number(events[at]))
  })
  return { events: kept, points }
}

/** The events that most users have, the names of one user and event standing once; of equal ones the first by name. */
function commonEvents(names: readonly string[]): string[] {
  const users = new Map<string, number>()
  for (const name of names) users.set(name, (users.get(name) ?? 0) + 1)
  return [...users]
    .toSorted(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1))
    .slice(0, MOST_EVENTS)
    .map(([name]) => name)
}

/** Sums in another order differ in their last digits; these digits teach nothing. */
const rounded = (value: number): number => Number(value.toFixed(9))
