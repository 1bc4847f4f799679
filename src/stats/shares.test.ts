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

  test('has the textbook error, and bounds at the confidence asked', () => {
    const { standardError, interval } = differenceOfShares({
      a: { successes: 12, trials: 40 },
      b: { successes: 31, trials: 55 },
      confidence: 0.9,
    })

    // numpy 2.4.6
    expect(standardError).toBeCloseTo(0.09859931893763867, 12)
    expect(interval.low).toBeCloseTo(-0.41058191026237223, 10)
    expect(interval.high).toBeCloseTo(-0.09405988926292785, 10)
  })

  test('looked at every day, it reaches as many errors as the rows so far and the plan ask', () => {
    const { interval } = differenceOfShares({
      a: { successes: 12, trials: 40 },
      b: { successes: 31, trials: 55 },
      planned: 0.1,
    })

    // numpy 2.4.6, with two successes and two failures more in each group
    expect(interval.low).toBeCloseTo(-0.5065852549627032, 10)
    expect(interval.high).toBeCloseTo(0.04637794446907495, 10)
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

  test('grows where the error is not as planned, and with the confidence', () => {
    // numpy 2.4.6
    expect(everFactor({ standardError: 1, planned: 1 })).toBeCloseTo(3.0352089903762525, 12)
    expect(everFactor({ standardError: 2, planned: 1 })).toBeCloseTo(3.2642933718264047, 12)
    expect(everFactor({ standardError: 0.5, planned: 1, confidence: 0.9 })).toBeCloseTo(2.861190982970155, 12)
    expect(plannedError({ smallestEffect: 0.03 })).toBeCloseTo(0.00773828057124468, 12)
    expect(plannedError({ smallestEffect: 0.05, power: 0.9, confidence: 0.9 })).toBeCloseTo(0.012359441821140715, 12)
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

  test('of five clusters, one more without trials, as numpy 2.4.6', () => {
    const found = clusteredShare({ successes: [2, 0, 3, 1, 4, 0], trials: [3, 2, 3, 4, 5, 0] })

    expect([found.clusters, found.trials]).toEqual([5, 17])
    expect(found.share).toBeCloseTo(10 / 17, 12)
    expect(found.standardError).toBeCloseTo(0.15997614194556167, 12)
    expect(found.designEffect).toBeCloseTo(1.796218487394958, 12)
    expect(found.effective.trials).toBeCloseTo(17 / 1.796218487394958, 10)
    expect(found.effective.successes).toBeCloseTo(10 / 1.796218487394958, 10)
  })

  test('adjusted for what was expected, the error may be less than of independent trials', () => {
    const found = clusteredShare({
      successes: [2, 0, 3, 1, 4],
      trials: [3, 2, 3, 4, 5],
      adjustment: { expected: [1.5, 0.5, 2.5, 1, 4], level: 0.6 },
    })

    // numpy 2.4.6
    expect(found.share).toBeCloseTo(0.6294117647058823, 12)
    expect(found.standardError).toBeCloseTo(0.05450513495509814, 12)
    expect(found.designEffect).toBeCloseTo(0.21651962965871707, 10)
  })

  test('clusters that differ less than independent trials would are not taken for more than they are', () => {
    expect(clusteredShare({ successes: [1, 1, 1], trials: [2, 2, 2] }).designEffect).toBe(2)
    expect(clusteredShare({ successes: [2, 2, 1], trials: [4, 4, 3] }).designEffect).toBe(1)
  })

  test('an adjusted share stays within 0…1', () => {
    const adjusted = (level: number) =>
      clusteredShare({ successes: [2, 1], trials: [2, 2], adjustment: { expected: [1, 1], level } })

    expect([adjusted(0.9).share, adjusted(-0.9).share, adjusted(0.5).share]).toEqual([1, 0, 0.75])
    // where all or none would succeed, a cluster counts as one trial
    expect(adjusted(0.9).effective).toEqual({ successes: 2, trials: 2 })
  })

  test('clusters that always agree are worth one trial each', () => {
    const outcomes = [5, 0, 5, 5, 0, 0, 5, 0, 5, 0]
    const found = clusteredShare({ successes: outcomes, trials: outcomes.map(() => 5) })

    expect(found.effective.trials).toBeCloseTo(9, 9)
    expect(clusteredShare({ successes: [3, 3], trials: [3, 3] }).effective).toEqual({ successes: 2, trials: 2 })
  })
})
