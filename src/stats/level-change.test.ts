import { describe as group, expect, test } from 'vitest'
import { comparePeriods, interruptedTimeSeries, levelChange, mean } from './index.ts'
import { whiten } from './correlated-errors.ts'
import { dot } from './least-squares.ts'
import { TIMES, series } from './weekly-series.ts'

group('whitening', () => {
  test('agrees with the covariance matrix written out, gaps and unequal noise included', () => {
    const times = [1, 2, 5, 6, 10]
    const noise = [1, 0.5, 2, 0.7, 0.8]
    const errorModel = { rho: 0.6, noiseShare: 0.3 }
    const covariance = times.map((row, at) =>
      times.map((column, other) => 0.7 * 0.6 ** Math.abs(row - column) + (at === other ? 0.3 * noise[at]! : 0)),
    )
    const unit = times.map((_, at) => Float64Array.from(times, (__, index) => (index === at ? 1 : 0)))

    const white = whiten(unit, times, noise, errorModel)

    // Columns whitened from unit vectors are those of L⁻¹, so their products are the inverse covariance.
    for (const row of times.keys()) {
      for (const column of times.keys()) {
        const product = times.reduce(
          (sum, _, at) => sum + dot(white.columns[row]!, white.columns[at]!) * covariance[at]![column]!,
          0,
        )
        expect(product).toBeCloseTo(row === column ? 1 : 0, 12)
      }
    }
  })
})

group('levelChange', () => {
  test('finds a drop to 80 % and its size', () => {
    const change = levelChange(series({ seed: 1, rho: 0.4, effect: Math.log(0.8) }))

    expect(change.interval.high).toBeLessThan(0)
    expect(change.interval.low).toBeLessThan(Math.log(0.8))
    expect(change.interval.high).toBeGreaterThan(Math.log(0.8))
    expect(change.p).toBeLessThan(0.05)
    expect(change.before.points).toBe(22)
    expect(change.after.level.estimate - change.before.level.estimate).toBeCloseTo(change.estimate, 10)
  })

  test('a planted shift moves the estimate and the interval by itself, and a unit changes nothing', () => {
    const plain = levelChange(series({ seed: 3, rho: 0.5, effect: 0 }))
    const shifted = levelChange(series({ seed: 3, rho: 0.5, effect: -0.3 }))
    const { values, ...rest } = series({ seed: 3, rho: 0.5, effect: 0 })
    const inMinutes = levelChange({ ...rest, values: values.map((value) => value + Math.log(60)) })

    expect(shifted.estimate).toBeCloseTo(plain.estimate - 0.3, 9)
    expect(shifted.interval.low).toBeCloseTo(plain.interval.low - 0.3, 9)
    expect(shifted.standardError).toBeCloseTo(plain.standardError, 9)
    expect(inMinutes.interval.high).toBeCloseTo(plain.interval.high, 9)
  })

  test('the point estimate is near the difference of plain averages', () => {
    const request = series({ seed: 4, rho: 0.2, effect: 0 })

    const { estimate, standardError } = levelChange(request)

    const difference = mean(request.values.slice(22)) - mean(request.values.slice(0, 22))
    expect(Math.abs(estimate - difference)).toBeLessThan(standardError)
  })

  test('an even trend inside the periods is not taken for noise', () => {
    const flat = levelChange(series({ seed: 5, rho: 0.3, effect: 0 }))
    const sloped = levelChange(series({ seed: 5, rho: 0.3, effect: 0, slope: 0.02 }))

    expect(sloped.standardError).toBeCloseTo(flat.standardError, 9)
    expect(sloped.before.slope!.estimate - flat.before.slope!.estimate).toBeCloseTo(0.02, 9)
    expect(levelChange({ ...series({ seed: 5, rho: 0.3, effect: 0 }), trends: false }).before.slope).toBeNull()
  })

  test('a week of few tickets counts for less', () => {
    const request = series({ seed: 6, rho: 0, effect: 0 })
    const spoiled = request.values.map((value, index) => (index === 30 ? value + 3 : value))
    const weights = request.weights.map((weight, index) => (index === 30 ? 0.2 : weight))

    const trusting = levelChange({ ...request, values: spoiled })
    const careful = levelChange({ ...request, values: spoiled, weights })

    expect(Math.abs(careful.estimate)).toBeLessThan(Math.abs(trusting.estimate))
  })
})

group('comparePeriods', () => {
  test('answers several comparisons from one fit, and opposite ones mirror', () => {
    const request = series({ seed: 8, rho: 0.3, effect: -0.2 })
    const periods = TIMES.map((time) => (time > 40 ? 'after' : 'before'))

    const [there, back] = comparePeriods({
      ...request,
      periods,
      comparisons: [
        { from: 'before', to: 'after' },
        { from: 'after', to: 'before' },
      ],
    })

    expect(there).toEqual(levelChange(request))
    expect(back!.estimate).toBeCloseTo(-there!.estimate, 12)
    expect(back!.interval.low).toBeCloseTo(-there!.interval.high, 9)
  })
})

group('interruptedTimeSeries under ar1', () => {
  test('finds level and slope change close to least squares, with wider intervals', () => {
    const { weights: _, ...request } = series({ seed: 9, rho: 0.5, effect: -0.3 })

    const classic = interruptedTimeSeries({ ...request, changeTime: 40, errors: 'ols' })
    const correlated = interruptedTimeSeries({ ...request, changeTime: 40 })

    const width = ({ low, high }: { low: number; high: number }): number => high - low
    expect(width(correlated.levelChange.interval)).toBeGreaterThan(width(classic.levelChange.interval))
    expect(Math.abs(correlated.levelChange.estimate - classic.levelChange.estimate)).toBeLessThan(
      classic.levelChange.standardError,
    )
    expect(correlated.rho).toBeGreaterThan(0)
  })
})
