import { requireNumbers, requireSameLength } from './check.ts'

export type ClusteredShare = {
  share: number
  clusters: number
  trials: number
  /** of the ratio estimate, over whole clusters (Cochran 1977) */
  standardError: number
  /** by how much the variance exceeds that of as many independent trials; not below 1 unless adjusted */
  designEffect: number
  /** trials that are worth as much but do not depend on each other: `trials / designEffect` */
  effective: { successes: number; trials: number }
}

/**
 * A share of trials that come in clusters, such as the instalments of a client, which are paid on time or late together.
 * Its error is that of a ratio over clusters; divided by the design effect, the counts may stand in formulas for independent trials
 * (Rao and Scott 1992). Where all or none succeeded, each cluster counts as one trial.
 *
 * With `expected` the share is adjusted for what was known of the clusters beforehand (Deng and others 2013, regression adjustment): its
 * error is only that of what came otherwise than expected. For groups drawn at random; what was done to them must not be in `expected`.
 * @param successes by cluster
 * @param trials by cluster; clusters without trials are left out
 * @param adjustment successes that were expected, by cluster, and the share that was expected of all groups together
 * @throws {RangeError} when lengths differ, fewer than two clusters have trials, or a cluster has more successes than trials
 * @example clusteredShare({ successes: [2, 0], trials: [2, 2] }).effective.trials // 1
 */
export function clusteredShare(counts: {
  successes: ArrayLike<number>
  trials: ArrayLike<number>
  adjustment?: { expected: ArrayLike<number>; level: number }
}): ClusteredShare {
  const { successes, trials, adjustment } = counts
  requireNumbers(trials, 'The list of trials', 2)
  requireNumbers(successes, 'The list of successes', 2)
  requireSameLength(successes, trials, 'Successes and trials')
  if (adjustment) requireNumbers(adjustment.expected, 'The list of expected successes', 2)
  if (adjustment) requireSameLength(adjustment.expected, trials, 'Expected successes and trials')
  const beyond = Float64Array.from(successes)
  let clusters = 0
  let sum = 0
  let tried = 0
  for (let at = 0; at < trials.length; at++) {
    if (successes[at]! < 0 || successes[at]! > trials[at]!)
      throw new RangeError(`A cluster has ${successes[at]} successes of ${trials[at]} trials`)
    if (trials[at]! > 0) clusters += 1
    if (adjustment) beyond[at]! -= adjustment.expected[at]!
    sum += beyond[at]!
    tried += trials[at]!
  }
  if (clusters < 2) throw new RangeError(`An error needs at least two clusters with trials, got ${clusters}`)
  const mean = sum / tried
  let squares = 0
  for (let at = 0; at < trials.length; at++) squares += (beyond[at]! - mean * trials[at]!) ** 2
  const variance = (squares * clusters) / (clusters - 1) / tried ** 2
  const share = Math.min(1, Math.max(0, mean + (adjustment?.level ?? 0)))
  const designEffect = effectOfDesign(share, variance, tried, { clusters, least: adjustment ? 0 : 1 })
  return {
    share,
    clusters,
    trials: tried,
    standardError: Math.sqrt(variance),
    designEffect,
    effective: { successes: (share * tried) / designEffect, trials: tried / designEffect },
  }
}

function effectOfDesign(
  share: number,
  variance: number,
  trials: number,
  { clusters, least }: { clusters: number; least: number },
): number {
  const binomial = (share * (1 - share)) / trials
  return binomial === 0 || variance === 0 ? Math.max(1, trials / clusters) : Math.max(least, variance / binomial)
}
