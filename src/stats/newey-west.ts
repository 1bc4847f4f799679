import type { LeastSquaresFit } from './least-squares.ts'

/**
 * Standard errors of least squares that allow neighbouring residuals to be alike. Newey and West (1987): Bartlett weights 1 − j/(lag+1), no small-sample factor.
 * The rows must be equally spaced in time and in order. Too narrow for series of tens of points: see `docs/decisions/2026-11-21-interrupted-time-series-estimator.md`.
 * @param lag how many steps apart residuals may still be alike; 0 gives White's errors
 * @throws {RangeError} when `lag` is not a whole number in 0…n − 1
 */
export function neweyWest(request: { design: readonly (readonly number[])[]; fit: LeastSquaresFit; lag: number }): number[] {
  const { design, fit, lag } = request
  if (!Number.isInteger(lag) || lag < 0 || lag >= design.length) {
    throw new RangeError(`The lag must be a whole number in 0…${design.length - 1}, got ${lag}`)
  }
  // A coefficient's influence row: (XᵀX)⁻¹ x_i e_i; its long-run variance is the coefficient's variance.
  const influences = fit.inverse.map((inverseRow) =>
    design.map((row, index) => fit.residuals[index]! * row.reduce((sum, term, at) => sum + term * inverseRow[at]!, 0)),
  )
  return influences.map((influence) => {
    let variance = 0
    for (let apart = 0; apart <= lag; apart++) {
      let products = 0
      for (let index = apart; index < influence.length; index++) products += influence[index]! * influence[index - apart]!
      variance += products * (apart === 0 ? 1 : 2 * (1 - apart / (lag + 1)))
    }
    return Math.sqrt(variance)
  })
}
