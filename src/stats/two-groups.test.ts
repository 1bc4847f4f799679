import * as fc from 'fast-check'
import { describe as group, expect, test } from 'vitest'
import {
  bootstrap,
  bootstrapMeans,
  createRandom,
  hodgesLehmann,
  holm,
  mannWhitneyU,
  mean,
  median,
  permutationTest,
  quantile,
  standardDeviation,
  wilsonInterval,
} from './index.ts'

const durations = (atLeast: number) => fc.array(fc.integer({ min: 1, max: 60 }), { minLength: atLeast, maxLength: 25 })
const lognormal = (count: number, seed: number) => {
  const random = createRandom(seed)
  return Float64Array.from({ length: count }, () => Math.exp(random.normal()))
}

group('Hodges-Lehmann', () => {
  test('is the median of all differences, counted the long way', () => {
    fc.assert(
      fc.property(durations(4), durations(4), (a, b) => {
        const differences = a.flatMap((x) => b.map((y) => x - y)).sort((left, right) => left - right)

        const { difference, interval, rank } = hodgesLehmann({ a, b })

        expect(difference).toBe(median(differences))
        expect(interval).toEqual({ low: differences[rank - 1], high: differences[differences.length - rank] })
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  test('finds a known shift between 5 000 and 5 000, whose 25 million differences are never listed', () => {
    const a = lognormal(5_000, 1).map((value) => value + 3)

    const { difference, interval } = hodgesLehmann({ a, b: lognormal(5_000, 2) })

    expect(interval.low).toBeLessThan(3)
    expect(interval.high).toBeGreaterThan(3)
    expect(difference).toBeCloseTo(3, 1)
  })

  test('all equal values shift by 0', () => {
    expect(hodgesLehmann({ a: [2, 2, 2, 2], b: [2, 2, 2, 2] })).toMatchObject({
      difference: 0,
      interval: { low: 0, high: 0 },
    })
  })
})

group('Mann-Whitney', () => {
  test('U is the number of pairs won, counted the long way; swapping the groups mirrors it', () => {
    fc.assert(
      fc.property(durations(2), durations(2), (a, b) => {
        fc.pre(new Set([...a, ...b]).size > 1)
        const won = a.reduce((sum, x) => sum + b.filter((y) => x > y).length + b.filter((y) => x === y).length / 2, 0)

        const { u, p } = mannWhitneyU({ a, b })

        expect(u).toBe(won)
        expect(mannWhitneyU({ a: b, b: a }).u).toBe(a.length * b.length - won)
        expect(mannWhitneyU({ a: b, b: a }).p).toBeCloseTo(p, 12)
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  test('three against three, fully apart: 2 of 20 orders are as extreme', () => {
    expect(mannWhitneyU({ a: [7, 8, 9], b: [1, 2, 3] })).toEqual({
      u: 9,
      p: 0.1,
      method: 'exact',
      shareAGreater: 1,
      cliffDelta: 1,
    })
  })
})

group('bootstrap', () => {
  test('the same seed gives the same interval, another seed another', () => {
    const request = { a: lognormal(50, 1), b: lognormal(50, 2) }

    const first = bootstrapMeans({ ...request, seed: 5 })

    expect(bootstrapMeans({ ...request, seed: 5 })).toEqual(first)
    expect(bootstrapMeans({ ...request, seed: 6 })).not.toEqual(first)
  })

  test('the closed form agrees with the generic statistic', () => {
    const a = lognormal(40, 3)
    const b = lognormal(30, 4)

    for (const compare of ['difference', 'ratio'] as const) {
      const closed = bootstrapMeans({ a, b, compare, seed: 1, draws: 1000 })
      const generic = bootstrap({
        groups: [a, b],
        statistic: ([x, y]) => (compare === 'ratio' ? mean(x!) / mean(y!) : mean(x!) - mean(y!)),
        seed: 1,
        draws: 1000,
      })

      expect(closed.bca.low).toBeCloseTo(generic.bca.low, 9)
      expect(closed.bca.high).toBeCloseTo(generic.bca.high, 9)
      expect(closed.percentile.low).toBeCloseTo(generic.percentile.low, 9)
    }
  })
})

group('smaller tools', () => {
  test('a permutation test of equal groups finds nothing, of distant ones the least p there is', () => {
    expect(permutationTest({ a: [1, 2, 3, 4], b: [1, 2, 3, 4], draws: 499, seed: 1 }).p).toBe(1)
    expect(
      permutationTest({ a: lognormal(40, 1), b: lognormal(40, 2).map((value) => value + 9), draws: 499, seed: 1 }).p,
    ).toBe(1 / 500)
  })

  test('Holm keeps the order and never lowers a p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (pValues) => {
        const adjusted = holm(pValues)
        const ranked = pValues
          .map((p, index) => ({ p, adjusted: adjusted[index]! }))
          .sort((left, right) => left.p - right.p)

        expect(ranked.every((one) => one.adjusted >= one.p && one.adjusted <= 1)).toBe(true)
        expect(ranked.every((one, index) => index === 0 || one.adjusted >= ranked[index - 1]!.adjusted)).toBe(true)
      }),
      { seed: 4 },
    )
  })

  test('Wilson: 8 of 10 as printed, none and all touch the ends', () => {
    const { low, high } = wilsonInterval({ successes: 8, trials: 10 })

    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.490', '0.943'])
    expect(wilsonInterval({ successes: 0, trials: 5 }).low).toBe(0)
    expect(wilsonInterval({ successes: 5, trials: 5 }).high).toBe(1)
  })

  test('the random stream is even and repeatable', () => {
    const random = createRandom(1)
    const normals = Float64Array.from({ length: 50_000 }, () => random.normal())
    const counts = [0, 0, 0, 0, 0, 0]
    for (let draw = 0; draw < 60_000; draw++) counts[random.integer(6)]!++

    expect(Math.abs(mean(normals))).toBeLessThan(0.02)
    expect(standardDeviation(normals)).toBeCloseTo(1, 1)
    expect(quantile(normals, 0.975)).toBeCloseTo(1.96, 1)
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
    expect(createRandom(9).uniform()).toBe(createRandom(9).uniform())
    expect(createRandom(9).uniform()).not.toBe(createRandom(10).uniform())
  })
})
