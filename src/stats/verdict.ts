import type { Interval } from './check.ts'

export type Verdict = 'confirmed' | 'not confirmed' | 'cannot tell'

/**
 * What may be said of a claim "it fell" or "it rose", from the 95 % interval of a ln ratio (as `levelChange` over ln values gives).
 * `confirmed`: the whole interval lies on the claimed side of 0. The size is for the reader to judge: it may be small.
 * `not confirmed`: the interval leaves no room for an effect as large as `smallestEffect`, or lies on the other side of 0.
 * `cannot tell`: anything else. The interval holds both "nothing" and an effect worth having, so more weeks are needed.
 * @param smallestEffect the least change worth acting on, as a share: 0.10 is a drop to 90 % or a rise to 110 %
 * @param trendBefore interval of the slope before the change (`before.slope.interval`). When it lies wholly on the claimed side, things were moving
 * that way already, the change cannot have the credit, and nothing is confirmed. For claims about a cause; left out for "it moved".
 * @param adjustedP when several groups are judged at once, p after `holm`; above `level` nothing is confirmed
 * @throws {RangeError} when the interval is not finite or upside down, or `smallestEffect` is not in 0…1
 * @example verdict({ interval: { low: -0.31, high: -0.12 }, claim: 'fell' }) // 'confirmed'
 */
export function verdict(request: {
  interval: Interval
  claim: 'fell' | 'rose'
  smallestEffect?: number
  trendBefore?: Interval
  adjustedP?: number
  level?: number
}): Verdict {
  const { interval, claim, smallestEffect = 0.1, trendBefore, adjustedP = 0, level = 0.05 } = request
  if (!Number.isFinite(interval.low) || !Number.isFinite(interval.high) || interval.low > interval.high) {
    throw new RangeError(`An interval needs two finite ends in order, got ${interval.low} and ${interval.high}`)
  }
  if (!(smallestEffect > 0 && smallestEffect < 1)) {
    throw new RangeError(`The smallest effect must be a share between 0 and 1, got ${smallestEffect}`)
  }
  const isSure = adjustedP <= level
  if (claim === 'fell') {
    const wasFalling = trendBefore !== undefined && trendBefore.high < 0
    if (interval.high < 0 && isSure && !wasFalling) return 'confirmed'
    return interval.low > Math.log(1 - smallestEffect) ? 'not confirmed' : 'cannot tell'
  }
  const wasRising = trendBefore !== undefined && trendBefore.low > 0
  if (interval.low > 0 && isSure && !wasRising) return 'confirmed'
  return interval.high < Math.log(1 + smallestEffect) ? 'not confirmed' : 'cannot tell'
}
