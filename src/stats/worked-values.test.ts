import { describe as group, expect, test } from 'vitest'
import {
  bootstrap,
  bootstrapMeans,
  describe,
  durbinWatson,
  hodgesLehmann,
  holm,
  interruptedTimeSeries,
  mannWhitneyU,
  median,
  neweyWest,
  ordinaryLeastSquares,
  quantile,
  welchOnLogs,
  welchTTest,
} from './index.ts'

const A = [5, 7.5, 8, 12, 14, 16.5, 20, 24, 30, 41, 55, 90]
const B = [3, 4.5, 6, 6.5, 8, 9, 11, 13, 15, 19, 26, 48]
const SERIES = [50, 49, 51, 48, 50, 47, 49, 48, 47, 46, 40, 39, 38, 38, 36, 36, 35, 33, 34, 32]
const TIMES = SERIES.map((_, index) => index + 1)

function expectEach(found: readonly number[], printed: readonly number[], digits: number): void {
  expect(found).toHaveLength(printed.length)
  for (const [index, value] of printed.entries()) expect(found[index]).toBeCloseTo(value, digits)
}

group('the values scipy 1.17.1 gives', () => {
  test('means, spreads and medians', () => {
    const a = describe(A)
    const b = describe(B)

    expectEach([a.mean, b.mean], [26.9166667, 14.0833333], 7)
    expectEach([a.standardDeviation!, b.standardDeviation!], [24.7632731, 12.5351022], 7)
    expect([a.median, b.median]).toEqual([18.25, 10])
    expect([a.count, a.minimum, a.maximum]).toEqual([12, 5, 90])
  })

  test('a sample in any order, and of one', () => {
    expect(describe([9, 2, 4])).toEqual({
      count: 3,
      mean: 5,
      standardDeviation: Math.sqrt(13),
      median: 4,
      minimum: 2,
      maximum: 9,
    })
    expect(describe([7])).toEqual({ count: 1, mean: 7, standardDeviation: null, median: 7, minimum: 7, maximum: 7 })
    expect(median([9, 2, 4, 3])).toBe(3.5)
  })

  test('quantiles are of type 7', () => {
    expect(quantile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7, 12)
    expect(quantile([7], 0.3)).toBe(7)
    expect([quantile(A, 0), quantile(A, 1)]).toEqual([5, 90])
  })

  test('Welch', () => {
    const { t, degreesOfFreedom, p, interval } = welchTTest({ a: A, b: B })

    expectEach([t, p], [1.601719568, 0.12842952], 8)
    expect(degreesOfFreedom).toBeCloseTo(16.28987011, 8)
    expectEach([interval.low, interval.high], [-4.12728833, 29.79395499], 7)
  })

  test('Welch on logarithms', () => {
    const { t, degreesOfFreedom, p, ratio, interval } = welchOnLogs({ a: A, b: B })

    expectEach([t, p], [1.782127401, 0.08868829], 8)
    expect(degreesOfFreedom).toBeCloseTo(21.76216403, 8)
    expectEach([ratio, interval.low, interval.high], [1.81291861, 0.90679931, 3.62447771], 8)
  })

  test('Mann-Whitney with ties', () => {
    const corrected = mannWhitneyU({ a: A, b: B })
    const plain = mannWhitneyU({ a: A, b: B, continuity: false })

    expect(corrected).toMatchObject({ u: 100.5, method: 'normal' })
    expectEach([corrected.p, plain.p], [0.105892895, 0.099803688], 9)
    expectEach([corrected.shareAGreater, corrected.cliffDelta], [0.697916667, 0.395833333], 9)
  })

  test('Mann-Whitney, exact', () => {
    const exact = mannWhitneyU({ a: A.map((value) => (value === 8 ? 8.2 : value)), b: B })

    expect(exact).toMatchObject({ u: 101, method: 'exact' })
    expect(exact.p).toBeCloseTo(0.100530443, 9)
  })

  test('Hodges-Lehmann', () => {
    expect(hodgesLehmann({ a: A, b: B })).toEqual({ difference: 7.25, interval: { low: -1.5, high: 22 }, rank: 38 })
  })

  test('bootstrap intervals, as near as another generator comes', () => {
    const means = bootstrapMeans({ a: A, b: B, draws: 9999, seed: 1 })
    const medians = bootstrap({ groups: [A, B], statistic: ([a, b]) => median(a!) - median(b!), draws: 9999, seed: 1 })

    expect(Math.abs(means.bca.low - 0.083)).toBeLessThan(0.8)
    expect(Math.abs(means.bca.high - 31.42)).toBeLessThan(1.2)
    expect(Math.abs(medians.percentile.low + 2.25)).toBeLessThan(0.8)
    expect(Math.abs(medians.percentile.high - 26.5)).toBeLessThan(1.2)
  })

  test('Holm', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([0, 1])).toEqual([0, 1])
  })

  test('segmented regression: coefficients, classic and Newey-West errors, Durbin-Watson', () => {
    const design = TIMES.map((time) => [1, time, time > 10 ? 1 : 0, time > 10 ? time - 10 : 0])

    const fit = ordinaryLeastSquares({ design, values: SERIES })

    expectEach(fit.coefficients, [50.66666667, -0.39393939, -5.92727273, -0.46060606], 8)
    expectEach(fit.standardErrors, [0.6002104, 0.09673266, 0.79179099, 0.13680065], 7)
    expectEach(neweyWest({ design, fit, lag: 2 }), [0.37307248, 0.05875038, 0.34588753, 0.06284354], 8)
    expect(durbinWatson(fit.residuals)).toBeCloseTo(3.3806316, 7)
  })

  test('the same through interruptedTimeSeries', () => {
    const request = { times: TIMES, values: SERIES, isAfter: TIMES.map((time) => time > 10), changeTime: 10 }

    const classic = interruptedTimeSeries({ ...request, errors: 'ols' })
    const robust = interruptedTimeSeries({ ...request, errors: 'newey-west', lag: 2 })

    expectEach(
      [classic.intercept, classic.slope, classic.levelChange, classic.slopeChange].map(({ estimate }) => estimate),
      [50.66666667, -0.39393939, -5.92727273, -0.46060606],
      8,
    )
    expectEach([classic.levelChange.standardError, robust.levelChange.standardError], [0.79179099, 0.34588753], 8)
    expect(classic.levelChange.degreesOfFreedom).toBe(16)
    expect(classic.durbinWatson).toBeCloseTo(3.3806316, 7)
    expect(classic.rho).toBeNull()
  })
})

test('four points on each side are enough for two lines, by hand', () => {
  const { intercept, slope, levelChange, slopeChange } = interruptedTimeSeries({
    times: [0, 1, 2, 3, 4, 5, 6, 7],
    values: [1, 2, 2, 3, 10, 12, 11, 15],
    isAfter: [false, false, false, false, true, true, true, true],
    changeTime: 3,
    errors: 'ols',
  })

  // 1.1 + 0.6·t before, which is 2.9 at the change; 8.5 + 1.4·(t − 3) after it
  expect(intercept.estimate).toBeCloseTo(1.1, 12)
  expect(slope.estimate).toBeCloseTo(0.6, 12)
  expect(levelChange.estimate).toBeCloseTo(8.5 - 2.9, 12)
  expect(slopeChange.estimate).toBeCloseTo(1.4 - 0.6, 12)
})
