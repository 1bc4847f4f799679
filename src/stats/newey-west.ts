import { requireSameLength } from './check.ts'
import type { LeastSquaresFit } from './least-squares.ts'

/**
 * Standard errors of least squares that allow neighbouring residuals to be alike. Newey and West (1987): Bartlett weights 1 − j/(lag+1), no small-sample factor.
 * Too narrow for series of tens of points: docs/decisions/2026-11-21-interrupted-time-series-estimator.md.
 * @param lag how far apart, in time units, residuals may still be alike; 0 gives White's errors
 * @param times of the rows, so that points on both sides of a gap do not count as neighbours; 0, 1, 2 … unless given
 * @throws {RangeError} when `lag` is negative or not below the number of rows
 */
export function neweyWest(request: {
  design: readonly (readonly number[])[]
  fit: LeastSquaresFit
  lag: number
  times?: ArrayLike<number>
}): number[] {
  const { design, fit, lag, times = design.map((_, index) => index) } = request
  requireSameLength(times, design, 'Times and design rows')
  if (!(lag >= 0 && lag < design.length)) throw new RangeError(`The lag must be in 0…${design.length - 1}, got ${lag}`)
  // What each row adds to a coefficient, (XᵀX)⁻¹ x e; the long-run variance of these is the coefficient's variance.
  const influences = fit.inverse.map((inverseRow) =>
    design.map((row, index) => fit.residuals[index]! * row.reduce((sum, term, at) => sum + term * inverseRow[at]!, 0)),
  )
  return influences.map((influence) => {
    let variance = 0
    for (const [row, first] of influence.entries()) {
      for (const [other, second] of influence.entries()) {
        variance += first * second * Math.max(0, 1 - Math.abs(times[row]! - times[other]!) / (lag + 1))
      }
    }
    return Math.sqrt(variance)
  })
}
