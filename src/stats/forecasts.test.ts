import { describe, expect, test } from 'vitest'
import { areaUnderCurve, calibration, createRandom, logisticRegression, logisticShare } from './index.ts'

// Hours of study and a passed exam (Wikipedia, "Logistic regression")
const HOURS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5]
const PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]
const exam = { design: HOURS.map((hours) => [1, hours]), outcomes: PASSED }

/** Ratings 1 … 5 of 58 normal and 51 abnormal scans (Hanley and McNeil 1982). */
const scans = (() => {
  const rows = [
    [33, 6, 6, 11, 2],
    [3, 2, 2, 11, 33],
  ].flatMap((counts, outcome) =>
    counts.flatMap((count, at) => Array.from({ length: count }, () => ({ score: at + 1, outcome }))),
  )
  return { scores: rows.map(({ score }) => score), outcomes: rows.map(({ outcome }) => outcome) }
})()

describe('logistic regression', () => {
  test('gives the printed coefficients, errors and likelihood of the exam', () => {
    const { coefficients, standardErrors, logLikelihood } = logisticRegression(exam)

    expect(coefficients[0]).toBeCloseTo(-4.0777, 4)
    expect(coefficients[1]).toBeCloseTo(1.5046, 4)
    expect(standardErrors[0]).toBeCloseTo(1.761, 3)
    expect(standardErrors[1]).toBeCloseTo(0.6287, 4)
    expect(logLikelihood).toBeCloseTo(-8.02988, 5)
    expect(logisticShare(coefficients, [1, 2])).toBeCloseTo(0.2557, 4)
  })

  test('gives the coefficients that numpy 2.4.6 finds by Newton’s rounds, with a penalty and with a third term', () => {
    const design = HOURS.map((hours, at) => [1, hours, (at * 7) % 5])

    const fits = [
      logisticRegression({ ...exam, ridge: 2 }),
      logisticRegression({ design, outcomes: PASSED }),
      logisticRegression({ design, outcomes: PASSED, ridge: 0.5 }),
    ]

    const printed = [
      [-2.670692141441, 0.972836819752, 1.143713483514, 0.376288418774, -8.487746297531528],
      [-3.787494703537, 1.527171536574, -0.17744106926, 1.87153285526, 0.636946676652, 0.448961997605, -7.950521625553],
      [-3.2595561551, 1.298749115416, -0.140365815925, 1.594397705492, 0.510663810486, 0.402993512497, -8.02220702983],
    ]
    for (const [which, { coefficients, standardErrors, logLikelihood }] of fits.entries())
      for (const [at, value] of [...coefficients, ...standardErrors, logLikelihood].entries())
        expect(value).toBeCloseTo(printed[which]![at]!, 7)
  })

  test('at the answer the errors are orthogonal to every term', () => {
    const { coefficients } = logisticRegression(exam)
    const errors = exam.design.map((row, at) => PASSED[at]! - logisticShare(coefficients, row))

    for (const term of [0, 1])
      expect(errors.reduce((sum, error, at) => sum + error * exam.design[at]![term]!, 0)).toBeCloseTo(0, 6)
  })

  test('finds the coefficients that made the outcomes', () => {
    const random = createRandom(5)
    const truth = [-1, 0.8, -0.5]
    const design = Array.from({ length: 20_000 }, () => [1, random.normal(), random.normal()])
    const outcomes = design.map((row) => (random.uniform() < logisticShare(truth, row) ? 1 : 0))

    const { coefficients, standardErrors } = logisticRegression({ design, outcomes })

    for (const [at, value] of truth.entries())
      expect(Math.abs(coefficients[at]! - value)).toBeLessThan(3.5 * standardErrors[at]!)
  })

  test('terms that separate the outcomes are refused, and bearable with a penalty', () => {
    const separated = { design: [1, 2, 3, 4].map((value) => [1, value]), outcomes: [0, 0, 1, 1] }

    expect(() => logisticRegression(separated)).toThrow('separate the outcomes')
    const { coefficients } = logisticRegression({ ...separated, ridge: 1 })
    expect(coefficients[1]).toBeGreaterThan(0.3)
    expect(coefficients[1]).toBeLessThan(3)
  })
})

describe('area under the curve', () => {
  test('gives the printed area and DeLong’s error of the scans', () => {
    const { area, standardError } = areaUnderCurve(scans)

    // Stata, roctab: 0.8932 with standard error 0.0307
    expect(area).toBeCloseTo(0.8932, 4)
    expect(standardError).toBeCloseTo(0.0307, 4)
  })

  test('the interval is symmetric in ln odds, at the confidence asked', () => {
    const wide = areaUnderCurve(scans)
    const narrow = areaUnderCurve({ ...scans, confidence: 0.8 })

    // numpy 2.4.6, by DeLong's definition
    expect(wide.standardError).toBeCloseTo(0.030724408379381, 12)
    expect(wide.interval.low).toBeCloseTo(0.816443457911481, 10)
    expect(wide.interval.high).toBeCloseTo(0.940176194612198, 10)
    expect(narrow.interval.low).toBeCloseTo(0.846951137500601, 10)
    expect(narrow.interval.high).toBeCloseTo(0.92664179864339, 10)
  })

  test('rows of a group depend on each other, those to whom it happened and the others too', () => {
    const request = { scores: [1, 2, 3, 6, 4, 5, 7, 8, 2, 5], outcomes: [0, 0, 0, 0, 1, 1, 1, 1, 1, 0] }

    // numpy 2.4.6, by Obuchowski's definition
    expect(areaUnderCurve(request).area).toBeCloseTo(0.72, 12)
    expect(areaUnderCurve(request).standardError).toBeCloseTo(0.175499287747842, 12)
    const grouped = areaUnderCurve({ ...request, groups: [...'aabbbccddd'] })
    expect(grouped.standardError).toBeCloseTo(0.177508685233521, 12)
  })

  test('scores that part the outcomes wholly leave no room for doubt', () => {
    const scores = [1, 2, 3, 4]

    const right = areaUnderCurve({ scores, outcomes: [0, 0, 1, 1] })
    const wrong = areaUnderCurve({ scores, outcomes: [1, 1, 0, 0] })

    expect(right).toEqual({ area: 1, standardError: 0, interval: { low: 1, high: 1 } })
    expect(wrong).toEqual({ area: 0, standardError: 0, interval: { low: 0, high: 0 } })
  })

  test('is the share of pairs in the right order, ties half', () => {
    const random = createRandom(3)
    const scores = Array.from({ length: 120 }, () => random.integer(15))
    const outcomes = scores.map((score) => (random.uniform() < (score + 3) / 25 ? 1 : 0))

    let right = 0
    let pairs = 0
    for (const [one, score] of scores.entries())
      for (const [other, less] of scores.entries())
        if (outcomes[one] === 1 && outcomes[other] === 0) {
          right += score > less ? 1 : score === less ? 0.5 : 0
          pairs += 1
        }

    expect(areaUnderCurve({ scores, outcomes }).area).toBeCloseTo(right / pairs, 12)
  })

  test('rows repeated by their groups do not make the answer surer', () => {
    const thrice = (values: readonly number[]) => values.flatMap((value) => [value, value, value])
    const groups = scans.scores.map((_, at) => at)
    const alone = areaUnderCurve(scans)

    const naive = areaUnderCurve({ scores: thrice(scans.scores), outcomes: thrice(scans.outcomes) })
    const grouped = areaUnderCurve({
      scores: thrice(scans.scores),
      outcomes: thrice(scans.outcomes),
      groups: thrice(groups),
    })

    expect(naive.standardError).toBeCloseTo(alone.standardError / Math.sqrt(3), 3)
    expect(grouped.standardError).toBeCloseTo(alone.standardError, 10)
  })

  test('the interval stays within 0…1 and holds the area', () => {
    const { area, interval } = areaUnderCurve({ scores: [1, 2, 3, 6, 4, 5, 7, 8], outcomes: [0, 0, 0, 0, 1, 1, 1, 1] })

    expect(area).toBe(0.875)
    expect(interval.low).toBeGreaterThan(0.3)
    expect(interval.high).toBeLessThan(1)
  })
})

describe('calibration', () => {
  test('the score of a forecast of 70 % is 0.09 when it rains and 0.49 when not (Brier)', () => {
    expect(calibration({ forecasts: [0.7, 0.3], outcomes: [1, 0] }).brier).toBeCloseTo(0.09, 12)
    expect(calibration({ forecasts: [0.7, 0.3], outcomes: [0, 1] }).brier).toBeCloseTo(0.49, 12)
  })

  test('of eight forecasts in four bands, by hand', () => {
    const { brier, brierOfShare, bands, slope } = calibration({
      forecasts: [0.9, 0.1, 0.2, 0.2, 0.4, 0.5, 0.6, 0.8],
      outcomes: [1, 0, 0, 1, 0, 1, 0, 1],
      bands: 4,
    })

    // squares of 0.1, 0.1, 0.2, 0.8, 0.4, 0.5, 0.6, 0.2
    expect(brier).toBeCloseTo(1.51 / 8, 12)
    expect(brierOfShare).toBe(0.25)
    // 0.2 stands on both sides of the second place, so the first band has three rows and the second one
    expect(bands.map(({ rows, from, to }) => [rows, from, to])).toEqual([
      [3, 0.1, 0.2],
      [1, 0.4, 0.4],
      [2, 0.5, 0.6],
      [2, 0.8, 0.9],
    ])
    expect(bands.map(({ observed }) => observed)).toEqual([1 / 3, 0, 1 / 2, 1])
    for (const [at, expected] of [0.5 / 3, 0.4, 0.55, 0.85].entries())
      expect(bands[at]!.expected).toBeCloseTo(expected, 12)
    // statsmodels 0.15.0, proportion_confint
    expect(bands[0]!.interval.low).toBeCloseTo(0.061491944720396, 12)
    // numpy 2.4.6
    expect(slope).toBeCloseTo(0.93068348, 6)
  })

  test('forecasts of 0 and 1 are taken as all but sure', () => {
    const { brier, slope } = calibration({ forecasts: [0, 1, 0, 1], outcomes: [0, 1, 1, 0] })

    expect(brier).toBe(0.5)
    expect(slope).not.toBeNull()
    expect(slope).toBeCloseTo(0, 9)
    expect(calibration({ forecasts: [0.3, 0.3], outcomes: [0, 1] }).slope).toBeNull()
  })

  test('one band holds all, and more bands than rows one row each', () => {
    const request = { forecasts: [0.2, 0.4, 0.6], outcomes: [0, 1, 1] }

    expect(calibration({ ...request, bands: 1 }).bands.map(({ rows, from, to }) => [rows, from, to])).toEqual([
      [3, 0.2, 0.6],
    ])
    expect(calibration({ ...request, bands: 7 }).bands.map(({ rows, from }) => [rows, from])).toEqual([
      [1, 0.2],
      [1, 0.4],
      [1, 0.6],
    ])
  })

  test('equal forecasts stay in one band', () => {
    const forecasts = [0.1, ...Array.from({ length: 8 }, () => 0.5), 0.9]
    const { bands, slope } = calibration({ forecasts, outcomes: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], bands: 5 })

    expect(bands.map(({ rows, from, to }) => [rows, from, to])).toEqual([
      [9, 0.1, 0.5],
      [1, 0.9, 0.9],
    ])
    // 0.1 failed and 0.9 succeeded: no slope is steep enough
    expect(slope).toBeNull()
  })
})
