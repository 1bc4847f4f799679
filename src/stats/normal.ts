const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)
const TAIL_FROM = 3

/** The height of the standard normal curve at `z`. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI
}

/**
 * The share of a standard normal distribution below `z`.
 * A power series in the middle (Marsaglia 2004), the continued fraction of Mills' ratio in the tails
 * (Abramowitz and Stegun 26.2.14), so that a tiny tail keeps its digits: 12 or more are right everywhere.
 * @example normalCdf(1.96) // 0.9750021
 */
export function normalCdf(z: number): number {
  if (z > TAIL_FROM) return 1 - lowerTail(-z)
  if (z < -TAIL_FROM) return lowerTail(z)
  let term = z
  let sum = z
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + normalDensity(z) * sum
}

function lowerTail(z: number): number {
  const distance = -z
  let fraction = distance
  for (let step = 100; step >= 1; step--) fraction = distance + step / fraction
  return normalDensity(z) / fraction
}

/**
 * The point below which `share` of a standard normal distribution lies: the inverse of `normalCdf`.
 * A rational start (Abramowitz and Stegun 26.2.23) polished by Halley steps.
 * @throws {RangeError} when `share` is not strictly between 0 and 1
 * @example normalQuantile(0.975) // 1.959964
 */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`A share must lie between 0 and 1, got ${share}`)
  if (share === 0.5) return 0
  if (share > 0.5) return -normalQuantile(1 - share)
  const t = Math.sqrt(-2 * Math.log(share))
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  for (let round = 0; round < 4; round++) {
    const step = (normalCdf(z) - share) / normalDensity(z)
    z -= step / (1 + (z * step) / 2)
  }
  return z
}
