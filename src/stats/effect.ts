import { type Interval, requireShare } from './check.ts'
import type { WeightedFit } from './correlated-regression.ts'
import { solveIncreasing } from './root.ts'
import { studentCdf, studentQuantile, studentTwoSidedP } from './student.ts'

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

/** An effect whose error follows a single t distribution. */
export function studentEffect(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): Effect {
  requireShare(confidence, 'Confidence')
  if (!(standardError > 0)) throw new RangeError('The values do not vary around the model: no uncertainty can be given')
  const margin = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    interval: { low: estimate - margin, high: estimate + margin },
    p: studentTwoSidedP(estimate / standardError, degreesOfFreedom),
  }
}

/**
 * A combination of coefficients over all believed error models: a mixture of t distributions.
 * `standardError` includes the doubt about the error model; `interval` and `p` come from the mixture itself, which has longer tails than estimate ± t·standardError.
 */
export function mixedEffect(fits: readonly WeightedFit[], contrast: readonly number[], confidence: number): Effect {
  requireShare(confidence, 'Confidence')
  const parts = fits.map((fit) => ({
    belief: fit.belief,
    center: contrast.reduce((sum, factor, index) => sum + factor * fit.coefficients[index]!, 0),
    scale: Math.sqrt(fit.residualVariance * quadratic(fit.inverse, contrast)),
  }))
  const degreesOfFreedom = fits[0]!.degreesOfFreedom
  const estimate = parts.reduce((sum, part) => sum + part.belief * part.center, 0)
  const variance = parts.reduce((sum, part) => sum + part.belief * (part.scale ** 2 + (part.center - estimate) ** 2), 0)
  const standardError = Math.sqrt(variance)
  const shareBelow = (bound: number): number =>
    parts.reduce((sum, part) => sum + part.belief * studentCdf((bound - part.center) / part.scale, degreesOfFreedom), 0)
  const boundAt = (share: number, side: -1 | 1): number =>
    solveIncreasing(shareBelow, share, estimate + side * 2 * standardError, standardError / 4)

  // Each tail is summed by itself: 1 less a share near 1 would lose a small p.
  const aboveZero = parts.reduce(
    (sum, part) => sum + part.belief * studentCdf(part.center / part.scale, degreesOfFreedom),
    0,
  )
  const tail = (1 - confidence) / 2
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    interval: { low: boundAt(tail, -1), high: boundAt(1 - tail, 1) },
    p: Math.min(1, 2 * Math.min(shareBelow(0), aboveZero)),
  }
}

function quadratic(matrix: readonly (readonly number[])[], vector: readonly number[]): number {
  let sum = 0
  for (const [row, factor] of vector.entries()) {
    for (const [column, other] of vector.entries()) sum += factor * other * matrix[row]![column]!
  }
  return sum
}
