import { type Interval, requireShare } from './check.ts'
import { normalQuantile } from './normal.ts'

/**
 * Where the true share probably lies after `successes` of `trials`. Wilson's score interval, 95 % unless told (Wilson 1927).
 * Stays within 0…1 and honest for ten tickets, where the textbook ±1.96 standard errors is neither.
 * @returns bounds as shares, 0…1
 * @throws {RangeError} when `trials` is not a whole number above 0 or `successes` is not one of 0…`trials`
 * @example wilsonInterval({ successes: 8, trials: 10 }) // { low: 0.490, high: 0.943 }
 */
export function wilsonInterval(counts: { successes: number; trials: number; confidence?: number }): Interval {
  const { successes, trials, confidence = 0.95 } = counts
  requireShare(confidence, 'Confidence')
  if (!Number.isInteger(trials) || trials < 1) throw new RangeError(`A share needs at least one trial, got ${trials}`)
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new RangeError(`Successes must be a whole number in 0…${trials}, got ${successes}`)
  }
  return wilsonBounds({ successes, trials }, normalQuantile((1 + confidence) / 2))
}

/** Wilson's bounds at `z` standard errors; counts may be parts of one, where they were divided by a design effect. */
export function wilsonBounds({ successes, trials }: { successes: number; trials: number }, z: number): Interval {
  const share = successes / trials
  const scale = 1 + (z * z) / trials
  const center = (share + (z * z) / (2 * trials)) / scale
  const margin = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return { low: successes === 0 ? 0 : center - margin, high: successes === trials ? 1 : center + margin }
}
