import { requireNumbers, requireSameLength } from './check.ts'
import { errorModelOf, fitCorrelated, type Series } from './correlated-regression.ts'
import { durbinWatson } from './durbin-watson.ts'
import { type Effect, mixedEffect, studentEffect } from './effect.ts'
import { ordinaryLeastSquares } from './least-squares.ts'
import { neweyWest } from './newey-west.ts'

export type InterruptedTimeSeries = {
  /** The line before the change, at time 0. */
  intercept: Effect
  /** Per time unit, before the change. */
  slope: Effect
  /** How far the line after the change stands from the line before it, both drawn to `changeTime`. */
  levelChange: Effect
  /** Slope after less slope before. */
  slopeChange: Effect
  /** Believed correlation of shocks one time unit apart; null unless errors are `ar1`. */
  rho: number | null
  /** Of the least-squares residuals, in the order of time. */
  durbinWatson: number
}

/**
 * What changed at a known date beyond what the trend before it foretold: segmented regression (Wagner et al. 2002).
 * value = intercept + slope·t + levelChange·D + slopeChange·(t − changeTime)·D, D being 1 after the change.
 *
 * Time coding: t is counted from 0 of `times`, the post-change time from `changeTime`, so with points 1…20 and a change after point 10,
 * `changeTime: 10` gives the first point after it the value 1. Counting that point as 0 would give a level change one slope change larger.
 * Points of a transition are left out; with `changeTime` at its end both lines are drawn across it, and the interval shows what that costs.
 * Shown beside `levelChange`, which decides.
 * @param errors `ar1` (the default) as `levelChange`; `newey-west` and `ols` for comparison, both too sure of themselves for tens of correlated points
 * @param lag of Newey and West, in time units; ⌊4·(n/100)^(2/9)⌋ unless given
 * @param weights used by `ar1` only
 * @throws {RangeError} with fewer than 4 points on a side, lists of different length, times that do not grow, or values on an exact line
 * @example interruptedTimeSeries({ times, values, isAfter, changeTime: 31 }).levelChange.interval
 */
export function interruptedTimeSeries(
  request: Series & {
    isAfter: ArrayLike<boolean>
    changeTime: number
    errors?: 'ols' | 'newey-west' | 'ar1'
    lag?: number
    confidence?: number
  },
): InterruptedTimeSeries {
  const { times, values, isAfter, changeTime, errors = 'ar1', confidence = 0.95 } = request
  requireNumbers(values, 'The list of values')
  requireSameLength(isAfter, values, 'isAfter and values')
  requireSameLength(times, values, 'Times and values')
  requireNumbers([changeTime], 'changeTime')
  const after = Array.from(isAfter).filter(Boolean).length
  if (after < 4 || values.length - after < 4) {
    throw new RangeError(
      `A line needs 4 points on each side of the change, got ${values.length - after} before and ${after} after`,
    )
  }
  const design = Array.from(times, (time, index) => [
    1,
    time,
    isAfter[index] ? 1 : 0,
    isAfter[index] ? time - changeTime : 0,
  ])
  const leastSquares = ordinaryLeastSquares({ design, values })

  const named = (
    [intercept, slope, levelChange, slopeChange]: Effect[],
    rho: number | null,
  ): InterruptedTimeSeries => ({
    intercept: intercept!,
    slope: slope!,
    levelChange: levelChange!,
    slopeChange: slopeChange!,
    rho,
    durbinWatson: durbinWatson(leastSquares.residuals),
  })
  if (errors === 'ar1') {
    const fits = fitCorrelated(
      request,
      [0, 1, 2, 3].map((column) => Float64Array.from(design, (row) => row[column]!)),
    )
    const term = (at: number): number[] => [0, 1, 2, 3].map((index) => (index === at ? 1 : 0))
    return named(
      [0, 1, 2, 3].map((at) => mixedEffect(fits, term(at), confidence)),
      errorModelOf(fits).rho,
    )
  }
  const lag = request.lag ?? Math.floor(4 * (values.length / 100) ** (2 / 9))
  const standardErrors =
    errors === 'ols' ? leastSquares.standardErrors : neweyWest({ design, fit: leastSquares, lag, times })
  return named(
    leastSquares.coefficients.map((estimate, index) =>
      studentEffect(estimate, standardErrors[index]!, leastSquares.degreesOfFreedom, confidence),
    ),
    null,
  )
}
