import type { Effect } from './effect.ts'

export type InterruptedTimeSeries = {
  intercept: Effect
  slope: Effect
  levelChange: Effect
  slopeChange: Effect
  rho: number
  durbinWatson: number
}

export function interruptedTimeSeries(_series: {
  times: ArrayLike<number>
  values: ArrayLike<number>
  isAfter: ArrayLike<boolean>
  changeTime: number
  errors?: 'ols' | 'newey-west' | 'ar1'
  lag?: number
  weights?: ArrayLike<number>
  confidence?: number
}): InterruptedTimeSeries {
  throw new RangeError('interruptedTimeSeries is not written yet')
}
