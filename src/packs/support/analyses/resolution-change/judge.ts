import { type Day, addDays, startOfGrain } from '../../../../base/index.ts'
import {
  type Interval,
  type LevelChange,
  type Verdict,
  comparePeriods,
  holm,
  verdict,
} from '../../../../stats/index.ts'
import type { ResolutionChangeSettings } from '../settings.ts'
import type { DayCell } from './read.ts'

/** The year as the question cuts it; days of `settling` and `transition` belong to neither side of a comparison. */
export const PHASES = ['baseline', 'settling', 'raised', 'transition', 'after'] as const
export type Phase = (typeof PHASES)[number]

export type PhaseDays = Readonly<Record<Phase, { from: Day; to: Day }>>

/** A phase without a day has its `to` before its `from`. */
export function phasesOf(settings: ResolutionChangeSettings, lastDay: Day): PhaseDays {
  const raisedFrom = addDays(settings.rise_from, settings.settle_days)
  const changeEve = addDays(settings.change_from, -1)
  return {
    baseline: { from: settings.from, to: addDays(settings.rise_from, -1) },
    settling: { from: settings.rise_from, to: earlier(addDays(raisedFrom, -1), changeEve) },
    raised: { from: raisedFrom, to: changeEve },
    transition: { from: settings.change_from, to: settings.change_to },
    after: { from: addDays(settings.change_to, 1), to: lastDay },
  }
}

const earlier = (a: Day, b: Day): Day => (a < b ? a : b)

export const phaseOf = (from: Day, to: Day, phases: PhaseDays): Phase | undefined =>
  PHASES.find((phase) => from >= phases[phase].from && to <= phases[phase].to)

export interface Week {
  /** its Monday */
  week: Day
  /** undefined for a week that a border cuts */
  phase: Phase | undefined
  tickets: number
  hours: number
  /** what the week's tickets would have taken at the study's own mean of their priority and line */
  expectedHours: number
}

/** Tickets by week of creation, a week that the first or last day cuts left out. */
export function weeksOf(cells: readonly DayCell[], phases: PhaseDays): Week[] {
  const usual = usualHours(cells)
  const weeks = new Map<Day, Week>()
  for (const cell of cells) {
    const monday = startOfGrain(cell.day, 'week')
    const week = weeks.get(monday) ?? {
      week: monday,
      phase: phaseOf(monday, addDays(monday, 6), phases),
      tickets: 0,
      hours: 0,
      expectedHours: 0,
    }
    week.tickets += cell.tickets
    week.hours += cell.hours
    week.expectedHours += cell.tickets * usual(cell)
    weeks.set(monday, week)
  }
  return [...weeks.values()].filter(
    ({ week, hours }) => week >= phases.baseline.from && addDays(week, 6) <= phases.after.to && hours > 0,
  )
}

/** Mean hours of a ticket of the same priority and line over the whole study. */
function usualHours(cells: readonly DayCell[]): (cell: DayCell) => number {
  const kinds = new Map<string, { tickets: number; hours: number }>()
  const kindOf = ({ priority, line }: DayCell) => `${priority} ${line}`
  for (const cell of cells) {
    const kind = kinds.get(kindOf(cell)) ?? { tickets: 0, hours: 0 }
    kind.tickets += cell.tickets
    kind.hours += cell.hours
    kinds.set(kindOf(cell), kind)
  }
  return (cell) => {
    const { hours, tickets } = kinds.get(kindOf(cell))!
    return hours / tickets
  }
}

export type ClaimName = 'rise' | 'change'

/** What the weeks say of one claim. */
export interface Judgement {
  verdict: Verdict
  /** absent where there are too few weeks */
  effect: LevelChange | undefined
  /** shares: -0.2 is a fifth shorter */
  share: number | undefined
  low: number | undefined
  high: number | undefined
  /** after Holm, among priorities */
  adjustedP: number | undefined
}

const SIDES = { rise: { from: 'baseline', to: 'raised' }, change: { from: 'raised', to: 'after' } } as const
const CLAIMED = { rise: 'rose', change: 'fell' } as const
/** Fewer whole weeks on a side say nothing of how much weeks differ. */
const FEWEST_WEEKS = 4

/**
 * Both claims over one series of weeks. The estimator is `comparePeriods` over logarithms of weekly means, weighed by their
 * tickets. Means are at an unchanged mix (indirect standardization by priority and line: hours over expected hours), so that
 * neither a shift of the mix nor the luck of which tickets came that week passes for a change.
 */
export function judge(weeks: readonly Week[]): Record<ClaimName, Judgement> {
  const { rise, change } = effectsOf(weeks)
  return { rise: judgementOf('rise', rise), change: judgementOf('change', change) }
}

function effectsOf(weeks: readonly Week[]): Partial<Record<ClaimName, LevelChange>> {
  const usable = weeks.filter((week) => week.phase !== undefined)
  const isEnough = (phase: Phase) => usable.filter((week) => week.phase === phase).length >= FEWEST_WEEKS
  const claims = (['rise', 'change'] as const).filter(
    (claim) => isEnough(SIDES[claim].from) && isEnough(SIDES[claim].to),
  )
  if (claims.length === 0) return {}
  const first = Date.parse(usable[0]!.week)
  const meanHours = total(usable, 'hours') / total(usable, 'tickets')
  const effects = comparePeriods({
    times: usable.map(({ week }) => (Date.parse(week) - first) / WEEK_MS),
    values: usable.map(({ hours, expectedHours }) => Math.log((hours / expectedHours) * meanHours)),
    weights: usable.map(({ tickets }) => tickets),
    periods: usable.map(({ phase }) => phase!),
    comparisons: claims.map((claim) => SIDES[claim]),
  })
  return Object.fromEntries(claims.map((claim, at) => [claim, effects[at]!]))
}

const total = (weeks: readonly Week[], of: 'hours' | 'tickets'): number =>
  weeks.reduce((sum, week) => sum + week[of], 0)

const WEEK_MS = 7 * 86_400_000

export function judgementOf(claim: ClaimName, effect: LevelChange | undefined, adjustedP?: number): Judgement {
  if (!effect) {
    return { verdict: 'cannot tell', effect, share: undefined, low: undefined, high: undefined, adjustedP: undefined }
  }
  return {
    verdict: verdict({
      interval: effect.interval,
      claim: CLAIMED[claim],
      ...trendBefore(claim, effect),
      ...(adjustedP === undefined ? {} : { adjustedP }),
    }),
    effect,
    share: Math.expm1(effect.estimate),
    low: Math.expm1(effect.interval.low),
    high: Math.expm1(effect.interval.high),
    adjustedP,
  }
}

/** A change may not take the credit for a fall that was under way; that times rose, whatever the cause, needs no such proof. */
const trendBefore = (claim: ClaimName, { before }: LevelChange): { trendBefore?: Interval } =>
  claim === 'change' && before.slope ? { trendBefore: before.slope.interval } : {}

/** The level fell beyond doubt, and was falling before the change already. */
export const wasFalling = ({ effect, verdict }: Judgement): boolean =>
  verdict === 'cannot tell' &&
  effect !== undefined &&
  effect.interval.high < 0 &&
  (effect.before.slope?.interval.high ?? 0) < 0

/** Both claims for each priority; p by Holm's rule over the priorities, so that four tries do not make one luck. */
export function judgePriorities(
  cells: readonly DayCell[],
  phases: PhaseDays,
  priorities: readonly string[],
): Map<string, Record<ClaimName, Judgement>> {
  const effects = priorities.map((priority) =>
    effectsOf(
      weeksOf(
        cells.filter((cell) => cell.priority === priority),
        phases,
      ),
    ),
  )
  const adjusted = (claim: ClaimName) => holm(effects.map((effect) => effect[claim]?.p ?? 1))
  const [rise, change] = [adjusted('rise'), adjusted('change')]
  return new Map(
    priorities.map((priority, at) => [
      priority,
      {
        rise: judgementOf('rise', effects[at]!.rise, rise[at]),
        change: judgementOf('change', effects[at]!.change, change[at]),
      },
    ]),
  )
}

/** A claim about each of several: it stands when all stand, and falls when one falls. */
export function ofAll(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('not confirmed')) return 'not confirmed'
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'confirmed') ? 'confirmed' : 'cannot tell'
}
