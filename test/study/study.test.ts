import { beforeAll, describe, expect, test } from 'vitest'
import { type SeedResult, studySeed, tally } from './tally.ts'

/*
The small size of `hundred-seeds.ts`, which is the measure: five desks with −20 % and +35 % planted, five with nothing.
*/

const SEEDS = [1, 2, 3, 4, 5]

async function studied(planted: { rise: number; change: number }): Promise<SeedResult[]> {
  const results: SeedResult[] = []
  for (const seed of SEEDS) results.push(await studySeed(seed, planted))
  return results
}

describe('five desks with a rise and a drop planted', () => {
  const planted = { rise: 0.35, change: -0.2 }
  let results: SeedResult[]
  beforeAll(async () => void (results = await studied(planted)), 300_000)

  test.each(['rise', 'change'] as const)(
    'the %s is confirmed and its interval holds what was planted, four times in five at least',
    (claim) => {
      const { confirmed, covers } = tally(results, claim, planted)

      expect(confirmed).toBeGreaterThanOrEqual(4)
      expect(covers).toBeGreaterThanOrEqual(4)
    },
  )
})

describe('five desks with nothing planted', () => {
  const planted = { rise: 0, change: 0 }
  let results: SeedResult[]
  beforeAll(async () => void (results = await studied(planted)), 300_000)

  test.each(['rise', 'change'] as const)(
    'the %s is claimed once at most, and untold only where the interval is wide',
    (claim) => {
      const { falseClaims, narrowestCannotTell } = tally(results, claim, planted)

      expect(falseClaims).toBeLessThanOrEqual(1)
      expect(narrowestCannotTell ?? Infinity).toBeGreaterThan(5)
    },
  )
})
