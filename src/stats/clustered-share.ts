import { requireNumbers, requireSameLength } from './check.ts'

export type ClusteredShare = {
  share: number
  clusters: number
  trials: number
  /** of the ratio estimate, over whole clusters (Cochran 1977) */
  standardError: number
  /** by how much the variance exceeds that of as many independent trials; not below 1 */
  designEffect: number
  /** trials that are worth as much but do not depend on each other: `trials / designEffect` */
  effective: { successes: number; trials: number }
}

/**
 * A share of trials that come in clusters, such as the instalments of a client, which are paid on time or late together.
 * Its error is that of a ratio over clusters; divided by the design effect, the counts may stand in formulas for independent trials
 * (Rao and Scott 1992). Where all or none succeeded, each cluster counts as one trial.
 * @param successes by cluster
 * @param trials by cluster; clusters without trials are left out
 * @throws {RangeError} when lengths differ, fewer than two clusters have trials, or a cluster has more successes than trials
 * @example clusteredShare({ successes: [2, 0], trials: [2, 2] }).effective.trials // 1
 */
export function clusteredShare(counts: { successes: ArrayLike<number>; trials: ArrayLike<number> }): ClusteredShare {
  const { successes, trials } = counts
  requireNumbers(trials, 'The list of trials', 2)
  requireNumbers(successes, 'The list of successes', 2)
  requireSameLength(successes, trials, 'Successes and trials')
  let clusters = 0
  let succeeded = 0
  let tried = 0
  for (let at = 0; at < trials.length; at++) {
    if (successes[at]! < 0 || successes[at]! > trials[at]!)
      throw new RangeError(`A cluster has ${successes[at]} successes of ${trials[at]} trials`)
    if (trials[at]! > 0) clusters += 1
    succeeded += successes[at]!
    tried += trials[at]!
  }
  if (clusters < 2) throw new RangeError(`An error needs at least two clusters with trials, got ${clusters}`)
  const share = succeeded / tried
  let squares = 0
  for (let at = 0; at < trials.length; at++) squares += (successes[at]! - share * trials[at]!) ** 2
  const variance = (squares * clusters) / (clusters - 1) / tried ** 2
  const binomial = (share * (1 - share)) / tried
  const designEffect = binomial === 0 ? Math.max(1, tried / clusters) : Math.max(1, variance / binomial)
  return {
    share,
    clusters,
    trials: tried,
    standardError: Math.sqrt(variance),
    designEffect,
    effective: { successes: succeeded / designEffect, trials: tried / designEffect },
  }
}
