import { type AnalysisChart, type AnalysisResult, type Row, addDays, startOfGrain } from '../../../../base/index.ts'
import type { Effect, LevelChange } from '../../../../stats/index.ts'
import { known, pText } from '../text.ts'
import type { ClaimName, Judgement, Phase, PhaseDays } from './judge.ts'
import type { Context } from './read.ts'
import type { Study } from './study.ts'
import { dimensionValueText, labelledColumns } from '../../../../kit/index.ts'

type Tables = AnalysisResult['tables']

const SIDE_COLUMNS = {
  label: 'text',
  n_before: 'count',
  n_after: 'count',
  mean_before: 'hours',
  mean_after: 'hours',
  median_before: 'hours',
  median_after: 'hours',
  change_share: 'share',
  change_low: 'share',
  change_high: 'share',
  change_verdict: 'text',
} as const

const TEST_COLUMNS = {
  label: 'text',
  p_holm_text: 'text',
  difference_hours: 'hours',
  difference_low: 'hours',
  difference_high: 'hours',
  shift_hours: 'hours',
  shift_low: 'hours',
  shift_high: 'hours',
  rank_p_text: 'text',
} as const

export function tablesOf(study: Study, context: Context): Tables {
  const { say } = context
  const table = (name: string, units: Parameters<typeof labelledColumns>[0], rows: readonly Row[]) => ({
    title: say(`table.resolution_change.${name}`),
    columns: labelledColumns(units, say),
    rows,
  })
  const rowsOf = (claim: ClaimName) =>
    [undefined, ...study.priorities].map((priority) => priorityRow(study, priority, claim, context))
  const measured = { percent: 'share', low: 'share', high: 'share' } as const
  return {
    priorities: table('priorities', SIDE_COLUMNS, rowsOf('change')),
    rise: table('rise', SIDE_COLUMNS, rowsOf('rise')),
    tests: table('tests', TEST_COLUMNS, rowsOf('change')),
    weeks: table(
      'weeks',
      { week: 'day', mean_hours: 'hours', fit: 'hours', expected: 'hours', tickets: 'count' },
      weekRows(study),
    ),
    months: table(
      'months',
      { month: 'day', label: 'text', mean_hours: 'hours', tickets: 'count' },
      monthRows(study, context),
    ),
    mix: table(
      'mix',
      {
        dimension: 'text',
        label: 'text',
        share_before: 'share',
        share_after: 'share',
        mean_before: 'hours',
        mean_after: 'hours',
      },
      [...mixRows(study, 'priority', context), ...mixRows(study, 'line', context)],
    ),
    models: table(
      'models',
      { estimator: 'text', term: 'text', ...measured, p_text: 'text', durbin_watson: 'number' },
      modelRows(study, context),
    ),
  }
}

function priorityRow(study: Study, priority: string | undefined, claim: ClaimName, { say, locale }: Context): Row {
  const judgement: Judgement = (priority === undefined ? study.overall : study.byPriority.get(priority)!)[claim]
  const { before, after, meanDifference, shift, rankP } = study.comparisons.get(priority)![claim]
  return {
    priority: priority ?? 'all',
    label: priority === undefined ? say('all_priorities') : dimensionValueText('priority', priority, say),
    n_before: before.tickets,
    n_after: after.tickets,
    mean_before: known(before.mean),
    mean_after: known(after.mean),
    median_before: known(before.median),
    median_after: known(after.median),
    change_share: known(judgement.share),
    change_low: known(judgement.low),
    change_high: known(judgement.high),
    change_p_holm: known(judgement.adjustedP ?? judgement.effect?.p),
    p_holm_text: pText(judgement.adjustedP ?? judgement.effect?.p, locale),
    verdict: judgement.verdict,
    change_verdict: say(`verdict.${judgement.verdict.replaceAll(' ', '_')}`),
    difference_hours: known(meanDifference?.hours),
    difference_low: known(meanDifference?.interval.low),
    difference_high: known(meanDifference?.interval.high),
    shift_hours: known(shift?.hours),
    shift_low: known(shift?.interval.low),
    shift_high: known(shift?.interval.high),
    rank_p: known(rankP),
    rank_p_text: pText(rankP, locale),
  }
}

function weekRows({ weeks, overall, phases }: Study): Row[] {
  const fitOf: Partial<Record<Phase, (at: number) => number>> = {
    ...(overall.rise.effect ? { baseline: lineOf(overall.rise.effect, 'before', weeks, 'baseline') } : {}),
    ...(overall.change.effect
      ? {
          raised: lineOf(overall.change.effect, 'before', weeks, 'raised'),
          after: lineOf(overall.change.effect, 'after', weeks, 'after'),
        }
      : {}),
  }
  const raised = overall.change.effect?.before.level.estimate
  return weeks.map(({ week, phase, tickets, hours }) => ({
    week,
    mean_hours: hours / tickets,
    fit: phase === undefined ? null : (fitOf[phase]?.(Date.parse(week)) ?? null),
    expected: raised !== undefined && addDays(week, 6) >= phases.transition.from ? Math.exp(raised) : null,
    tickets,
  }))
}

/** The level of a phase with its own slope, in hours, at a week's Monday. */
function lineOf(effect: LevelChange, side: 'before' | 'after', weeks: Study['weeks'], phase: Phase) {
  const times = weeks.filter((week) => week.phase === phase).map(({ week }) => Date.parse(week))
  const middle = times.reduce((sum, time) => sum + time, 0) / times.length
  const { level, slope } = effect[side]
  return (at: number): number => Math.exp(level.estimate + ((slope?.estimate ?? 0) * (at - middle)) / (7 * 86_400_000))
}

function monthRows({ cells, priorities }: Study, { say }: Context): Row[] {
  const sums = new Map<string, { month: string; priority: string; tickets: number; hours: number }>()
  for (const { day, priority, tickets, hours } of cells) {
    const month = startOfGrain(day, 'month')
    const id = `${month}|${priority}`
    const sum = sums.get(id) ?? { month, priority, tickets: 0, hours: 0 }
    sum.tickets += tickets
    sum.hours += hours
    sums.set(id, sum)
  }
  return [...sums.values()]
    .sort((a, b) => a.month.localeCompare(b.month) || priorities.indexOf(a.priority) - priorities.indexOf(b.priority))
    .map(({ month, priority, tickets, hours }) => ({
      month,
      priority,
      label: dimensionValueText('priority', priority, say),
      mean_hours: hours / tickets,
      tickets,
    }))
}

function mixRows({ cells, phases }: Study, dimension: 'priority' | 'line', { say }: Context): Row[] {
  const within = (phase: keyof PhaseDays) =>
    cells.filter(({ day }) => day >= phases[phase].from && day <= phases[phase].to)
  const [before, after] = [within('raised'), within('after')]
  const count = (side: typeof cells) => side.reduce((sum, cell) => sum + cell.tickets, 0)
  const mean = (side: typeof cells) =>
    count(side) === 0 ? null : side.reduce((sum, cell) => sum + cell.hours, 0) / count(side)
  const values = [...new Set(cells.map((cell) => cell[dimension]))].sort()
  return values.map((value) => {
    const ofValue = [before, after].map((side) => side.filter((cell) => cell[dimension] === value))
    return {
      dimension: say(`dimension.${dimension}`),
      value,
      label: value === '' ? say('no_line') : dimensionValueText(dimension, value, say),
      share_before: count(before) === 0 ? null : count(ofValue[0]!) / count(before),
      share_after: count(after) === 0 ? null : count(ofValue[1]!) / count(after),
      mean_before: mean(ofValue[0]!),
      mean_after: mean(ofValue[1]!),
    }
  })
}

function modelRows({ overall, segmented }: Study, { say, locale }: Context): Row[] {
  const row = (estimator: string, term: string, effect: Effect, durbinWatson: number | null): Row => ({
    estimator: say(`estimator.${estimator}`),
    term: say(`term.${term}`),
    percent: Math.expm1(effect.estimate),
    low: Math.expm1(effect.interval.low),
    high: Math.expm1(effect.interval.high),
    p: effect.p,
    p_text: pText(effect.p, locale),
    durbin_watson: durbinWatson,
  })
  const { rise, change } = overall
  return [
    ...(rise.effect ? [row('levels', 'rise', rise.effect, null)] : []),
    ...(change.effect ? [row('levels', 'change', change.effect, null)] : []),
    ...segmented.flatMap(({ errors, result }) => [
      row(`segmented_${errors.replace('-', '_')}`, 'level', result.levelChange, result.durbinWatson),
      row(`segmented_${errors.replace('-', '_')}`, 'slope', result.slopeChange, result.durbinWatson),
    ]),
  ]
}

export function chartsOf({ phases }: Study, { say }: Context): AnalysisChart[] {
  const title = (name: string) => say(`chart.resolution_change.${name}`)
  const shaded = (phase: 'settling' | 'transition') =>
    phases[phase].to < phases[phase].from
      ? []
      : [
          {
            from: startOfGrain(phases[phase].from, 'week'),
            to: startOfGrain(phases[phase].to, 'week'),
            label: say(`phase.${phase}`),
          },
        ]
  const forest = {
    kind: 'interval',
    label: 'label',
    estimate: 'change_share',
    low: 'change_low',
    high: 'change_high',
    reference: 0,
  } as const
  return [
    {
      name: 'weekly',
      title: title('weeks'),
      table: 'weeks',
      spec: {
        kind: 'line',
        x: 'week',
        y: ['mean_hours', 'fit', 'expected'],
        dashed: ['fit', 'expected'],
        spans: [...shaded('settling'), ...shaded('transition')],
      },
    },
    { name: 'forest', title: title('priorities'), table: 'priorities', spec: forest },
    { name: 'rise_forest', title: title('rise'), table: 'rise', spec: forest },
    {
      name: 'monthly',
      title: title('months'),
      table: 'months',
      spec: { kind: 'line', x: 'month', y: ['mean_hours'], series: 'label' },
    },
  ]
}
