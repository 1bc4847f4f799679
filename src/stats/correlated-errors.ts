/** How the errors of a series hang together: a shock that fades by `rho` a time step, and independent noise on top. */
export type ErrorModel = {
  /** Correlation of the shocks one time unit apart, 0…1. */
  rho: number
  /** Share of the whole variance that is independent noise, 0…1: the luck of which tickets came that week. */
  noiseShare: number
}

/**
 * Turns correlated columns into independent ones: each value less what the earlier ones foretell, over its own standard deviation.
 * One pass of the Kalman filter for AR(1) plus noise (Harvey 1989, 3.4), where shocks `gap` apart correlate as rho^gap: a missing week needs no filling in.
 * @param noise relative noise variance of each point, 1 on average: a week of few tickets has more
 * @returns the columns, and the logarithm of the covariance matrix's determinant at a whole variance of 1
 */
export function whiten(
  columns: readonly Float64Array[],
  times: ArrayLike<number>,
  noise: ArrayLike<number>,
  { rho, noiseShare }: ErrorModel,
): { columns: Float64Array[]; logDeterminant: number } {
  const white = columns.map((column) => new Float64Array(column.length))
  const foretold = new Float64Array(columns.length)
  const shockVariance = 1 - noiseShare
  let unknown = shockVariance
  let logDeterminant = 0
  for (let at = 0; at < times.length; at++) {
    const carried = at === 0 ? 0 : rho ** (times[at]! - times[at - 1]!)
    unknown = carried * carried * unknown + shockVariance * (1 - carried * carried)
    const variance = unknown + noiseShare * noise[at]!
    const gain = unknown / variance
    const scale = 1 / Math.sqrt(variance)
    for (const [index, column] of columns.entries()) {
      const prediction = carried * foretold[index]!
      const surprise = column[at]! - prediction
      white[index]![at] = surprise * scale
      foretold[index] = prediction + gain * surprise
    }
    unknown *= 1 - gain
    logDeterminant += Math.log(variance)
  }
  return { columns: white, logDeterminant }
}
