import { type Interval, requireNumbers, requireShare } from './check.ts'
import { average, quantileOfSorted } from './describe.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { createRandom, type Random } from './random.ts'

export type BootstrapResult = {
  estimate: number
  /** Quantiles of the draws as they are. */
  percentile: Interval
  /** Bias-corrected and accelerated: the better one for skewed data. */
  bca: Interval
}

type Settings = { draws?: number; seed: number; confidence?: number }

/**
 * How sure a difference (or ratio) of two means is, with no assumption about shape: each group is drawn again with replacement, `draws` times.
 * Percentile and BCa intervals (Efron 1987; acceleration by the jackknife, Efron and Tibshirani 1993, 14.15, summed over groups as scipy does).
 * Two groups of 10 000 and 2 000 draws take about a second. Rows must not depend on each other; for weekly shocks use `levelChange`.
 * @param seed makes the answer repeatable
 * @throws {RangeError} when a group has fewer than 2 values, holds something not finite, or neither varies; for a ratio, when mean(b) is 0
 * @example bootstrapMeans({ a: after, b: before, compare: 'difference', seed: 1 }).bca // { low: -9.1, high: -3.2 }
 */
export function bootstrapMeans(
  groups: { a: ArrayLike<number>; b: ArrayLike<number>; compare?: 'difference' | 'ratio' } & Settings,
): BootstrapResult {
  const { compare = 'difference' } = groups
  requireNumbers(groups.a, 'Group a', 2)
  requireNumbers(groups.b, 'Group b', 2)
  const a = Float64Array.from(groups.a)
  const b = Float64Array.from(groups.b)
  const meanA = average(a)
  const meanB = average(b)
  if (compare === 'ratio' && meanB === 0) throw new RangeError('The mean of group b is 0: a ratio to it has no meaning')
  const combine = compare === 'ratio' ? (x: number, y: number) => x / y : (x: number, y: number) => x - y

  return intervals({
    ...groups,
    estimate: combine(meanA, meanB),
    draw: (random) => combine(resampledMean(a, random), resampledMean(b, random)),
    jackknife: [
      a.map((value) => combine(meanA + (meanA - value) / (a.length - 1), meanB)),
      b.map((value) => combine(meanA, meanB + (meanB - value) / (b.length - 1))),
    ],
  })
}

/**
 * How sure any figure of one or more groups is; as `bootstrapMeans`, for a statistic of your own (a median, a 90th percentile).
 * Costs one call of `statistic` for every draw and for every value. Resample whole clusters by passing clusters as values' indexes.
 * @throws {RangeError} when a group has fewer than 2 values or holds something not finite, or the statistic does not vary
 * @example bootstrap({ groups: [a, b], statistic: ([x, y]) => median(x!) - median(y!), seed: 1 }).percentile
 */
export function bootstrap(
  request: { groups: readonly ArrayLike<number>[]; statistic: (groups: Float64Array[]) => number } & Settings,
): BootstrapResult {
  const { statistic } = request
  for (const [index, group] of request.groups.entries()) requireNumbers(group, `Group ${index + 1}`, 2)
  const groups = request.groups.map((group) => Float64Array.from(group))
  const leavingOut = (group: Float64Array, at: number): Float64Array =>
    group.map((_, index) => group[index + (index >= at ? 1 : 0)]!).subarray(0, group.length - 1)

  return intervals({
    ...request,
    estimate: statistic(groups),
    draw: (random) => statistic(groups.map((group) => group.map(() => group[random.integer(group.length)]!))),
    jackknife: groups.map((group, which) =>
      group.map((_, at) => statistic(groups.map((other, index) => (index === which ? leavingOut(other, at) : other)))),
    ),
  })
}

function resampledMean(values: Float64Array, random: Random): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[random.integer(values.length)]!
  return sum / values.length
}

function intervals(
  request: { estimate: number; draw: (random: Random) => number; jackknife: Float64Array[] } & Settings,
): BootstrapResult {
  const { estimate, draw, jackknife, draws = 2000, seed, confidence = 0.95 } = request
  requireShare(confidence, 'Confidence')
  if (!Number.isInteger(draws) || draws < 100)
    throw new RangeError(`A bootstrap needs at least 100 draws, got ${draws}`)
  const random = createRandom(seed)
  const drawn = Float64Array.from({ length: draws }, () => draw(random)).sort()
  if (!(drawn[0]! < drawn[draws - 1]!))
    throw new RangeError('The statistic does not vary: there is no interval to give')

  const tail = (1 - confidence) / 2
  const between = (low: number, high: number): Interval => ({
    low: quantileOfSorted(drawn, low),
    high: quantileOfSorted(drawn, high),
  })
  const bias = medianBias(drawn, estimate)
  const acceleration = accelerationOf(jackknife)
  const corrected = (share: number): number => {
    const z = bias + normalQuantile(share)
    return normalCdf(bias + z / (1 - acceleration * z))
  }
  return { estimate, percentile: between(tail, 1 - tail), bca: between(corrected(tail), corrected(1 - tail)) }
}

/** z0: how far the median of the draws is from the estimate; draws equal to it count half. */
function medianBias(sorted: Float64Array, estimate: number): number {
  let below = 0
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0
  const share = Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length
  return normalQuantile(share)
}

function accelerationOf(jackknife: Float64Array[]): number {
  let cubes = 0
  let squares = 0
  for (const group of jackknife) {
    const center = average(group)
    for (const value of group) {
      const influence = ((group.length - 1) * (center - value)) / group.length
      squares += influence ** 2
      cubes += influence ** 3
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}
