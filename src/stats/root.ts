/**
 * Where an increasing function reaches `target`, by bisection that leaps by secants (the Illinois rule).
 * `start` and `step` only say where to look first; the bracket widens until it holds the answer.
 */
export function solveIncreasing(f: (x: number) => number, target: number, start: number, step: number): number {
  let low = start
  let belowBy = f(low) - target
  let high = start
  let aboveBy = belowBy
  for (let width = step; belowBy > 0; width *= 2) {
    high = low
    aboveBy = belowBy
    low -= width
    belowBy = f(low) - target
  }
  for (let width = step; aboveBy < 0; width *= 2) {
    low = high
    belowBy = aboveBy
    high += width
    aboveBy = f(high) - target
  }

  let lastSide = 0
  for (let round = 0; round < 200 && high - low > 1e-13 * (Math.abs(low) + Math.abs(high)); round++) {
    const secant = (low * aboveBy - high * belowBy) / (aboveBy - belowBy)
    const middle = secant > low && secant < high ? secant : (low + high) / 2
    if (middle === low || middle === high) break
    const error = f(middle) - target
    if (error === 0) return middle
    if (error < 0) {
      low = middle
      belowBy = error
      if (lastSide < 0) aboveBy /= 2
      lastSide = -1
    } else {
      high = middle
      aboveBy = error
      if (lastSide > 0) belowBy /= 2
      lastSide = 1
    }
  }
  return (low + high) / 2
}
