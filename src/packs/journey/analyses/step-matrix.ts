import { z } from 'zod'
import { type AnalysisResult, type Day, type Row, RequestError } from '../../../base/index.ts'
import {
  type AnalysisContext,
  daySetting,
  dayText,
  defineAnalysis,
  labelledColumns,
  percentText,
  sql,
} from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'
import { words } from '../words.ts'
import { type Days, countExcluded, countSetting, daysOf, requireKnown, within } from './settings.ts'

interface StepMatrixSettings {
  from?: Day | undefined
  to?: Day | undefined
  steps: number
  cluster: string
}
type Context = AnalysisContext<StepMatrixSettings, JourneySettings>

const USUAL_STEPS = 7
const MOST_STEPS = 10
/** Rarer events share a row. */
const MOST_EVENTS = 15

/** What comes first, second, third on users' ways, and by which step they have ended. */
export const stepMatrix = defineAnalysis<StepMatrixSettings, JourneySettings>({
  id: 'journey.step-matrix',
  meaning:
    'Which events come first, second, third … on the ways of users who appeared in the period: shares of ways by step.',
  settings: () =>
    z.strictObject({
      from: daySetting.optional(),
      to: daySetting.optional(),
      steps: countSetting(2, MOST_STEPS, USUAL_STEPS),
      cluster: z.string().default(''),
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today } = context
    const days = daysOf(settings, today)
    const hasCluster = settings.cluster !== ''
    if (hasCluster) requireKnown(settings.cluster, await clusterNames(context), 'unknown_cluster')
    const [cells, excluded] = await Promise.all([readCells(context, days), countExcluded(context)])
    const matrix = matrixOf(cells, settings.steps, {
      other: say('step_matrix.other'),
      ended: say('step_matrix.ended'),
    })
    const { paths } = matrix
    if (paths === 0) throw new RequestError(words, 'no_paths', { ...days })
    const first = matrix.rows.reduce((best, row) => (row.counts[0]! > best.counts[0]! ? row : best))
    const ended = matrix.rows.at(-1)!.counts.at(-1)!
    const rows = matrix.rows.flatMap(({ event, counts, all }) =>
      counts.map((count, at) => ({
        event,
        step: String(at + 1),
        share: count / paths,
        users: count,
        ...(hasCluster
          ? { share_all: all[at]! / matrix.allPaths, difference: count / paths - all[at]! / matrix.allPaths }
          : {}),
      })),
    )
    return {
      statement: say('step_matrix.statement', {
        from: dayText(days.from, locale),
        to: dayText(days.to, locale),
        paths,
        cluster: settings.cluster,
        has_cluster: String(hasCluster),
        first: first.event,
        first_share: percentText(first.counts[0]! / paths, locale),
        steps: settings.steps - 1,
        ended: percentText(ended / paths, locale),
      }),
      figures: {
        ...days,
        paths,
        steps: settings.steps,
        most_common_first: first.event,
        most_common_first_share: first.counts[0]! / paths,
        ended_share: ended / paths,
        excluded_users: excluded,
      },
      tables: {
        matrix: {
          title: say('table.step_matrix.matrix'),
          columns: labelledColumns(
            {
              event: 'text',
              step: 'text',
              share: 'share',
              users: 'count',
              ...(hasCluster ? { share_all: 'share', difference: 'share' } : {}),
            },
            say,
          ),
          rows,
        },
      },
      charts: [
        {
          name: 'heatmap',
          title: say('chart.step_matrix.matrix'),
          table: 'matrix',
          spec: { kind: 'heatmap', x: 'step', y: 'event', value: 'share' },
        },
      ],
      notes: [say('note.step_matrix'), say('note.excluded', { excluded })],
    }
  },
})

async function clusterNames({ marts }: Context): Promise<string[]> {
  const rows = await marts.rows(sql`
    select cluster
    from mart.journey_users
    where cluster is not null
    group by cluster
    order by cluster`)
  return rows.map((row) => String(row['cluster']))
}

/** How many ways have the event at the step, and how many of all clusters do; events of one instant go by name. */
function readCells({ settings, marts, timeZone }: Context, days: Days): Promise<readonly Row[]> {
  const { from, before } = within(days, timeZone)
  const isAsked = settings.cluster === '' ? sql`true` : sql`coalesce(cluster = ${settings.cluster}, false)`
  return marts.rows(sql`
    with beginner as (
      select user_number, ${isAsked} as is_asked
      from mart.journey_users
      where first_event_at >= ${from} and first_event_at < ${before}
    ),

    step as (
      select
        e.event_number,
        b.is_asked,
        row_number() over (partition by e.user_number order by e.happened_at, e.event_number) as step
      from mart.journey_events as e
      inner join beginner as b
        on b.user_number = e.user_number
      where e.happened_at >= ${from}
      qualify step <= ${settings.steps}
    ),

    cell as (
      select
        step::integer as step,
        event_number,
        count(*) filter (where is_asked)::integer as users,
        count(*)::integer as users_all
      from step
      group by all
    )

    select
      c.step,
      n.event,
      c.users,
      c.users_all
    from cell as c
    inner join mart.journey_event_names as n
      on n.event_number = c.event_number
    order by c.step, n.event`)
}

interface MatrixRow {
  event: string
  /** ways by step */
  counts: number[]
  /** ways of all clusters by step */
  all: number[]
}

/** A row per event from early to late, then the rare ones together, then the ended ways, which make every column whole. */
function matrixOf(cells: readonly Row[], steps: number, names: { other: string; ended: string }) {
  const rowOf = (event: string, own: readonly Row[]): MatrixRow => {
    const sums = (column: string) =>
      Array.from({ length: steps }, (_, at) =>
        own.filter((row) => row['step'] === at + 1).reduce((sum, row) => sum + Number(row[column]), 0),
      )
    return { event, counts: sums('users'), all: sums('users_all') }
  }
  const common = [...Map.groupBy(cells, (row) => String(row['event']))]
    .map(([event, own]) => rowOf(event, own))
    .toSorted((one, other) => total(other.counts) - total(one.counts) || total(other.all) - total(one.all))
  const shown = common.slice(0, MOST_EVENTS)
  const kept = new Set(shown.map(({ event }) => event))
  const rare = cells.filter((row) => !kept.has(String(row['event'])))
  const whole = rowOf('', cells)
  const [paths, allPaths] = [whole.counts[0] ?? 0, whole.all[0] ?? 0]
  const ended = {
    event: names.ended,
    counts: whole.counts.map((count) => paths - count),
    all: whole.all.map((count) => allPaths - count),
  }
  return {
    paths,
    allPaths,
    rows: [
      ...shown.toSorted((one, other) => meanStep(one) - meanStep(other)),
      ...(rare.length > 0 ? [rowOf(names.other, rare)] : []),
      ended,
    ],
  }
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

const meanStep = ({ all }: MatrixRow): number => all.reduce((sum, count, at) => sum + count * at, 0) / total(all)
