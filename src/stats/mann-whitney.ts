import { requireNumbers } from './check.ts'
import { normalCdf } from './normal.ts'

const EXACT_UP_TO = 50

export type MannWhitneyResult = {
  /** Pairs in which the value of `a` is the larger, ties counting half. */
  u: number
  p: number
  method: 'exact' | 'normal'
  /** P(a random value of a exceeds one of b), ties counting half: 0.5 means no tendency. */
  shareAGreater: number
  /** −1…1; 0 means no tendency. (Cliff 1993) */
  cliffDelta: number
}

/**
 * Whether values of one group are usually larger than those of the other; the shape does not matter. Mann and Whitney (1947), two-sided.
 * Tests equal distributions; says something about medians only if both groups have the same shape.
 * Exact for up to 50 values together without ties, otherwise normal with the tie correction and, unless `continuity` is false, the ½ continuity correction.
 * @throws {RangeError} when a group is empty, holds something not finite, all values are equal, or `exact` is asked where there are ties
 * @example mannWhitneyU({ a: [7, 8, 9], b: [1, 2, 3] }) // { u: 9, p: 0.1, method: 'exact', shareAGreater: 1, cliffDelta: 1 }
 */
export function mannWhitneyU(groups: {
  a: ArrayLike<number>
  b: ArrayLike<number>
  continuity?: boolean
  method?: 'auto' | 'exact' | 'normal'
}): MannWhitneyResult {
  const { a, b, continuity = true, method = 'auto' } = groups
  requireNumbers(a, 'Group a')
  requireNumbers(b, 'Group b')
  const { u, tieCubes } = rankPairs(Float64Array.from(a).sort(), Float64Array.from(b).sort())
  if (method === 'exact' && tieCubes > 0) throw new RangeError('The exact test needs values without ties')

  const isExact = method === 'exact' || (method === 'auto' && tieCubes === 0 && a.length + b.length <= EXACT_UP_TO)
  const p = isExact ? exactP(u, a.length, b.length) : normalP(u, a.length, b.length, tieCubes, continuity)
  const shareAGreater = u / (a.length * b.length)
  return { u, p, method: isExact ? 'exact' : 'normal', shareAGreater, cliffDelta: 2 * shareAGreater - 1 }
}

/** One walk over both sorted groups: U of `a`, and Σ(t³ − t) over runs of equal values. */
function rankPairs(a: Float64Array, b: Float64Array): { u: number; tieCubes: number } {
  let u = 0
  let tieCubes = 0
  let inA = 0
  let inB = 0
  while (inA < a.length || inB < b.length) {
    const value = Math.min(a[inA] ?? Infinity, b[inB] ?? Infinity)
    const belowB = inB
    const startA = inA
    while (a[inA] === value) inA++
    while (b[inB] === value) inB++
    const tiesA = inA - startA
    const tiesB = inB - belowB
    u += tiesA * (belowB + tiesB / 2)
    const ties = tiesA + tiesB
    tieCubes += ties ** 3 - ties
  }
  return { u, tieCubes }
}

function normalP(u: number, sizeA: number, sizeB: number, tieCubes: number, continuity: boolean): number {
  const all = sizeA + sizeB
  const pairs = sizeA * sizeB
  const variance = (pairs / 12) * (all + 1 - tieCubes / (all * (all - 1)))
  if (!(variance > 0)) throw new RangeError('All values are equal: there is nothing to rank')
  const distance = Math.abs(u - pairs / 2) - (continuity ? 0.5 : 0)
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)))
}

/** Two-sided p from the whole distribution of U, whose generating function is the Gaussian binomial coefficient. */
function exactP(u: number, sizeA: number, sizeB: number): number {
  const pairs = sizeA * sizeB
  const ways = new Float64Array(pairs + 1)
  ways[0] = 1
  for (let i = 1; i <= sizeA; i++) {
    for (let sum = pairs; sum >= sizeB + i; sum--) ways[sum]! -= ways[sum - sizeB - i]!
    for (let sum = i; sum <= pairs; sum++) ways[sum]! += ways[sum - i]!
  }
  const extreme = Math.max(u, pairs - u)
  let all = 0
  let tail = 0
  for (let sum = 0; sum <= pairs; sum++) {
    all += ways[sum]!
    if (sum >= extreme) tail += ways[sum]!
  }
  return Math.min(1, (2 * tail) / all)
}
