import { z } from 'zod'
import { type AnalysisResult, type Row, RequestError } from '../../../base/index.ts'
import {
  type AnalysisContext,
  defineAnalysis,
  figureText,
  labelledColumns,
  percentText,
  shareOf,
  sql,
} from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'
import { words } from '../words.ts'
import { countExcluded, countSetting } from './settings.ts'

interface ClustersSettings {
  top: number
}
type Context = AnalysisContext<ClustersSettings, JourneySettings>

/** Events named on each side of a cluster. */
const TOP = 3

/** What the silhouette says about the borders of clusters, from its lower bound on (Kaufman and Rousseeuw 1990). */
const BORDERS = [
  { from: 0.7, word: 'strong' },
  { from: 0.5, word: 'reasonable' },
  { from: 0.25, word: 'weak' },
  { from: -1, word: 'none' },
] as const

/** Kinds of users by what they do: how many, what sets them apart, how many of them pay. */
export const clusters = defineAnalysis<ClustersSettings, JourneySettings>({
  id: 'journey.clusters',
  meaning:
    'Kinds of users by what they do: size, what sets each apart, share of those who pay, and how clear the borders are.',
  settings: () => z.strictObject({ top: countSetting(1, 20, TOP) }),
  async run(context): Promise<AnalysisResult> {
    const { say, locale } = context
    const [sizes, events, choice, excluded] = await Promise.all([
      readSizes(context),
      readEvents(context),
      readChoice(context),
      countExcluded(context),
    ])
    if (sizes.length === 0) throw new RequestError(words, 'no_clusters')
    const users = sizes.reduce((sum, size) => sum + size.users, 0)
    const chosen = choice.find((row) => row['is_chosen'] === true)
    const silhouette = typeof chosen?.['silhouette'] === 'number' ? chosen['silhouette'] : null
    const byPayers = sizes.toSorted((one, other) => other.payers / other.users - one.payers / one.users)
    const [most, least] = [byPayers[0]!, byPayers.at(-1)!]
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
    return {
      statement: [
        say('clusters.statement', { users, clusters: sizes.length }),
        ...(silhouette === null
          ? []
          : [say(`clusters.borders_${borders(silhouette)}`, { silhouette: number.format(silhouette) })]),
        ...(most.payers > 0
          ? [
              say('clusters.payers', {
                most: most.cluster,
                most_share: percentText(most.payers / most.users, locale),
                least: least.cluster,
                least_share: percentText(least.payers / least.users, locale),
              }),
            ]
          : []),
      ].join(' '),
      figures: {
        users,
        clusters: sizes.length,
        silhouette,
        borders: silhouette === null ? null : borders(silhouette),
        sample_users: chosen?.['users'] ?? null,
        payers_share: shareOf(
          sizes.reduce((sum, size) => sum + size.payers, 0),
          users,
        ),
        excluded_users: excluded,
      },
      tables: {
        clusters: {
          title: say('table.clusters.clusters'),
          columns: labelledColumns(
            {
              cluster: 'text',
              users: 'count',
              share: 'share',
              events_per_user: 'number',
              payers: 'count',
              payers_share: 'share',
            },
            say,
          ),
          rows: sizes.map((size) => ({
            cluster: size.cluster,
            users: size.users,
            share: size.users / users,
            events_per_user: size.events / size.users,
            payers: size.payers,
            payers_share: size.payers / size.users,
          })),
        },
        events: {
          title: say('table.clusters.events'),
          columns: labelledColumns(
            { cluster: 'text', event: 'text', per_user: 'number', per_user_all: 'number', difference: 'number' },
            say,
          ),
          rows: distinctive(events, sizes, context.settings.top),
        },
        choice: {
          title: say('table.clusters.choice'),
          columns: labelledColumns({ k: 'count', silhouette: 'number', chosen: 'text' }, say),
          rows: choice.map((row) => ({
            k: row['k']!,
            silhouette: row['silhouette']!,
            chosen: row['is_chosen'] === true ? say('clusters.chosen') : '',
          })),
        },
      },
      charts: [
        {
          name: 'clusters',
          title: say('chart.clusters.sizes'),
          table: 'clusters',
          spec: { kind: 'horizontal-bar', x: 'cluster', y: ['users'] },
        },
        {
          name: 'payers',
          title: say('chart.clusters.payers'),
          table: 'clusters',
          spec: { kind: 'horizontal-bar', x: 'cluster', y: ['payers_share'] },
        },
      ],
      notes: [
        say('note.clusters_method', { sample: figureText(Number(chosen?.['users'] ?? 0), 'count', locale) }),
        say('note.clusters_payments'),
        say('note.excluded', { excluded }),
      ],
    }
  },
})

const borders = (silhouette: number) => BORDERS.find(({ from }) => silhouette >= from)!.word

interface Size {
  cluster: string
  users: number
  payers: number
  events: number
}

async function readSizes({ marts }: Context): Promise<Size[]> {
  const rows = await marts.rows(sql`
    select
      cluster,
      count(*)::integer as users,
      count(first_paid_at)::integer as payers,
      sum(events)::double as events
    from mart.journey_users
    where cluster is not null
    group by cluster
    order by cluster`)
  return rows.map((row) => ({
    cluster: String(row['cluster']),
    users: Number(row['users']),
    payers: Number(row['payers']),
    events: Number(row['events']),
  }))
}

const readEvents = ({ marts }: Context): Promise<readonly Row[]> =>
  marts.rows(sql`
    with counted as (
      select
        cluster,
        event_number,
        count(*)::integer as events
      from mart.journey_events
      where cluster is not null
      group by cluster, event_number
    )

    select
      c.cluster,
      n.event,
      c.events
    from counted as c
    inner join mart.journey_event_names as n
      on n.event_number = c.event_number
    order by n.event, c.cluster`)

const readChoice = ({ marts }: Context): Promise<readonly Row[]> =>
  marts.rows(sql`select k, silhouette, is_chosen, users from mart.journey_cluster_choice order by k`)

/** The events of which a user of each cluster has most more, and most less, than users of all clusters together. */
function distinctive(counts: readonly Row[], sizes: readonly Size[], top: number): Row[] {
  const users = sizes.reduce((sum, size) => sum + size.users, 0)
  const byEvent = Map.groupBy(counts, (row) => String(row['event']))
  return sizes.flatMap(({ cluster, users: own }) => {
    const rows = [...byEvent].map(([event, all]) => {
      const of = (isCounted: (row: Row) => boolean) =>
        all.filter(isCounted).reduce((sum, row) => sum + Number(row['events']), 0)
      const per_user = of((row) => row['cluster'] === cluster) / own
      const per_user_all = of(() => true) / users
      return { cluster, event, per_user, per_user_all, difference: per_user - per_user_all }
    })
    const ranked = rows.toSorted((one, other) => other.difference - one.difference)
    const more = ranked.filter(({ difference }) => difference > 0).slice(0, top)
    return [...more, ...ranked.filter(({ difference }) => difference < 0).slice(-top)]
  })
}
