import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from './index.ts'

// Printed values: Abramowitz and Stegun, tables 26.1 and 26.10; tails from R 4 `pnorm`, `pt`.
test('the normal distribution keeps its digits in the middle and in the tails', () => {
  expect(normalCdf(1.96)).toBeCloseTo(0.9750021048517795, 14)
  expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 11)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13)
  expect(normalQuantile(0.5)).toBe(0)
})

test('the t distribution agrees with its tables from 1 to a million degrees of freedom', () => {
  expect(studentQuantile(0.975, 1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 10)
  expect(studentQuantile(0.975, 2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 12)
  expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228138851986273, 11)
  expect(studentQuantile(0.95, 30)).toBeCloseTo(1.697260886593957, 11)
  expect(studentQuantile(0.975, 1e6)).toBeCloseTo(1.9599663568, 9)
})

test('a quantile is where the share below is the one asked', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
      fc.double({ min: 0.7, max: 500, noNaN: true }),
      (share, degrees) => {
        expect(normalCdf(normalQuantile(share))).toBeCloseTo(share, 12)
        expect(studentCdf(studentQuantile(share, degrees), degrees)).toBeCloseTo(share, 11)
      },
    ),
    { numRuns: 200, seed: 1 },
  )
})

test('the t distribution is symmetric and grows', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -30, max: 30, noNaN: true }),
      fc.double({ min: 0.7, max: 2000, noNaN: true }),
      (t, degrees) => {
        expect(studentCdf(t, degrees) + studentCdf(-t, degrees)).toBeCloseTo(1, 12)
        expect(studentCdf(t + 0.1, degrees)).toBeGreaterThanOrEqual(studentCdf(t, degrees))
      },
    ),
    { numRuns: 200, seed: 2 },
  )
})
