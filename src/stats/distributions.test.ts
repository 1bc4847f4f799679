import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from './index.ts'
import { studentTwoSidedP } from './student.ts'

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

describe('the values scipy 1.17.1 gives', () => {
  test.each([
    [-8, 6.22096057427174e-16],
    [-5, 2.866515718791933e-7],
    [-3.5, 0.00023262907903552502],
    [-3.0001, 0.0013494549132607172],
    [-3, 0.0013498980316300933],
    [-2.5, 0.006209665325776132],
    [-1, 0.15865525393145707],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.3, 0.6179114221889526],
    [2.9, 0.998134186699616],
    [3.1, 0.9990323967867817],
    [6, 0.9999999990134123],
    [40, 1],
  ])('below %d lies %d of the normal distribution', (z, share) => {
    expect(normalCdf(z) / share).toBeCloseTo(1, 11)
  })

  test.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-8, -5.612001244174789],
    [0.001, -3.090232306167813],
    [0.1, -1.2815515655446004],
    [0.3, -0.5244005127080409],
    [0.49, -0.02506890825871106],
    [0.6, 0.2533471031357997],
    [0.9999, 3.719016485455709],
  ])('%d of the normal distribution lies below %d', (share, z) => {
    expect(normalQuantile(share) / z).toBeCloseTo(1, 11)
  })

  test.each([
    [0, 5, 0.5],
    [0.5, 0.7, 0.634799156658835],
    [-0.5, 1, 0.35241638234956674],
    [2, 3, 0.9303370157205785],
    [-3, 4.5, 0.01719043394437981],
    [1.2, 12.25, 0.8735835272121646],
    [-4, 30, 0.0001909228180418782],
    [1, 39.5, 0.8383012922242707],
    [1, 40.5, 0.8383759685542218],
    [0.01, 100, 0.5039793948827858],
    [-2, 1000, 0.02288517324662583],
    [5, 1e6, 0.9999997133001065],
    [-40, 2, 0.0003122073360923703],
    [30, 1.5, 0.9977071788385103],
  ])('below a t of %d with %d degrees of freedom lies %d', (t, degrees, share) => {
    expect(studentCdf(t, degrees) / share).toBeCloseTo(1, 11)
  })

  test.each([
    [0.9, 0.8, 4.063291199966587],
    [0.025, 1.5, -6.016663104427933],
    [0.3, 5, -0.5594296444693604],
    [0.999, 7, 4.785289628638333],
    [1e-10, 20, -11.740060452456985],
    [0.6, 300, 0.25357189491958304],
  ])('%d of t with %d degrees of freedom lies below %d', (share, degrees, t) => {
    expect(studentQuantile(share, degrees) / t).toBeCloseTo(1, 11)
  })

  test('from ten million degrees of freedom on t is the normal distribution', () => {
    expect(studentCdf(-1.5, 2e7)).toBeCloseTo(0.06680720916133642, 7)
    expect(studentCdf(-1.5, 2e7)).toBe(normalCdf(-1.5))
  })

  test('half of t lies below 0, and a p looks at both sides', () => {
    expect(studentQuantile(0.5, 3)).toBe(0)
    expect(studentTwoSidedP(-2, 1000) / (2 * 0.02288517324662583)).toBeCloseTo(1, 11)
    expect(studentTwoSidedP(2, 1000) / (2 * 0.02288517324662583)).toBeCloseTo(1, 11)
  })
})
