import { requireNumbers } from './check.ts'

export type Description = {
  count: number
  mean: number
  /** With n − 1 in the denominator; null for a single value. */
  standardDeviation: number | null
  median: number
  minimum: number
  maximum: number
}

/** @throws {RangeError} when `values` is empty or holds something not finite */
export function mean(values: ArrayLike<number>): number {
  requireNumbers(values, 'The list')
  return average(values)
}

/**
 * The spread of a sample, with n − 1 in the denominator, computed around the mean in a second pass so that large values keep their digits.
 * @throws {RangeError} for fewer than 2 values
 */
export function standardDeviation(values: ArrayLike<number>): number {
  requireNumbers(values, 'The list', 2)
  return Math.sqrt(sampleVariance(values, average(values)))
}

/**
 * The value below which `share` of the list lies. Type 7 of Hyndman and Fan (1996): linear between neighbours, as in Excel, R and DuckDB's `quantile_cont`.
 * @param share 0…1, both included
 * @throws {RangeError} when the list is empty or `share` is outside 0…1
 * @example quantile([1, 2, 3, 4], 0.9) // 3.7
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  requireNumbers(values, 'The list')
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A quantile's share must lie in 0…1, got ${share}`)
  return quantileOfSorted(Float64Array.from(values).sort(), share)
}

/** @throws {RangeError} when `values` is empty or holds something not finite */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/**
 * A sample in six numbers.
 * @throws {RangeError} when `values` is empty or holds something not finite
 * @example describe([2, 4, 9]) // { count: 3, mean: 5, standardDeviation: 3.606, median: 4, minimum: 2, maximum: 9 }
 */
export function describe(values: ArrayLike<number>): Description {
  requireNumbers(values, 'The list')
  const sorted = Float64Array.from(values).sort()
  const center = average(values)
  return {
    count: sorted.length,
    mean: center,
    standardDeviation: sorted.length > 1 ? Math.sqrt(sampleVariance(values, center)) : null,
    median: quantileOfSorted(sorted, 0.5),
    minimum: sorted[0]!,
    maximum: sorted[sorted.length - 1]!,
  }
}

export function average(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return sum / values.length
}

export function sampleVariance(values: ArrayLike<number>, center: number): number {
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += (values[index]! - center) ** 2
  return squares / (values.length - 1)
}

export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (position - below) * (high - low)
}
