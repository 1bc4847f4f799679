import { describe, expect, test } from 'vitest'
import {
  areaUnderCurve,
  bootstrap,
  bootstrapMeans,
  calibration,
  chooseClusters,
  clusteredShare,
  createRandom,
  describe as describeSample,
  differenceOfShares,
  everFactor,
  hodgesLehmann,
  holm,
  kMeans,
  kaplanMeier,
  logisticRegression,
  mannWhitneyU,
  matrixOf,
  mean,
  median,
  normalQuantile,
  permutationTest,
  plannedError,
  quantile,
  silhouette,
  standardDeviation,
  studentCdf,
  studentQuantile,
  verdict,
  welchOnLogs,
  welchTTest,
  wilsonInterval,
} from './index.ts'
import { requireNumbers } from './check.ts'

/* Every bad input is a RangeError whose whole sentence says which list or number, where in it, and what was expected. */

type Refusal = readonly [sentence: string, act: () => unknown]

const NOT_A_NUMBER = 'holds NaN at position 1: every value must be a finite number'
const FINE = [1, 2, 4, 3]
const NAN = [1, Number.NaN]
const OUTCOMES = [0, 1, 0, 1]
const CONFIDENCE = 'Confidence must lie between 0 and 1, got 1'

describe.each<[string, readonly Refusal[]]>([
  [
    'one list',
    [
      ['The list is empty: at least 1 needed', () => mean([])],
      ['The list is empty: at least 1 needed', () => quantile([], 0.5)],
      ['The list is empty: at least 1 needed', () => describeSample([])],
      [`The list ${NOT_A_NUMBER}`, () => median(NAN)],
      ['The list holds Infinity at position 0: every value must be a finite number', () => mean([Infinity])],
      ['The list has 1 value: at least 2 needed', () => standardDeviation([1])],
      ['The list has 2 values: at least 3 needed', () => requireNumbers([1, 2], 'The list', 3)],
      ["A quantile's share must lie in 0…1, got 1.1", () => quantile([1], 1.1)],
      ["A quantile's share must lie in 0…1, got -0.1", () => quantile([1], -0.1)],
      ['A p-value must lie in 0…1, got 1.2', () => holm([1.2])],
      ['A p-value must lie in 0…1, got -0.2', () => holm([0.5, -0.2])],
    ],
  ],
  [
    'distributions',
    [
      ['A share must lie between 0 and 1, got 1', () => normalQuantile(1)],
      ['A share must lie between 0 and 1, got 0', () => normalQuantile(0)],
      ['A share must lie between 0 and 1, got 0', () => studentQuantile(0, 3)],
      ['Degrees of freedom must be above 0, got 0', () => studentCdf(1, 0)],
      ['A seed must be a whole number, got 0.5', () => createRandom(0.5)],
    ],
  ],
  [
    'two groups',
    [
      ['Group a has 1 value: at least 2 needed', () => welchTTest({ a: [1], b: FINE })],
      ['Group b has 1 value: at least 2 needed', () => welchTTest({ a: FINE, b: [1] })],
      ['Confidence must lie between 0 and 1, got 95', () => welchTTest({ a: FINE, b: FINE, confidence: 95 })],
      ['Confidence must lie between 0 and 1, got 0', () => welchTTest({ a: FINE, b: FINE, confidence: 0 })],
      [
        'Neither group varies: a t test has nothing to measure the difference against',
        () => welchTTest({ a: [1, 1], b: [2, 2] }),
      ],
      ['Group a holds 0 at position 0: every value must be above 0', () => welchOnLogs({ a: [0, 1], b: FINE })],
      ['Group b holds -1 at position 1: every value must be above 0', () => welchOnLogs({ a: FINE, b: [2, -1] })],
      ['Group a is empty: at least 1 needed', () => mannWhitneyU({ a: [], b: FINE })],
      [`Group b ${NOT_A_NUMBER}`, () => mannWhitneyU({ a: FINE, b: NAN })],
      ['All values are equal: there is nothing to rank', () => mannWhitneyU({ a: [1, 1], b: [1, 1] })],
      ['The exact test needs values without ties', () => mannWhitneyU({ a: [1, 2], b: [2, 3], method: 'exact' })],
      [`Group a ${NOT_A_NUMBER}`, () => hodgesLehmann({ a: NAN, b: FINE })],
      ['Group b is empty: at least 1 needed', () => hodgesLehmann({ a: FINE, b: [] })],
      [CONFIDENCE, () => hodgesLehmann({ a: FINE, b: FINE, confidence: 1 })],
      [
        'Groups of 3 and 3 are too small for an interval at confidence 0.95',
        () => hodgesLehmann({ a: [1, 2, 3], b: [4, 5, 6] }),
      ],
      ['Group a is empty: at least 1 needed', () => permutationTest({ a: [], b: FINE, seed: 1 })],
      [`Group b ${NOT_A_NUMBER}`, () => permutationTest({ a: FINE, b: NAN, seed: 1 })],
      [
        'A permutation test needs at least 100 draws, got 99',
        () => permutationTest({ a: FINE, b: FINE, draws: 99, seed: 1 }),
      ],
      [
        'A permutation test needs at least 100 draws, got 100.5',
        () => permutationTest({ a: FINE, b: FINE, draws: 100.5, seed: 1 }),
      ],
    ],
  ],
  [
    'bootstrap',
    [
      ['Group a has 1 value: at least 2 needed', () => bootstrapMeans({ a: [1], b: FINE, seed: 1 })],
      ['Group b has 1 value: at least 2 needed', () => bootstrapMeans({ a: FINE, b: [1], seed: 1 })],
      ['Group 2 has 1 value: at least 2 needed', () => bootstrap({ groups: [FINE, [1]], statistic: () => 1, seed: 1 })],
      [
        'The statistic does not vary: there is no interval to give',
        () => bootstrap({ groups: [FINE], statistic: () => 1, seed: 1 }),
      ],
      [
        'The mean of group b is 0: a ratio to it has no meaning',
        () => bootstrapMeans({ a: FINE, b: [-1, 1], compare: 'ratio', seed: 1 }),
      ],
      ['A bootstrap needs at least 100 draws, got 99', () => bootstrapMeans({ a: FINE, b: FINE, draws: 99, seed: 1 })],
      [
        'A bootstrap needs at least 100 draws, got 100.5',
        () => bootstrapMeans({ a: FINE, b: FINE, draws: 100.5, seed: 1 }),
      ],
      [CONFIDENCE, () => bootstrapMeans({ a: FINE, b: FINE, confidence: 1, seed: 1 })],
    ],
  ],
  [
    'shares',
    [
      ['A share needs at least one trial, got 0', () => wilsonInterval({ successes: 0, trials: 0 })],
      ['A share needs at least one trial, got 1.5', () => wilsonInterval({ successes: 1, trials: 1.5 })],
      ['Successes must be a whole number in 0…2, got 3', () => wilsonInterval({ successes: 3, trials: 2 })],
      ['Successes must be a whole number in 0…2, got -1', () => wilsonInterval({ successes: -1, trials: 2 })],
      ['Successes must be a whole number in 0…2, got 0.5', () => wilsonInterval({ successes: 0.5, trials: 2 })],
      [CONFIDENCE, () => wilsonInterval({ successes: 1, trials: 2, confidence: 1 })],
      ...[0, Infinity, Number.NaN].map((trials): Refusal => [
        `A share needs trials, got ${trials}`,
        () => differenceOfShares({ a: { successes: 0, trials }, b: { successes: 1, trials: 2 } }),
      ]),
      ...[3, -1].map((successes): Refusal => [
        `Successes must lie in 0…2, got ${successes}`,
        () => differenceOfShares({ a: { successes: 1, trials: 2 }, b: { successes, trials: 2 } }),
      ]),
      [
        CONFIDENCE,
        () => differenceOfShares({ a: { successes: 1, trials: 2 }, b: { successes: 1, trials: 2 }, confidence: 1 }),
      ],
      ['The planned standard error must be above 0, got 0', () => everFactor({ standardError: 1, planned: 0 })],
      ['The standard error must be above 0, got 0', () => everFactor({ standardError: 0, planned: 1 })],
      [CONFIDENCE, () => everFactor({ standardError: 1, planned: 1, confidence: 1 })],
      ['The smallest effect must lie between 0 and 1, got 1', () => plannedError({ smallestEffect: 1 })],
      ['Power must lie between 0 and 1, got 0', () => plannedError({ smallestEffect: 0.1, power: 0 })],
      [
        'The smallest effect must be a share between 0 and 1, got 1',
        () => verdict({ interval: { low: 0, high: 1 }, claim: 'fell', smallestEffect: 1 }),
      ],
      [
        'The smallest effect must be a share between 0 and 1, got 0',
        () => verdict({ interval: { low: 0, high: 1 }, claim: 'fell', smallestEffect: 0 }),
      ],
      ...[
        [1, 0],
        [-Infinity, 0],
        [0, Infinity],
      ].map(([low, high]): Refusal => [
        `An interval needs two finite ends in order, got ${low} and ${high}`,
        () => verdict({ interval: { low: low!, high: high! }, claim: 'fell' }),
      ]),
    ],
  ],
  [
    'shares in clusters',
    [
      ['The list of trials has 1 value: at least 2 needed', () => clusteredShare({ successes: [1, 1], trials: [1] })],
      [
        'The list of successes has 1 value: at least 2 needed',
        () => clusteredShare({ successes: [1], trials: [1, 1] }),
      ],
      [
        'Successes and trials differ in length: 2 and 3',
        () => clusteredShare({ successes: [1, 1], trials: [1, 1, 1] }),
      ],
      [
        'The list of expected successes has 1 value: at least 2 needed',
        () => clusteredShare({ successes: [1, 1], trials: [1, 1], adjustment: { expected: [1], level: 1 } }),
      ],
      [
        'Expected successes and trials differ in length: 3 and 2',
        () => clusteredShare({ successes: [1, 1], trials: [1, 1], adjustment: { expected: [1, 1, 1], level: 1 } }),
      ],
      ['A cluster has 3 successes of 2 trials', () => clusteredShare({ successes: [1, 3], trials: [2, 2] })],
      ['A cluster has -1 successes of 2 trials', () => clusteredShare({ successes: [1, -1], trials: [2, 2] })],
      [
        'An error needs at least two clusters with trials, got 1',
        () => clusteredShare({ successes: [1, 0], trials: [2, 0] }),
      ],
    ],
  ],
  [
    'forecasts',
    [
      [
        'The list of outcomes has 1 value: at least 2 needed',
        () => logisticRegression({ design: [[1]], outcomes: [1] }),
      ],
      [
        'The list of outcomes holds 2: every outcome must be 0 or 1',
        () => logisticRegression({ design: [[1], [1]], outcomes: [0, 2] }),
      ],
      [
        'The list of outcomes holds only 1: both outcomes are needed',
        () => logisticRegression({ design: [[1], [1]], outcomes: [1, 1] }),
      ],
      [
        'The list of outcomes holds only 0: both outcomes are needed',
        () => areaUnderCurve({ scores: [1, 2], outcomes: [0, 0] }),
      ],
      [
        'Design rows and outcomes differ in length: 3 and 2',
        () => logisticRegression({ design: [[1], [1], [1]], outcomes: [0, 1] }),
      ],
      [`A design row ${NOT_A_NUMBER}`, () => logisticRegression({ design: [NAN, [1, 2]], outcomes: [0, 1] })],
      [
        'A penalty must not be below 0, got -1',
        () => logisticRegression({ design: [[1], [1]], outcomes: [0, 1], ridge: -1 }),
      ],
      [
        'A term of the model repeats the others or never changes: drop it or add data',
        () => logisticRegression({ design: FINE.map(() => [1, 2]), outcomes: OUTCOMES }),
      ],
      [
        'The terms separate the outcomes: drop a term, add data or set a penalty',
        () => logisticRegression({ design: FINE.map((_, at) => [1, at]), outcomes: [0, 0, 1, 1] }),
      ],
      ...[1e-6, 1, 1e6].map((unit): Refusal => [
        'The terms separate the outcomes: drop a term, add data or set a penalty',
        () =>
          logisticRegression({
            design: [22, 0, 0, 0, 14, 0].map((value) => [1, value * unit]),
            outcomes: [1, 1, 1, 0, 1, 1],
          }),
      ]),
      [`The list of scores ${NOT_A_NUMBER}`, () => areaUnderCurve({ scores: NAN, outcomes: [0, 1] })],
      ['Scores and outcomes differ in length: 4 and 2', () => areaUnderCurve({ scores: FINE, outcomes: [0, 1] })],
      [
        'Groups and outcomes differ in length: 1 and 4',
        () => areaUnderCurve({ scores: FINE, outcomes: OUTCOMES, groups: [1] }),
      ],
      [CONFIDENCE, () => areaUnderCurve({ scores: FINE, outcomes: OUTCOMES, confidence: 1 })],
      ...[
        [1, 0, 0],
        [0, 1, 1],
      ].map((outcomes): Refusal => [
        'An error needs at least two groups with each outcome',
        () => areaUnderCurve({ scores: [1, 2, 3], outcomes }),
      ]),
      ['The list of outcomes is empty: at least 2 needed', () => calibration({ forecasts: [], outcomes: [] })],
      [`The list of forecasts ${NOT_A_NUMBER}`, () => calibration({ forecasts: NAN, outcomes: [0, 1] })],
      ['Forecasts and outcomes differ in length: 1 and 2', () => calibration({ forecasts: [1], outcomes: [0, 1] })],
      ['A forecast must lie in 0…1, got 1.2', () => calibration({ forecasts: [1.2, 0], outcomes: [1, 0] })],
      ['A forecast must lie in 0…1, got -0.2', () => calibration({ forecasts: [0, -0.2], outcomes: [1, 0] })],
      [
        'Bands must be a whole number above 0, got 0',
        () => calibration({ forecasts: [1, 0], outcomes: [1, 0], bands: 0 }),
      ],
      [
        'Bands must be a whole number above 0, got 1.5',
        () => calibration({ forecasts: [1, 0], outcomes: [1, 0], bands: 1.5 }),
      ],
    ],
  ],
  [
    'clusters',
    [
      ['There are no points to split', () => kMeans({ points: matrixOf([]), k: 2, seed: 1 })],
      ...[0, 1.5].map((k): Refusal => [
        `The number of clusters must be a whole number above 0, got ${k}`,
        () => kMeans({ points: matrixOf([[1]]), k, seed: 1 }),
      ]),
      ...[0, 1.5].map((restarts): Refusal => [
        `The number of restarts must be a whole number above 0, got ${restarts}`,
        () => kMeans({ points: matrixOf([[1]]), k: 1, seed: 1, restarts }),
      ]),
      [
        'A matrix of 2 × 2 needs 4 values, got 3',
        () => kMeans({ points: { rows: 2, columns: 2, values: new Float64Array(3) }, k: 1, seed: 1 }),
      ],
      ['The matrix holds NaN at position 1: every value must be finite', () => matrixOf([[1], [Number.NaN]])],
      ['The matrix holds Infinity at position 0: every value must be finite', () => matrixOf([[Infinity], [1]])],
      ['Row 1 has 2 values and the first 1: all must have as many', () => matrixOf([[1], [1, 2]])],
      [
        'A silhouette needs at least 2 clusters, got 1',
        () => silhouette({ points: matrixOf([[0], [1]]), labels: [3, 3] }),
      ],
      [
        'The matrix holds NaN at position 1: every value must be finite',
        () => silhouette({ points: { rows: 2, columns: 1, values: Float64Array.of(0, Number.NaN) }, labels: [0, 1] }),
      ],
      ['Labels and rows differ in length: 1 and 2', () => silhouette({ points: matrixOf([[0], [1]]), labels: [0] })],
      [
        'A label must be a whole number from 0, got 1.5 at row 1',
        () => silhouette({ points: matrixOf([[0], [1]]), labels: [0, 1.5] }),
      ],
      [
        'A label must be a whole number from 0, got -1 at row 0',
        () => silhouette({ points: matrixOf([[0], [1]]), labels: [-1, 0] }),
      ],
      [
        'A silhouette looks at every pair: at most 5000 rows, got 5001',
        () =>
          chooseClusters({
            points: { rows: 5001, columns: 1, values: new Float64Array(5001).fill(1).map((_, at) => at % 3) },
            seed: 1,
          }),
      ],
    ],
  ],
  [
    'durations with open ends',
    [
      ['The list of durations is empty: at least 1 needed', () => kaplanMeier({ durations: [], isFinished: [] })],
      ['A duration is negative: -1', () => kaplanMeier({ durations: [3, -1], isFinished: [true, true] })],
      [
        'Durations and isFinished differ in length: 2 and 1',
        () => kaplanMeier({ durations: [1, 2], isFinished: [true] }),
      ],
      ...[3, -1].map((restrictTo): Refusal => [
        `The restricted mean is known only within 0…2, asked to ${restrictTo}`,
        () => kaplanMeier({ durations: [1, 2], isFinished: [true, true], restrictTo }),
      ]),
    ],
  ],
])('%s', (_, refusals) => {
  test.each(refusals)('%s', (sentence, act) => {
    expect(act).toThrow(new RangeError(sentence))
  })
})
