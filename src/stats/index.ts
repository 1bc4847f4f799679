/**
 * Statistics the product stands on: pure arithmetic over lists of numbers.
 * Touches no file, network, clock or hidden randomness; bad input is a RangeError with a sentence.
 */
export type { Interval } from './check.ts'
export { describe, mean, median, quantile, standardDeviation } from './describe.ts'
export { normalCdf, normalQuantile } from './normal.ts'
export { studentCdf, studentQuantile } from './student.ts'
export { createRandom, type Random } from './random.ts'
export { welchOnLogs, welchTTest } from './welch.ts'
export { holm } from './holm.ts'
export { wilsonInterval } from './wilson.ts'
export {
  differenceOfShares,
  everFactor,
  plannedError,
  type DifferenceOfShares,
  type ShareCounts,
} from './difference-of-shares.ts'
export { clusteredShare, type ClusteredShare } from './clustered-share.ts'
export { logisticRegression, logisticShare, type LogisticFit } from './logistic.ts'
export { areaUnderCurve, type AreaUnderCurve } from './area-under-curve.ts'
export { calibration, type Calibration, type CalibrationBand } from './calibration.ts'
export { mannWhitneyU } from './mann-whitney.ts'
export { hodgesLehmann } from './hodges-lehmann.ts'
export { bootstrap, bootstrapMeans } from './bootstrap.ts'
export { permutationTest } from './permutation.ts'
export { ordinaryLeastSquares } from './least-squares.ts'
export { neweyWest } from './newey-west.ts'
export { durbinWatson } from './durbin-watson.ts'
export { kaplanMeier } from './kaplan-meier.ts'
export { comparePeriods, levelChange, type LevelChange } from './level-change.ts'
export { interruptedTimeSeries, type InterruptedTimeSeries } from './interrupted-time-series.ts'
export type { Effect } from './effect.ts'
export { verdict, type Verdict } from './verdict.ts'
export { matrixOf, type Matrix } from './matrix.ts'
export { kMeans, type Clustering } from './k-means.ts'
export { silhouette } from './silhouette.ts'
export { chooseClusters } from './choose-clusters.ts'
