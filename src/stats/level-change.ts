import { requireSameLength } from './check.ts'
import { errorModelOf, fitCorrelated, type Series } from './correlated-regression.ts'
import { type Effect, mixedEffect } from './effect.ts'

export type PeriodLevel = {
  points: number
  /** Average level over the period's points. */
  level: Effect
  /** Change of the level per time unit inside the period; null when trends are left out. */
  slope: Effect | null
}

/** `to` less `from`. */
export type LevelChange = Effect & { rho: number; noiseShare: number; before: PeriodLevel; after: PeriodLevel }

type PeriodSettings = {
  /** Whether each period may have a trend of its own; true unless told. */
  trends?: boolean
  confidence?: number
}

const FEWEST_POINTS = 4

/**
 * By how much the average level of one period differs from another's, in a series whose neighbouring points hang together and carry sampling noise.
 * The deciding estimator for "it fell after the change" (docs/decisions/2026-11-21-interrupted-time-series-estimator.md).
 *
 * Model: value = level of its period + own slope × (time − middle of the period) + AR(1) shock + independent noise ∝ 1/weight.
 * A trend inside a period is taken out of the noise and never extrapolated across the gap: the figure compares averages, it does not say what would have been.
 * Whoever sees a trend before the change should read `before.slope` and `interruptedTimeSeries` beside it.
 * Points of a transition are left out of the lists. Periods beyond the two compared are worth passing: they tell how much weeks vary.
 * Over ln values the estimate is a ln ratio: `Math.exp(estimate)` is "times as long".
 * @param periods the name of each point's period
 * @returns one change per comparison, in the order asked
 * @throws {RangeError} when a period compared has fewer than 4 points, lists differ in length, times do not grow, or values do not vary
 * @example
 * comparePeriods({ times, values: lnMeanHours, weights: tickets, periods, comparisons: [{ from: 'March–July', to: 'October–December' }] })
 */
export function comparePeriods(
  request: Series &
    PeriodSettings & { periods: ArrayLike<string>; comparisons: readonly { from: string; to: string }[] },
): LevelChange[] {
  const { periods, comparisons, trends = true, confidence = 0.95 } = request
  requireSameLength(periods, request.values, 'Periods and values')
  const names = [...new Set(Array.from(periods))]
  const counts = names.map((name) => Array.from(periods).filter((period) => period === name).length)
  for (const name of new Set(comparisons.flatMap(({ from, to }) => [from, to]))) {
    const count = counts[names.indexOf(name)] ?? 0
    if (count < FEWEST_POINTS) {
      throw new RangeError(
        `Period "${name}" has ${count} points: at least ${FEWEST_POINTS} are needed to judge its level`,
      )
    }
  }
  const sloped = trends ? names.filter((_, index) => counts[index]! >= FEWEST_POINTS) : []
  const fits = fitCorrelated(request, designOf(request.times, periods, names, sloped))

  const termOf = (column: number): number[] =>
    Array.from({ length: names.length + sloped.length }, (_, index) => (index === column ? 1 : 0))
  const periodLevel = (name: string): PeriodLevel => ({
    points: counts[names.indexOf(name)]!,
    level: mixedEffect(fits, termOf(names.indexOf(name)), confidence),
    slope: sloped.includes(name) ? mixedEffect(fits, termOf(names.length + sloped.indexOf(name)), confidence) : null,
  })
  return comparisons.map(({ from, to }) => {
    const contrast = termOf(names.indexOf(to)).map((factor, index) => factor - (index === names.indexOf(from) ? 1 : 0))
    const change = mixedEffect(fits, contrast, confidence)
    return Object.assign(change, errorModelOf(fits), { before: periodLevel(from), after: periodLevel(to) })
  })
}

/**
 * `comparePeriods` for a series of two periods.
 * @example levelChange({ times, values: lnMeanHours, weights: tickets, isAfter }).interval // { low: -0.31, high: -0.12 }
 */
export function levelChange(request: Series & PeriodSettings & { isAfter: ArrayLike<boolean> }): LevelChange {
  const { isAfter, ...series } = request
  const periods = Array.from(isAfter, (after) => (after ? 'after' : 'before'))
  return comparePeriods({ ...series, periods, comparisons: [{ from: 'before', to: 'after' }] })[0]!
}

/** A column of ones for each period, then a centred time for each period with a trend. */
function designOf(
  times: ArrayLike<number>,
  periods: ArrayLike<string>,
  names: readonly string[],
  sloped: readonly string[],
): Float64Array[] {
  const levels = names.map((name) => Float64Array.from(periods, (period) => (period === name ? 1 : 0)))
  const slopes = sloped.map((name) => {
    const inside = Array.from(times).filter((_, index) => periods[index] === name)
    const middle = inside.reduce((sum, time) => sum + time, 0) / inside.length
    return Float64Array.from(times, (time, index) => (periods[index] === name ? time - middle : 0))
  })
  return [...levels, ...slopes]
}
