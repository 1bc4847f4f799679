import {
  type Interval,
  type InterruptedTimeSeries,
  bootstrap,
  hodgesLehmann,
  interruptedTimeSeries,
  mannWhitneyU,
  median,
} from '../../../../stats/index.ts'
import type { Phase, PhaseDays, Week } from './judge.ts'
import type { DayCell } from './read.ts'

/** Two phases side by side, without a model of time. */
export interface Comparison {
  before: Side
  after: Side
  /** mean after less mean before, weeks drawn anew as wholes */
  meanDifference: { hours: number; interval: Interval } | undefined
  /** usual difference of a ticket after and one before */
  shift: { hours: number; interval: Interval } | undefined
  rankP: number | undefined
}

export interface Side {
  tickets: number
  mean: number | undefined
  median: number | undefined
}

const SEED = 20_231_001
const DRAWS = 2000

export function compare(
  weeks: readonly Week[],
  sides: { before: Phase; after: Phase },
  hours: { before: Float64Array; after: Float64Array },
): Comparison {
  return {
    before: sideOf(hours.before),
    after: sideOf(hours.after),
    meanDifference: meanDifference(
      weeks.filter(({ phase }) => phase === sides.before),
      weeks.filter(({ phase }) => phase === sides.after),
    ),
    ...ranks(hours.before, hours.after),
  }
}

function sideOf(hours: Float64Array): Side {
  if (hours.length === 0) return { tickets: 0, mean: undefined, median: undefined }
  return {
    tickets: hours.length,
    mean: hours.reduce((sum, value) => sum + value, 0) / hours.length,
    median: median(hours),
  }
}

/** BCa over whole weeks: tickets of one week share its luck, so drawing single tickets would promise too much. */
function meanDifference(before: readonly Week[], after: readonly Week[]): Comparison['meanDifference'] {
  if (before.length < 4 || after.length < 4) return undefined
  const meanOf = (weeks: readonly Week[], drawn: Float64Array): number => {
    let tickets = 0
    let hours = 0
    for (const at of drawn) {
      tickets += weeks[at]!.tickets
      hours += weeks[at]!.hours
    }
    return hours / tickets
  }
  const result = bootstrap({
    groups: [before.map((_, at) => at), after.map((_, at) => at)],
    statistic: ([b, a]) => meanOf(after, a!) - meanOf(before, b!),
    draws: DRAWS,
    seed: SEED,
  })
  return { hours: result.estimate, interval: result.bca }
}

function ranks(before: Float64Array, after: Float64Array): Pick<Comparison, 'shift' | 'rankP'> {
  if (before.length < 4 || after.length < 4) return { shift: undefined, rankP: undefined }
  const shift = hodgesLehmann({ a: after, b: before })
  return {
    shift: { hours: shift.difference, interval: shift.interval },
    rankP: mannWhitneyU({ a: after, b: before }).p,
  }
}

/** The change of the mean if priorities and lines had kept one mix: each cell's mean, weighed by its share of both sides together. */
export function standardizedChange(
  cells: readonly DayCell[],
  phases: PhaseDays,
  sides: { before: Phase; after: Phase },
): number | undefined {
  const groups = new Map<string, { before: [number, number]; after: [number, number] }>()
  for (const cell of cells) {
    const side = (['before', 'after'] as const).find(
      (name) => cell.day >= phases[sides[name]].from && cell.day <= phases[sides[name]].to,
    )
    if (!side) continue
    const id = `${cell.priority}|${cell.line}`
    const group = groups.get(id) ?? { before: [0, 0], after: [0, 0] }
    group[side][0] += cell.tickets
    group[side][1] += cell.hours
    groups.set(id, group)
  }
  let before = 0
  let after = 0
  for (const group of groups.values()) {
    if (group.before[0] === 0 || group.after[0] === 0) continue
    const weight = group.before[0] + group.after[0]
    before += (weight * group.before[1]) / group.before[0]
    after += (weight * group.after[1]) / group.after[0]
  }
  return before > 0 ? after / before - 1 : undefined
}

export interface Segmented {
  errors: 'ar1' | 'newey-west' | 'ols'
  result: InterruptedTimeSeries
}

/** Segmented regression of the raised weeks and those after, its lines drawn to the end of the transition. */
export function segmented(weeks: readonly Week[], transitionEnd: string): Segmented[] {
  const usable = weeks.filter(({ phase }) => phase === 'raised' || phase === 'after')
  const after = usable.filter(({ phase }) => phase === 'after').length
  if (after < 4 || usable.length - after < 4) return []
  const origin = Date.parse(usable[0]!.week)
  const inWeeks = (day: string): number => (Date.parse(day) - origin) / (7 * 86_400_000)
  const series = {
    times: usable.map(({ week }) => inWeeks(week)),
    values: usable.map(({ hours, tickets }) => Math.log(hours / tickets)),
    isAfter: usable.map(({ phase }) => phase === 'after'),
    changeTime: inWeeks(transitionEnd),
  }
  return (['ar1', 'newey-west', 'ols'] as const).map((errors) => ({
    errors,
    result: interruptedTimeSeries({
      ...series,
      errors,
      ...(errors === 'ar1' ? { weights: usable.map(({ tickets }) => tickets) } : {}),
    }),
  }))
}
