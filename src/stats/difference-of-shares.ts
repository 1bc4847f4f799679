import { type Interval, requireShare } from './check.ts'
import { normalQuantile } from './normal.ts'
import { wilsonBounds } from './wilson.ts'

/** Successes of trials; parts of one where counts were divided by a design effect. */
export type ShareCounts = { successes: number; trials: number }

export type DifferenceOfShares = {
  difference: number
  standardError: number
  interval: Interval
}

/**
 * The share of one group less that of another, with Newcombe's interval (1998, method 10), which puts the groups' own Wilson
 * intervals together and so stays within −1…1 and honest for small groups.
 *
 * With `planned` the interval may be looked at every day: whenever one looks, and however often, the chance that it ever leaves out
 * the truth is at most 1 − `confidence`. It is wider: by Robbins' normal mixture (1970; Howard, Ramdas and others 2021) standard
 * errors are multiplied by 3.03 instead of 1.96 where the error has become as small as `planned`, and by more before and after.
 * @param planned the standard error at which the answer is wanted, chosen before looking
 * @throws {RangeError} when a group has no trials or more successes than trials
 * @example differenceOfShares({ a: { successes: 56, trials: 70 }, b: { successes: 48, trials: 80 } }).interval // 0.0524…0.3339
 */
export function differenceOfShares(request: {
  a: ShareCounts
  b: ShareCounts
  confidence?: number
  planned?: number
}): DifferenceOfShares {
  const { a, b, confidence = 0.95, planned } = request
  requireShare(confidence, 'Confidence')
  requireCounts(a)
  requireCounts(b)
  const [one, other] = [a.successes / a.trials, b.successes / b.trials]
  const standardError = Math.sqrt((one * (1 - one)) / a.trials + (other * (1 - other)) / b.trials)
  const z =
    planned === undefined
      ? normalQuantile((1 + confidence) / 2)
      : everFactor({ standardError: wilsonError(a, b), planned, confidence })
  const [first, second] = [wilsonBounds(a, z), wilsonBounds(b, z)]
  const difference = one - other
  return {
    difference,
    standardError,
    interval: {
      low: difference - Math.hypot(one - first.low, second.high - other),
      high: difference + Math.hypot(first.high - one, other - second.low),
    },
  }
}

/**
 * How many standard errors an interval must reach so that it holds however often one looks.
 * @param planned the standard error at which it is to be narrowest
 * @example everFactor({ standardError: 0.01, planned: 0.01 }) // 3.03, where a single look needs 1.96
 */
export function everFactor(request: { standardError: number; planned: number; confidence?: number }): number {
  const { standardError, planned, confidence = 0.95 } = request
  requireShare(confidence, 'Confidence')
  if (!(planned > 0)) throw new RangeError(`The planned standard error must be above 0, got ${planned}`)
  if (!(standardError > 0)) throw new RangeError(`The standard error must be above 0, got ${standardError}`)
  const doubt = -2 * Math.log(1 - confidence)
  // what the mixture weighs at the planned error, so that the interval is about narrowest there (Waudby-Smith and others 2021, B.2)
  const information = (doubt + Math.log(doubt + 1)) * (planned / standardError) ** 2
  return Math.sqrt(((information + 1) / information) * (doubt + Math.log(information + 1)))
}

/**
 * How small the standard error must become, so that a true difference of `smallestEffect` is found at that point in `power` of cases
 * by an interval that may be looked at every day. Rows needed grow with the square of what the error must shrink by.
 * @throws {RangeError} when a share is not between 0 and 1
 * @example plannedError({ smallestEffect: 0.03 }) // 0.00774
 */
export function plannedError(request: { smallestEffect: number; power?: number; confidence?: number }): number {
  const { smallestEffect, power = 0.8, confidence = 0.95 } = request
  requireShare(smallestEffect, 'The smallest effect')
  requireShare(power, 'Power')
  return smallestEffect / (everFactor({ standardError: 1, planned: 1, confidence }) + normalQuantile(power))
}

/** With two successes and two failures more in each group (Agresti and Caffo 2000): above 0 also where all or none succeeded. */
function wilsonError(a: ShareCounts, b: ShareCounts): number {
  const variance = ({ successes, trials }: ShareCounts): number => {
    const share = (successes + 1) / (trials + 2)
    return (share * (1 - share)) / (trials + 2)
  }
  return Math.sqrt(variance(a) + variance(b))
}

function requireCounts({ successes, trials }: ShareCounts): void {
  if (!(Number.isFinite(trials) && trials > 0)) throw new RangeError(`A share needs trials, got ${trials}`)
  if (!(successes >= 0 && successes <= trials))
    throw new RangeError(`Successes must lie in 0…${trials}, got ${successes}`)
}
