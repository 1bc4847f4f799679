import { expect, test } from 'vitest'
import { solveIncreasing } from './root.ts'

/** Where `f` reaches a target, and how often it was asked. */
function solved(f: (x: number) => number, target: number, start: number, step: number) {
  let asked = 0
  const counted = (x: number): number => {
    asked++
    return f(x)
  }
  return { found: solveIncreasing(counted, target, start, step), asked: () => asked }
}

// 2³ + 2 = 10; halving alone would look some fifty times
test.each([
  ['above the start', 0, 0.5, 12],
  ['below the start', 9, 0.5, 14],
  ['at the start', 2, 1, 1],
  ['far below the start', 1000, 1, 38],
  ['in a wide first step', -50, 400, 28],
])('a root %s is found in few looks', (_, start, step, most) => {
  const { found, asked } = solved((x) => x ** 3 + x, 10, start, step)

  expect(found).toBeCloseTo(2, 12)
  expect(asked()).toBeLessThanOrEqual(most)
})

test.each<[string, (x: number) => number, number, number, number]>([
  ['a straight line', (x) => 3 * x - 1, 5, 2, 3],
  ['a steep end', Math.exp, 1e12, 12 * Math.LN10, 22],
  ['a flat end', Math.exp, 1e-12, -12 * Math.LN10, 34],
])('%s takes few looks', (_, f, target, root, most) => {
  const { found, asked } = solved(f, target, 0, target === 5 ? 3 : 1)

  expect(found).toBeCloseTo(root, 10)
  expect(asked()).toBeLessThanOrEqual(most)
})
