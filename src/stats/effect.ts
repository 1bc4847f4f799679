import type { Interval } from './check.ts'

/** One estimated quantity with all that is needed to judge it. */
export type Effect = {
  estimate: number
  standardError: number
  degreesOfFreedom: number
  /** 95 % unless another confidence was asked. */
  interval: Interval
  /** Two-sided, against an effect of 0. */
  p: number
}
