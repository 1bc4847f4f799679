import { describe, expect, test } from 'vitest'
import {
  bootstrapMeans,
  calibration,
  chooseClusters,
  clusteredShare,
  createRandom,
  differenceOfShares,
  levelChange,
  mean,
} from './index.ts'
import { series } from './weekly-series.ts'

/* What is only seen over many worlds. `npm run mutation` leaves these out: they take long, and notice little that worked values do not. */

const lognormal = (count: number, seed: number) => {
  const random = createRandom(seed)
  return Float64Array.from({ length: count }, () => Math.exp(random.normal()))
}

describe('levelChange', () => {
  test('in 100 years without an effect and with rho 0.5, at most 5 falls are claimed and 89 intervals or more hold 0', () => {
    const changes = Array.from({ length: 100 }, (_, seed) => levelChange(series({ seed, rho: 0.5, effect: 0 })))

    expect(changes.filter(({ interval }) => interval.high < 0).length).toBeLessThanOrEqual(5)
    expect(changes.filter(({ interval }) => interval.low <= 0 && interval.high >= 0).length).toBeGreaterThanOrEqual(89)
  })

  test('in 100 years with a planted drop of 20 % and rho 0.5, 95 or more are found', () => {
    const changes = Array.from({ length: 100 }, (_, seed) =>
      levelChange(series({ seed, rho: 0.5, effect: Math.log(0.8) })),
    )

    expect(changes.filter(({ interval }) => interval.high < 0).length).toBeGreaterThanOrEqual(95)
  })

  test('rho is higher where weeks hang together', () => {
    const average = (rho: number): { rho: number; standardError: number } => {
      const changes = Array.from({ length: 20 }, (_, seed) => levelChange(series({ seed, rho, effect: 0, shock: 0.5 })))
      return {
        rho: mean(changes.map((change) => change.rho)),
        standardError: mean(changes.map((change) => change.standardError)),
      }
    }

    const strong = average(0.7)
    const none = average(0)

    expect(strong.rho).toBeGreaterThan(none.rho + 0.1)
    expect(strong.standardError).toBeGreaterThan(none.standardError)
  })
})

describe('an interval that may be looked at every day', () => {
  test('looked at daily where nothing is, it errs in far fewer cases than one in twenty, and a plain interval in many', () => {
    const [walks, days, perDay] = [400, 200, 100]
    const planned = Math.sqrt((0.3 * 0.7 * 2) / (days * perDay) / 2)
    const random = createRandom(17)
    let [plain, always] = [0, 0]

    for (let walk = 0; walk < walks; walk++) {
      const [a, b] = [
        { successes: 0, trials: 0 },
        { successes: 0, trials: 0 },
      ]
      let [isPlainWrong, isAlwaysWrong] = [false, false]
      for (let day = 0; day < days; day++) {
        for (const group of [a, b]) {
          group.trials += perDay
          const draw = Math.round(perDay * 0.3 + Math.sqrt(perDay * 0.21) * random.normal())
          group.successes += Math.min(perDay, Math.max(0, draw))
        }
        const one = differenceOfShares({ a, b }).interval
        const ever = differenceOfShares({ a, b, planned }).interval
        isPlainWrong ||= one.low > 0 || one.high < 0
        isAlwaysWrong ||= ever.low > 0 || ever.high < 0
      }
      plain += isPlainWrong ? 1 : 0
      always += isAlwaysWrong ? 1 : 0
    }

    expect(plain / walks).toBeGreaterThan(0.25)
    expect(always / walks).toBeLessThan(0.05)
  })
})

describe('a share of trials in clusters', () => {
  test('the error is what repeated samples show', () => {
    const random = createRandom(23)
    const shares: number[] = []
    const errors: number[] = []
    for (let sample = 0; sample < 300; sample++) {
      const trials = Array.from({ length: 200 }, () => 1 + random.integer(6))
      const successes = trials.map((count) => {
        const own = random.uniform() < 0.5 ? 0.9 : 0.4
        return Array.from({ length: count }, () => (random.uniform() < own ? 1 : 0)).reduce<number>((a, b) => a + b, 0)
      })
      const found = clusteredShare({ successes, trials })
      shares.push(found.share)
      errors.push(found.standardError)
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1))
    const said = errors.reduce((sum, error) => sum + error, 0) / errors.length

    expect(said / spread).toBeGreaterThan(0.88)
    expect(said / spread).toBeLessThan(1.12)
  })

  test('what was expected of clusters narrows the error, and leaves the share where it was on average', () => {
    const random = createRandom(29)
    const found = Array.from({ length: 200 }, () => {
      const own = Array.from({ length: 300 }, () => [0.95, 0.7, 0.2][random.integer(3)]!)
      const trials = own.map(() => 1 + random.integer(6))
      const successes = own.map((share, at) =>
        Array.from({ length: trials[at]! }, () => (random.uniform() < share ? 1 : 0)).reduce<number>(
          (a, b) => a + b,
          0,
        ),
      )
      const expected = own.map((share, at) => share * trials[at]!)
      const level = (0.95 + 0.7 + 0.2) / 3
      return {
        plain: clusteredShare({ successes, trials }),
        adjusted: clusteredShare({ successes, trials, adjustment: { expected, level } }),
      }
    })
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
    const shares = found.map(({ adjusted }) => adjusted.share)

    expect(mean(shares)).toBeCloseTo(0.6167, 2)
    expect(mean(found.map(({ adjusted }) => adjusted.standardError)) / spread(shares)).toBeGreaterThan(0.88)
    expect(mean(found.map(({ adjusted }) => adjusted.standardError)) / spread(shares)).toBeLessThan(1.12)
    expect(mean(found.map(({ plain, adjusted }) => adjusted.standardError / plain.standardError))).toBeLessThan(0.6)
  })
})

describe('bootstrap', () => {
  test('of 3 000 against 3 000 drawn alike the interval holds 0', () => {
    const { bca } = bootstrapMeans({ a: lognormal(3_000, 1), b: lognormal(3_000, 2), seed: 1 })

    expect(bca.low).toBeLessThan(0)
    expect(bca.high).toBeGreaterThan(0)
  })

  test('BCa holds the truth about as often as it says', () => {
    const random = createRandom(11)
    let held = 0
    for (let world = 0; world < 200; world++) {
      const a = Float64Array.from({ length: 100 }, () => Math.exp(0.7 * random.normal()))
      const b = Float64Array.from({ length: 100 }, () => Math.exp(0.7 * random.normal()))
      const { bca } = bootstrapMeans({ a, b, draws: 500, seed: world })
      if (bca.low <= 0 && bca.high >= 0) held++
    }

    expect(held).toBeGreaterThanOrEqual(180)
  })
})

describe('calibration', () => {
  test('forecasts that are the truth lie in their bands, and the slope is 1', () => {
    const random = createRandom(11)
    const forecasts = Array.from({ length: 20_000 }, () => random.uniform())
    const outcomes = forecasts.map((forecast) => (random.uniform() < forecast ? 1 : 0))

    const { bands, slope, brier, brierOfShare } = calibration({ forecasts, outcomes })

    expect(bands).toHaveLength(10)
    expect(bands.map(({ rows }) => rows)).toEqual(Array.from({ length: 10 }, () => 2000))
    for (const { expected, observed } of bands) expect(Math.abs(observed - expected)).toBeLessThan(0.03)
    expect(slope).toBeCloseTo(1, 1)
    // the mean of p(1 − p) over all p is 1/6
    expect(brier).toBeCloseTo(1 / 6, 2)
    expect(brierOfShare).toBeCloseTo(1 / 4, 2)
  })

  test('forecasts that say too much have a slope below 1', () => {
    const random = createRandom(12)
    const truth = Array.from({ length: 20_000 }, () => random.uniform())
    const outcomes = truth.map((share) => (random.uniform() < share ? 1 : 0))
    const forecasts = truth.map((share) => share ** 2 / (share ** 2 + (1 - share) ** 2))

    expect(calibration({ forecasts, outcomes }).slope).toBeCloseTo(0.5, 1)
  })
})

describe('the number of clusters', () => {
  test('says by a silhouette near 0 that one cloud in many dimensions has no structure', () => {
    const random = createRandom(8)
    const values = Float64Array.from({ length: 400 * 20 }, () => random.normal())

    expect(chooseClusters({ points: { rows: 400, columns: 20, values }, seed: 1 })!.silhouette).toBeLessThan(0.1)
  })
})
