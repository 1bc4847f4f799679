/**
 * Statistics the product stands on: pure arithmetic over lists of numbers.
 * Touches no file, network, clock or hidden randomness; bad input is a RangeError with a sentence.
 */
export type { Interval } from './check.ts'
export { describe, mean, median, quantile, standardDeviation, type Description } from './describe.ts'
export { normalCdf, normalQuantile } from './normal.ts'
export { studentCdf, studentQuantile } from './student.ts'
export { createRandom, type Random } from './random.ts'
export { welchOnLogs, welchTTest, type RatioResult, type TwoGroups, type WelchResult } from './welch.ts'
export { holm } from './holm.ts'
export { wilsonInterval } from './wilson.ts'
export { mannWhitneyU, type MannWhitneyResult } from './mann-whitney.ts'
export { hodgesLehmann, type HodgesLehmannResult } from './hodges-lehmann.ts'
export { bootstrap, bootstrapMeans, type BootstrapResult } from './bootstrap.ts'
export { permutationTest, type PermutationResult } from './permutation.ts'
export { ordinaryLeastSquares, type LeastSquaresFit } from './least-squares.ts'
export { neweyWest } from './newey-west.ts'
export { durbinWatson } from './durbin-watson.ts'
export { kaplanMeier, type KaplanMeierResult, type SurvivalStep } from './kaplan-meier.ts'
export { levelChange, type LevelChange } from './level-change.ts'
export { interruptedTimeSeries, type InterruptedTimeSeries } from './interrupted-time-series.ts'
export type { Effect } from './effect.ts'
export { verdict, type Verdict } from './verdict.ts'
