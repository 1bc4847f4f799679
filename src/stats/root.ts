/**
 * Where an increasing function reaches `target`, by bisection that leaps by secants (the Illinois rule).
 * `start` and `step` only say where to look first; the bracket widens until it holds the answer.
 */
export function solveIncreasing(f: (x: number) => number, target: number, start: number, step: number): number {
  let low = start
  let high = start
  for (let width = step; f(low) > target; width *= 2) low -= width
  for (let width = step; f(high) < target; width *= 2) high += width

  let belowBy = f(low) - target
  let aboveBy = f(high) - target
  for (let round = 0; round < 200 && high - low > 1e-14 * (Math.abs(low) + Math.abs(high)); round++) {
    const secant = (low * aboveBy - high * belowBy) / (aboveBy - belowBy)
    const middle = secant > low && secant < high ? secant : (low + high) / 2
    if (middle === low || middle === high) break
    const error = f(middle) - target
    if (error === 0) return middle
    if (error < 0) {
      low = middle
      belowBy = error
      aboveBy /= 2
    } else {
      high = middle
      aboveBy = error
      belowBy /= 2
    }
  }
  return (low + high) / 2
}
