import { describe, expect, test } from 'vitest'
import { clusteredShare, createRandom, differenceOfShares, everFactor, plannedError } from './index.ts'

describe('the difference of two shares', () => {
  // Newcombe (1998), table II, method 10
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i less %i of %i lies where Newcombe printed it', (a, ofA, b, ofB, low, high) => {
    const { difference, interval } = differenceOfShares({
      a: { successes: a, trials: ofA },
      b: { successes: b, trials: ofB },
    })

    expect(difference).toBeCloseTo(a / ofA - b / ofB, 12)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  test('groups changed round, the interval changes its sign', () => {
    const [a, b] = [
      { successes: 12, trials: 40 },
      { successes: 31, trials: 55 },
    ]
    const one = differenceOfShares({ a, b }).interval
    const other = differenceOfShares({ a: b, b: a }).interval

    expect(one.low).toBeCloseTo(-other.high, 12)
    expect(one.high).toBeCloseTo(-other.low, 12)
  })

  test.each([
    [{ successes: 1, trials: 0 }, 'needs trials'],
    [{ successes: 3, trials: 2 }, 'must lie in'],
  ])('bad counts %# are refused', (a, message) => {
    expect(() => differenceOfShares({ a, b: { successes: 1, trials: 2 } })).toThrow(message)
  })
})

describe('an interval that may be looked at every day', () => {
  test('is about narrowest where the error is as planned', () => {
    const widths = [0.25, 0.5, 0.8, 1, 1.25, 2, 4].map((standardError) => everFactor({ standardError, planned: 1 }))

    // by hand: 5.99146 + ln 6.99146 = 7.93604; √((8.93604 / 7.93604) · (5.99146 + ln 8.93604))
    expect(widths[3]).toBeCloseTo(3.0351, 3)
    expect(Math.min(...widths)).toBeGreaterThan(2.98)
    expect(widths[0]).toBeGreaterThan(widths[3]!)
    expect(widths[6]).toBeGreaterThan(widths[3]!)
  })

  test('errors shrink as 1/√rows: an effect is found with the power that was planned', () => {
    const planned = plannedError({ smallestEffect: 0.03, power: 0.8 })

    expect(planned * (everFactor({ standardError: 1, planned: 1 }) + 0.8416212)).toBeCloseTo(0.03, 9)
  })

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
  test('clusters of one are plain trials', () => {
    const successes = [1, 0, 1, 1, 0, 0, 0, 1]
    const found = clusteredShare({ successes, trials: successes.map(() => 1) })

    expect(found.share).toBe(0.5)
    // the sample's variance has n − 1 below
    expect(found.standardError).toBeCloseTo(Math.sqrt(0.25 / 7), 12)
    expect(found.designEffect).toBeCloseTo(8 / 7, 12)
  })

  test('clusters that always agree are worth one trial each', () => {
    const outcomes = [5, 0, 5, 5, 0, 0, 5, 0, 5, 0]
    const found = clusteredShare({ successes: outcomes, trials: outcomes.map(() => 5) })

    expect(found.effective.trials).toBeCloseTo(9, 9)
    expect(clusteredShare({ successes: [3, 3], trials: [3, 3] }).effective).toEqual({ successes: 2, trials: 2 })
  })

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

  test('fewer than two clusters with trials are refused', () => {
    expect(() => clusteredShare({ successes: [1, 0], trials: [2, 0] })).toThrow('two clusters')
  })
})
