import { normalCdf, normalQuantile } from './normal.ts'
import { solveIncreasing } from './root.ts'

const NORMAL_ENOUGH = 1e7

/**
 * The share of Student's t distribution below `t`. `degreesOfFreedom` may be a fraction, as Welch's is.
 * The incomplete beta function by its continued fraction (Numerical Recipes 6.4) run to machine precision.
 * `jstat` stops that fraction at 3e-7, which is why it is not used: at a million degrees of freedom it is off in the 8th digit.
 * @throws {RangeError} when `degreesOfFreedom` is not above 0
 * @example studentCdf(-2.228139, 10) // 0.025
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) throw new RangeError(`Degrees of freedom must be above 0, got ${degreesOfFreedom}`)
  if (degreesOfFreedom > NORMAL_ENOUGH) return normalCdf(t)
  const tails = bothTails(t, degreesOfFreedom)
  return t > 0 ? 1 - tails / 2 : tails / 2
}

/** The probability of a t at least this far from 0 on either side. */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  return 2 * studentCdf(-Math.abs(t), degreesOfFreedom)
}

/**
 * The t below which `share` of the distribution lies.
 * @throws {RangeError} when `share` is not strictly between 0 and 1
 * @example studentQuantile(0.975, 10) // 2.228139
 */
export function studentQuantile(share: number, degreesOfFreedom: number): number {
  const start = normalQuantile(share)
  if (share === 0.5) return 0
  if (share > 0.5) return -studentQuantile(1 - share, degreesOfFreedom)
  return solveIncreasing((t) => studentCdf(t, degreesOfFreedom), share, start, Math.abs(start) / 4)
}

/** Regularized incomplete beta I(x; df/2, 1/2) at x = df / (df + t²). */
function bothTails(t: number, degreesOfFreedom: number): number {
  if (t === 0) return 1
  const half = degreesOfFreedom / 2
  const square = t * t
  const x = degreesOfFreedom / (degreesOfFreedom + square)
  const rest = square / (degreesOfFreedom + square)
  const front =
    Math.exp(-half * Math.log1p(square / degreesOfFreedom)) * Math.sqrt(rest) * (gammaRatio(half) / Math.sqrt(Math.PI))
  if (x < (half + 1) / (half + 2.5)) return (front * betaFraction(half, 0.5, x)) / half
  return 1 - (front * betaFraction(0.5, half, rest)) / 0.5
}

/** Γ(a + 1/2) / Γ(a): its asymptotic series from 20 on, the recurrence below. */
function gammaRatio(a: number): number {
  if (a < 20) return (gammaRatio(a + 1) * a) / (a + 0.5)
  const inverse = 1 / a
  const square = inverse * inverse
  const correction = inverse * (-1 / 8 + square * (1 / 192 + square * (-1 / 640 + (square * 17) / 14336)))
  return Math.sqrt(a) * Math.exp(correction)
}

/** Lentz's evaluation of the continued fraction of the incomplete beta function. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 20_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    fraction *= d * c
    if (Math.abs(d * c - 1) < 3e-16) break
  }
  return fraction
}
