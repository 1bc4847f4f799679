import { requireNumbers } from './check.ts'
import { average } from './describe.ts'
import { createRandom } from './random.ts'

export type PermutationResult = { difference: number; p: number }

/**
 * How often chance alone gives means this far apart: the labels a and b are shuffled `draws` times.
 * Two-sided; the observed split counts as one of the draws, so p is never 0 (Phipson and Smyth 2010).
 * @throws {RangeError} when a group is empty or holds something not finite
 * @example permutationTest({ a: [9, 8, 7, 9], b: [1, 2, 3, 2], draws: 999, seed: 1 }).p // about 0.03
 */
export function permutationTest(request: {
  a: ArrayLike<number>
  b: ArrayLike<number>
  draws?: number
  seed: number
}): PermutationResult {
  const { a, b, draws = 9999, seed } = request
  requireNumbers(a, 'Group a')
  requireNumbers(b, 'Group b')
  if (!Number.isInteger(draws) || draws < 100)
    throw new RangeError(`A permutation test needs at least 100 draws, got ${draws}`)
  const difference = average(a) - average(b)
  const random = createRandom(seed)
  const all = new Float64Array([...Array.from(a), ...Array.from(b)])
  const total = average(all) * all.length
  const almost = Math.abs(difference) * (1 - 1e-12)

  let asFar = 1
  for (let draw = 0; draw < draws; draw++) {
    let sumA = 0
    for (let index = 0; index < a.length; index++) {
      const other = index + random.integer(all.length - index)
      const value = all[other]!
      all[other] = all[index]!
      all[index] = value
      sumA += value
    }
    if (Math.abs(sumA / a.length - (total - sumA) / b.length) >= almost) asFar++
  }
  return { difference, p: asFar / (draws + 1) }
}
