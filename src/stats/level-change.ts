import type { Effect } from './effect.ts'

export type LevelChange = Effect & {
  /** Correlation of shocks one time unit apart, 0…1. */
  rho: number
  before: { points: number; level: number }
  after: { points: number; level: number }
}

export function levelChange(_series: {
  times: ArrayLike<number>
  values: ArrayLike<number>
  isAfter: ArrayLike<boolean>
  weights?: ArrayLike<number>
  confidence?: number
}): LevelChange {
  throw new RangeError('levelChange is not written yet')
}
