import { type Interval, requireNumbers, requirePositive, requireShare } from './check.ts'
import { average, sampleVariance } from './describe.ts'
import { studentQuantile, studentTwoSidedP } from './student.ts'

/** Two groups to compare; every difference is `a` minus `b`, every ratio `a` over `b`. */
export type TwoGroups = { a: ArrayLike<number>; b: ArrayLike<number>; confidence?: number }

export type WelchResult = { difference: number; t: number; degreesOfFreedom: number; p: number; interval: Interval }
export type RatioResult = { ratio: number; t: number; degreesOfFreedom: number; p: number; interval: Interval }

/**
 * Whether two means differ, and by how much, when the groups may spread differently. Welch's t (Welch 1947), two-sided.
 * For large groups when the mean itself is the question; weak for small groups with heavy tails.
 * @returns `difference` and `interval` of mean(a) − mean(b) in the unit of the values
 * @throws {RangeError} when a group has fewer than 2 values, holds something not finite, or neither varies
 * @example welchTTest({ a: [5, 7, 9], b: [1, 2, 6] }) // { difference: 4, t: 2.09, … }
 */
export function welchTTest({ a, b, confidence = 0.95 }: TwoGroups): WelchResult {
  requireNumbers(a, 'Group a', 2)
  requireNumbers(b, 'Group b', 2)
  requireShare(confidence, 'Confidence')
  const difference = average(a) - average(b)
  const varianceA = sampleVariance(a, average(a)) / a.length
  const varianceB = sampleVariance(b, average(b)) / b.length
  const variance = varianceA + varianceB
  if (variance === 0)
    throw new RangeError('Neither group varies: a t test has nothing to measure the difference against')

  const degreesOfFreedom = variance ** 2 / (varianceA ** 2 / (a.length - 1) + varianceB ** 2 / (b.length - 1))
  const standardError = Math.sqrt(variance)
  const margin = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError
  return {
    difference,
    t: difference / standardError,
    degreesOfFreedom,
    p: studentTwoSidedP(difference / standardError, degreesOfFreedom),
    interval: { low: difference - margin, high: difference + margin },
  }
}

/**
 * How many times longer one group's durations are than the other's: the ratio of geometric means, by Welch's t on logarithms.
 * For positive, right-skewed values. It says nothing about the arithmetic mean unless both groups have the same shape.
 * @returns `ratio` and `interval` as multiples: 1 means no difference
 * @throws {RangeError} when a value is 0 or below, and as `welchTTest`
 * @example welchOnLogs({ a: [2, 4, 8], b: [1, 2, 4] }).ratio // 2
 */
export function welchOnLogs({ a, b, confidence = 0.95 }: TwoGroups): RatioResult {
  requirePositive(a, 'Group a')
  requirePositive(b, 'Group b')
  const { difference, interval, ...test } = welchTTest({
    a: Float64Array.from(a, Math.log),
    b: Float64Array.from(b, Math.log),
    confidence,
  })
  return {
    ratio: Math.exp(difference),
    ...test,
    interval: { low: Math.exp(interval.low), high: Math.exp(interval.high) },
  }
}
