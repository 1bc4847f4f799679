import { beforeAll, describe, expect, test } from 'vitest'
import {
  comparePeriods,
  durbinWatson,
  interruptedTimeSeries,
  levelChange,
  neweyWest,
  ordinaryLeastSquares,
} from './index.ts'
import { studentEffect } from './effect.ts'
import { TIMES, series } from './weekly-series.ts'

/* As `refusals.test.ts`, for what is fitted to points and to series. */

type Refusal = readonly [sentence: string, act: () => unknown]

const NOT_A_NUMBER = 'holds NaN at position 1: every value must be a finite number'
const CONFIDENCE = 'Confidence must lie between 0 and 1, got 1'
let weekly: ReturnType<typeof series>
beforeAll(() => {
  weekly = series({ seed: 1, rho: 0, effect: 0 })
})
const line = { design: [1, 2, 3, 5].map((x) => [1, x]), values: [2, 4, 7, 8] }
const VARY_NOT = 'The values do not vary around the model: no uncertainty can be given'

describe.each<[string, readonly Refusal[]]>([
  [
    'regression',
    [
      ['The list of values has 1 value: at least 2 needed', () => ordinaryLeastSquares({ design: [[1]], values: [1] })],
      ['Design rows and values differ in length: 4 and 2', () => ordinaryLeastSquares({ ...line, values: [1, 2] })],
      [
        `A design row ${NOT_A_NUMBER}`,
        () => ordinaryLeastSquares({ ...line, design: line.design.map(() => [1, Number.NaN]) }),
      ],
      [
        '2 values cannot carry 2 terms: at least one more value than terms is needed',
        () =>
          ordinaryLeastSquares({
            design: [
              [1, 2],
              [1, 3],
            ],
            values: [1, 2],
          }),
      ],
      [
        'Term 2 of the model repeats the others: drop it or add points where it differs',
        () => ordinaryLeastSquares({ ...line, design: line.design.map(() => [1, 2]) }),
      ],
      ...[-1, 4].map((lag): Refusal => [
        `The lag must be in 0…3, got ${lag}`,
        () => neweyWest({ ...line, fit: ordinaryLeastSquares(line), lag }),
      ]),
      [
        'Times and design rows differ in length: 1 and 4',
        () => neweyWest({ ...line, fit: ordinaryLeastSquares(line), lag: 1, times: [1] }),
      ],
      ['The list of residuals has 1 value: at least 2 needed', () => durbinWatson([1])],
      ['All residuals are 0: there is nothing to compare', () => durbinWatson([0, 0])],
      [VARY_NOT, () => studentEffect(1, 0, 3, 0.95)],
      [CONFIDENCE, () => studentEffect(1, 1, 3, 1)],
    ],
  ],
  [
    'series',
    [
      [
        'Period "after" has 3 points: at least 4 are needed to judge its level',
        () =>
          levelChange({
            times: [1, 2, 3, 4, 5, 6, 7],
            values: [1, 2, 1, 2, 3, 1, 2],
            isAfter: [false, false, false, false, true, true, true],
          }),
      ],
      [
        'Period "before" has 0 points: at least 4 are needed to judge its level',
        () => levelChange({ times: [], values: [], isAfter: [] }),
      ],
      [
        'Periods and values differ in length: 1 and 34',
        () => comparePeriods({ ...weekly, periods: ['a'], comparisons: [] }),
      ],
      [CONFIDENCE, () => levelChange({ ...weekly, confidence: 1 })],
      [
        'The list of values holds NaN at position 2: every value must be a finite number',
        () => levelChange({ ...weekly, values: weekly.values.map((value, at) => (at === 2 ? Number.NaN : value)) }),
      ],
      [
        'The list of times holds NaN at position 2: every value must be a finite number',
        () => levelChange({ ...weekly, times: TIMES.map((time, at) => (at === 2 ? Number.NaN : time)) }),
      ],
      ['Times and values differ in length: 33 and 34', () => levelChange({ ...weekly, times: TIMES.slice(1) })],
      [
        'Times must grow: 10 follows 10',
        () => levelChange({ ...weekly, times: TIMES.map((time, at) => (at === 1 ? TIMES[0]! : time)) }),
      ],
      ['Weights and values differ in length: 1 and 34', () => levelChange({ ...weekly, weights: [1] })],
      [
        'The list of weights holds Infinity at position 0: every value must be a finite number',
        () => levelChange({ ...weekly, weights: TIMES.map(() => Infinity) }),
      ],
      [
        'The list of weights holds 0 at position 0: every value must be above 0',
        () => levelChange({ ...weekly, weights: TIMES.map((_, at) => (at === 0 ? 0 : 5)) }),
      ],
      [VARY_NOT, () => levelChange({ ...weekly, values: TIMES.map(() => 3) })],
      // what rounding leaves of large values is no variation
      [VARY_NOT, () => levelChange({ ...weekly, values: TIMES.map(() => 1e12 / 7) })],
      [
        '4 points cannot carry 4 terms: more points than terms are needed',
        () =>
          comparePeriods({ times: [1, 2, 3, 4], values: [1, 2, 4, 3], periods: ['a', 'b', 'c', 'd'], comparisons: [] }),
      ],
    ],
  ],
  [
    'a change at a known date',
    [
      [
        'The list of values is empty: at least 1 needed',
        () => interruptedTimeSeries({ ...weekly, values: [], changeTime: 40 }),
      ],
      [
        'isAfter and values differ in length: 1 and 34',
        () => interruptedTimeSeries({ ...weekly, isAfter: [true], changeTime: 40 }),
      ],
      [
        'Times and values differ in length: 33 and 34',
        () => interruptedTimeSeries({ ...weekly, times: TIMES.slice(1), changeTime: 40 }),
      ],
      [
        'changeTime holds NaN at position 0: every value must be a finite number',
        () => interruptedTimeSeries({ ...weekly, changeTime: Number.NaN }),
      ],
      [
        'A line needs 4 points on each side of the change, got 31 before and 3 after',
        () => interruptedTimeSeries({ ...weekly, isAfter: TIMES.map((time) => time > 49), changeTime: 49 }),
      ],
      [
        'A line needs 4 points on each side of the change, got 3 before and 31 after',
        () => interruptedTimeSeries({ ...weekly, isAfter: TIMES.map((time) => time > 12), changeTime: 12 }),
      ],
      [CONFIDENCE, () => interruptedTimeSeries({ ...weekly, changeTime: 40, errors: 'ols', confidence: 1 })],
    ],
  ],
])('%s', (_, refusals) => {
  test.each(refusals)('%s', (sentence, act) => {
    expect(act).toThrow(new RangeError(sentence))
  })
})
