/** A repeatable stream of random numbers: the same seed always gives the same stream. */
export type Random = {
  /** A number in 0…1, 1 left out, with 32 random bits. */
  uniform(): number
  /** A whole number from 0 to `below` − 1, each equally likely. */
  integer(below: number): number
  /** A draw from the standard normal distribution. */
  normal(): number
}

/**
 * A seeded random generator: sfc32 (Doty-Humphrey, PractRand), which passes its author's tests far beyond any use here.
 * Nothing in this folder calls `Math.random`, so every figure can be computed again.
 * @throws {RangeError} when `seed` is not a safe whole number
 * @example createRandom(7).integer(6) // 0…5, the same every time
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be a whole number, got ${seed}`)
  let a = seed | 0
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) next()

  let spare: number | undefined
  return {
    uniform: () => next() / 2 ** 32,
    integer: (below) => Math.floor((next() / 2 ** 32) * below),
    normal() {
      if (spare !== undefined) {
        const drawn = spare
        spare = undefined
        return drawn
      }
      // Marsaglia's polar method
      for (;;) {
        const x = next() / 2 ** 31 - 1
        const y = next() / 2 ** 31 - 1
        const square = x * x + y * y
        if (square > 0 && square < 1) {
          const scale = Math.sqrt((-2 * Math.log(square)) / square)
          spare = y * scale
          return x * scale
        }
      }
    },
  }
}
