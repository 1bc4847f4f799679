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
  normalCdf,
  normalQuantile,
  permutationTest,
  quantile,
  standardDeviation,
  welchOnLogs,
  welchTTest,
  wilsonInterval,
} from './index.ts'

const A = [5, 7.5, 8, 12, 14, 16.5, 20, 24, 30, 41, 55, 90]
const B = [3, 4.5, 6, 6.5, 8, 9, 11, 13, 15, 19, 26, 48]

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

  test('values below 0, by hand: the sixteen differences are 1, 2, 2, 3, 4, 5, 5, 6, 6, 7, 8, 8, 9, 9, 12 and 13', () => {
    expect(hodgesLehmann({ a: [1, 2, 4, 8], b: [-5, -4, -1, 0] })).toEqual({
      difference: 6,
      interval: { low: 1, high: 13 },
      rank: 1,
    })
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

  test.each([
    ['exact', 0.4121212121212121],
    ['normal', 0.3950915849041501],
  ] as const)('%s, small and without ties, as scipy 1.17.1', (method, p) => {
    const found = mannWhitneyU({ a: [5, 7, 9, 4], b: [1, 2, 6, 3, 8, 11, 2.5], method })

    expect(found).toMatchObject({ u: 19, method })
    expect(found.p).toBeCloseTo(p, 12)
  })

  test('ties make the normal distribution narrower, and the ½ is taken off unless told', () => {
    const groups = { a: [1, 2, 2, 3, 5], b: [2, 3, 3, 4] }

    expect(mannWhitneyU(groups).u).toBe(7)
    expect(mannWhitneyU(groups).p).toBeCloseTo(0.5261684777561433, 12)
    expect(mannWhitneyU({ ...groups, continuity: false }).p).toBeCloseTo(0.4468728207108308, 12)
  })

  test('up to 50 values it is exact, beyond normal', () => {
    const apart = (size: number) => ({
      a: Array.from({ length: size }, (_, at) => at),
      b: Array.from({ length: size }, (_, at) => 1.1 * at + 0.55),
    })

    expect(mannWhitneyU(apart(25)).method).toBe('exact')
    expect(mannWhitneyU(apart(25)).p).toBeCloseTo(0.45258431878535793, 10)
    expect(mannWhitneyU(apart(30)).method).toBe('normal')
    expect(mannWhitneyU(apart(30)).p).toBeCloseTo(0.4289633888604326, 10)
    expect(mannWhitneyU({ ...apart(30), method: 'exact' }).p).toBeCloseTo(0.43174674728194057, 10)
  })

  test('groups that are alike have a p of 1', () => {
    expect(mannWhitneyU({ a: [1, 4], b: [2, 3] }).p).toBe(1)
    expect(mannWhitneyU({ a: [1, 2], b: [1, 2] }).p).toBe(1)
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

  test('intervals are the quantiles of the draws, BCa by its definition', () => {
    const groups = [
      [3, 1, 4, 1, 5, 9, 2, 6, 5, 35],
      [2, 7, 1, 8],
    ]
    const calls: number[] = []
    const statistic = ([one, other]: ArrayLike<number>[]) => {
      calls.push(mean(one!) - mean(other!))
      return calls.at(-1)!
    }

    const { estimate, percentile, bca } = bootstrap({ groups, statistic, seed: 2, draws: 400, confidence: 0.9 })

    const draws = calls.slice(-400)
    expect(estimate).toBe(mean(groups[0]!) - mean(groups[1]!))
    expect(percentile.low).toBeCloseTo(quantile(draws, 0.05), 12)
    expect(percentile.high).toBeCloseTo(quantile(draws, 0.95), 12)
    const below = draws.filter((draw) => draw < estimate).length + draws.filter((draw) => draw === estimate).length / 2
    const bias = normalQuantile(below / 400)
    // Efron and Tibshirani 1993, 14.15, each group's part by its own size, as scipy does
    const parts = groups.flatMap((group, which) => {
      const leftOut = group.map((_, at) => (which === 0 ? 1 : -1) * mean(group.filter((__, other) => other !== at)))
      return leftOut.map((each) => ((group.length - 1) * (mean(leftOut) - each)) / group.length)
    })
    const acceleration =
      parts.reduce((sum, each) => sum + each ** 3, 0) / (6 * parts.reduce((sum, each) => sum + each ** 2, 0) ** 1.5)
    const corrected = (share: number) => {
      const z = bias + normalQuantile(share)
      return normalCdf(bias + z / (1 - acceleration * z))
    }
    expect(bca.low).toBeCloseTo(quantile(draws, corrected(0.05)), 9)
    expect(bca.high).toBeCloseTo(quantile(draws, corrected(0.95)), 9)
    expect(bca.high).toBeGreaterThan(percentile.high)
  })

  test('a statistic that the draws never reach, or that no single value moves, has an interval too', () => {
    const different = ([group]: ArrayLike<number>[]) => new Set(Array.from(group!)).size
    const values = Array.from({ length: 12 }, (_, at) => at)
    const never = bootstrap({ groups: [values], statistic: different, seed: 1, draws: 200 })
    const unmoved = bootstrap({ groups: [[1, 1, 1, 1, 1, 9]], statistic: ([group]) => median(group!), seed: 1 })

    expect(never.estimate).toBe(12)
    expect(never.bca.high).toBeLessThan(12)
    expect(unmoved.estimate).toBe(1)
    expect(unmoved.bca.low).toBe(1)
    expect(unmoved.bca.high).toBeGreaterThanOrEqual(1)
  })

  test('a difference from a mean of 0 has a meaning', () => {
    expect(bootstrapMeans({ a: [1, 2, 4], b: [-1, 1], seed: 1 }).estimate).toBe(mean([1, 2, 4]))
  })

  test('draws 2 000 times unless told, and 100 are enough', () => {
    const callsWith = (settings: { draws?: number }) => {
      let calls = 0
      bootstrap({
        groups: [
          [1, 2, 4],
          [3, 5],
        ],
        statistic: ([a, b]) => (calls++, mean(a!) - mean(b!)),
        seed: 1,
        ...settings,
      })
      return calls
    }

    // the estimate, each value left out, and the draws
    expect(callsWith({})).toBe(1 + 5 + 2000)
    expect(callsWith({ draws: 100 })).toBe(1 + 5 + 100)
  })

  test('a ratio is of the means, and its draws too', () => {
    const { estimate, bca } = bootstrapMeans({ a: [20, 22, 24], b: [10, 11, 12], compare: 'ratio', seed: 1 })

    expect(estimate).toBe(2)
    expect(bca.low).toBeGreaterThan(20 / 12 - 0.01)
    expect(bca.high).toBeLessThan(24 / 10 + 0.01)
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

group('Welch', () => {
  test('groups of four and of seven, as scipy 1.17.1', () => {
    const { t, degreesOfFreedom, p, interval } = welchTTest({ a: [5, 7, 9, 4], b: [1, 2, 6, 3, 8, 11, 2.5] })

    expect(t).toBeCloseTo(0.8242420250158544, 12)
    expect(degreesOfFreedom).toBeCloseTo(8.87417723993905, 12)
    expect(p).toBeCloseTo(0.4313971190881886, 12)
    expect(interval.low).toBeCloseTo(-2.5631933283274773, 10)
    expect(interval.high).toBeCloseTo(5.491764756898906, 10)
  })

  test('at the confidence asked, as scipy 1.17.1', () => {
    const plain = welchTTest({ a: A, b: B, confidence: 0.8 }).interval
    const onLogs = welchOnLogs({ a: A, b: B, confidence: 0.8 }).interval

    expect(plain.low).toBeCloseTo(2.1311387160150073, 10)
    expect(plain.high).toBeCloseTo(23.535527950651662, 10)
    expect(onLogs.low).toBeCloseTo(1.166155577776, 10)
    expect(onLogs.high).toBeCloseTo(2.818383699629, 10)
  })

  test('one group may be constant', () => {
    expect(welchTTest({ a: [4, 4, 4], b: [1, 2, 3] })).toMatchObject({ difference: 2, degreesOfFreedom: 2 })
  })
})

group('smaller tools', () => {
  test('a permutation test of equal groups finds nothing, of distant ones the least p there is', () => {
    expect(permutationTest({ a: [1, 2, 3, 4], b: [1, 2, 3, 4], draws: 499, seed: 1 }).p).toBe(1)
    expect(
      permutationTest({ a: lognormal(40, 1), b: lognormal(40, 2).map((value) => value + 9), draws: 499, seed: 1 }).p,
    ).toBe(1 / 500)
  })

  test.each([
    [[9, 8, 7, 9], [1, 2, 3, 2], 2 / 70],
    [[5, 7, 9, 4], [1, 2, 6, 3, 8, 11, 2.5], 170 / 330],
    [[1, 4, 6, 9, 12], [3, 5, 7, 8, 16, 20], 169 / 462],
  ])('the share of %j against %j is that of all splits, listed', (a, b, share) => {
    const { p, difference } = permutationTest({ a, b, seed: 3 })

    expect(difference).toBe(mean(a) - mean(b))
    // three standard errors of 9 999 draws
    expect(Math.abs(p - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / 9999) + 1 / 10_000)
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

  test('Wilson at the confidence asked, as statsmodels 0.15.0; none and all of one', () => {
    const { low, high } = wilsonInterval({ successes: 8, trials: 10, confidence: 0.8 })

    expect(low).toBeCloseTo(0.6015960115342782, 12)
    expect(high).toBeCloseTo(0.9137627792113974, 12)
    expect(wilsonInterval({ successes: 0, trials: 1 }).high).toBeCloseTo(0.7934506856227627, 12)
    expect(wilsonInterval({ successes: 1, trials: 1 }).low).toBeCloseTo(1 - 0.7934506856227627, 12)
  })

  test('Wilson: 8 of 10 as printed, none and all touch the ends', () => {
    const { low, high } = wilsonInterval({ successes: 8, trials: 10 })

    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.490', '0.943'])
    expect(wilsonInterval({ successes: 0, trials: 5 }).low).toBe(0)
    expect(wilsonInterval({ successes: 5, trials: 5 }).high).toBe(1)
  })

  test.each([
    [1, [2308299391, 1950625580, 354034397, 661219729]],
    [7, [2427842431, 2917685297, 1525832735, 3836590155]],
    [-3, [2884920098, 604315340, 3009023578, 3095312591]],
    [2 ** 40 + 5, [2118367875, 2006029010, 2950708159, 553230494]],
  ])('from the seed %i comes the stream that sfc32 gives in another language', (seed, stream) => {
    const random = createRandom(seed)

    expect(stream.map(() => random.uniform() * 2 ** 32)).toEqual(stream)
    const again = createRandom(seed)
    expect(stream.map(() => again.integer(100))).toEqual(stream.map((bits) => Math.floor((100 * bits) / 2 ** 32)))
  })

  test('normal draws come in pairs, by Marsaglia’s polar method', () => {
    const [first, second] = [2308299391, 1950625580].map((bits) => bits / 2 ** 31 - 1)
    const square = first! ** 2 + second! ** 2
    const scale = Math.sqrt((-2 * Math.log(square)) / square)
    const random = createRandom(1)

    expect([random.normal(), random.normal()]).toEqual([first! * scale, second! * scale])
    expect(random.normal()).not.toBe(first! * scale)
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
