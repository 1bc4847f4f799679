import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kaplanMeier, mean } from './index.ts'

test('the remission times of Freireich 1963 (6-MP arm) give the published curve', () => {
  // As printed in Kleinbaum and Klein, Survival Analysis, table 1.1 and chapter 2; + is still in remission.
  const printed = '6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+'.split(' ')

  const { steps, median } = kaplanMeier({
    durations: printed.map((value) => Number.parseInt(value, 10)),
    isFinished: printed.map((value) => !value.endsWith('+')),
  })

  expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23])
  expect(steps.map(({ atRisk }) => atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6])
  expect(steps.map(({ survival }) => survival.toFixed(4))).toEqual(
    '0.8571 0.8067 0.7529 0.6902 0.6275 0.5378 0.4482'.split(' '),
  )
  expect(steps.map(({ finished }) => finished)).toEqual([3, 1, 1, 1, 1, 1, 1])
  // Greenwood's formula, as printed by R's survfit
  expect(steps.map(({ standardError }) => standardError.toFixed(4))).toEqual(
    '0.0764 0.0869 0.0963 0.1068 0.1141 0.1282 0.1346'.split(' '),
  )
  expect(median).toBe(23)
})

test('with everything finished the restricted mean is the mean', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }), (durations) => {
      const { restrictedMean } = kaplanMeier({ durations, isFinished: durations.map(() => true) })

      expect(restrictedMean).toBeCloseTo(mean(durations), 9)
    }),
    { seed: 1 },
  )
})

test('the restricted mean counts long ones as the limit', () => {
  const { restrictedMean } = kaplanMeier({ durations: [2, 4, 12], isFinished: [true, true, true], restrictTo: 6 })

  expect(restrictedMean).toBeCloseTo((2 + 4 + 6) / 3, 12)
})

test('while more than half are open there is no median', () => {
  expect(kaplanMeier({ durations: [1, 5, 5], isFinished: [true, false, false] }).median).toBeNull()
})

test('of three, one of them open, by hand', () => {
  const { steps, median, restrictedMean, restrictedTo } = kaplanMeier({
    durations: [5, 2, 3],
    isFinished: [true, true, false],
  })

  expect(steps.map(({ time, atRisk, finished }) => [time, atRisk, finished])).toEqual([
    [2, 3, 1],
    [5, 1, 1],
  ])
  expect(steps.map(({ survival }) => survival)).toEqual([1 - 1 / 3, 0])
  expect(steps[0]!.standardError).toBeCloseTo((2 / 3) * Math.sqrt(1 / 6), 12)
  expect(steps[1]!.standardError).toBe(0)
  expect([median, restrictedTo]).toEqual([5, 5])
  // 2 at full height, then 3 at two thirds
  expect(restrictedMean).toBeCloseTo(2 + 3 * (2 / 3), 12)
})

test('half of them are enough for a median, and a limit of 0 or of a step is a limit', () => {
  const request = { durations: [1, 2, 3, 4], isFinished: [true, true, true, true] }

  expect(kaplanMeier(request).median).toBe(2)
  expect(kaplanMeier({ ...request, restrictTo: 0 }).restrictedMean).toBe(0)
  expect(kaplanMeier({ ...request, restrictTo: 2 }).restrictedMean).toBe(1 + 0.75)
  expect(kaplanMeier({ ...request, restrictTo: 4 }).restrictedMean).toBe(2.5)
  expect(kaplanMeier({ durations: [0, 0], isFinished: [true, false] }).steps).toHaveLength(1)
})
