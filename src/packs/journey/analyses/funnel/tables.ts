import type { AnalysisChart, AnalysisResult, Row } from '../../../../base/index.ts'
import type { Counted, Funnel } from './count.ts'
import type { Context, FunnelQuestion } from './settings.ts'
import { labelledColumns, monthText, shareOf } from '../../../../kit/index.ts'

type Tables = AnalysisResult['tables']

const STEP_UNITS = {
  step: 'count',
  event: 'text',
  users: 'count',
  share_of_start: 'share',
  share_of_previous: 'share',
  lost: 'count',
  unfinished: 'count',
  share_of_start_ended: 'share',
} as const

/** `steps` overall, and a table of the groups where there are any. */
export function tablesOf(funnel: Funnel, question: FunnelQuestion, { settings, say, locale }: Context): Tables {
  const steps = {
    title: say('table.funnel.steps'),
    columns: labelledColumns({ ...STEP_UNITS, median_hours: 'hours' }, say),
    rows: stepRows(funnel.all, question).map((row, at) => ({ ...row, median_hours: funnel.medianHours[at] ?? null })),
  }
  if (settings.by === 'none' || funnel.groups.size === 0) return { steps }
  const { by } = settings
  const labels = Object.fromEntries(
    by === 'cohort' ? [...funnel.groups.keys()].map((group) => [String(group), monthText(String(group), locale)]) : [],
  )
  const [step, event, ...figures] = labelledColumns(STEP_UNITS, say)
  const group = { name: by, label: say(`dimension.${by}`), unit: 'text' as const, labels }
  const groups = {
    title: say(`table.funnel.${by}s`),
    columns: [step!, event!, group, ...figures],
    rows: question.steps.flatMap((_, at) =>
      [...funnel.groups].map(([name, counted]): Row => ({ ...stepRows(counted, question)[at], [by]: name })),
    ),
  }
  return { steps, [`${by}s`]: groups }
}

/**
 * `lost` did not come from the step before to this one; `unfinished` of them still have time. The last column leaves out
 * everybody whose time is not over, whether they came far or not.
 */
function stepRows({ users, withTime }: Counted, { steps }: FunnelQuestion): Row[] {
  const ended = users.map((count, at) => count - withTime[at]!)
  return steps.map(({ event }, at) => ({
    step: at + 1,
    event,
    users: users[at]!,
    share_of_start: shareOf(users[at]!, users[0]!),
    share_of_previous: at === 0 ? null : shareOf(users[at]!, users[at - 1]!),
    lost: at === 0 ? null : users[at - 1]! - users[at]!,
    unfinished: at === 0 ? null : withTime[at - 1]! - withTime[at]!,
    share_of_start_ended: shareOf(ended[at]!, ended[0]!),
  }))
}

export function chartsOf(tables: Tables, { settings, say }: Context): AnalysisChart[] {
  const spec = { kind: 'funnel', step: 'event', value: 'users' } as const
  const { by } = settings
  const groups = `${by}s`
  return [
    { name: 'funnel', title: say('chart.funnel.steps'), table: 'steps', spec },
    ...(tables[groups]
      ? [{ name: groups, title: say(`chart.funnel.${by}s`), table: groups, spec: { ...spec, series: by } }]
      : []),
  ]
}
