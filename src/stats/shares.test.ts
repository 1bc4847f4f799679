import { describe, expect, test } from 'vitest'
import { clusteredShare, differenceOfShares, everFactor, plannedError } from './index.ts'

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
})
