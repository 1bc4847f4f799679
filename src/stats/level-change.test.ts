import { describe as group, expect, test } from 'vitest'
import {
  type Effect,
  type InterruptedTimeSeries,
  comparePeriods,
  interruptedTimeSeries,
  levelChange,
  mean,
  neweyWest,
  ordinaryLeastSquares,
} from './index.ts'
import { whiten } from './correlated-errors.ts'
import { errorModelOf, fitCorrelated } from './correlated-regression.ts'
import { mixedEffect } from './effect.ts'
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

  test('a period of four points has a slope of its own, by least squares 1.98', () => {
    const { before } = levelChange({
      times: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      values: [2, 4.1, 5.9, 8, 5, 5.1, 4.9, 5, 5.1, 4.9],
      isAfter: Array.from({ length: 10 }, (_, at) => at > 3),
    })

    expect(before.points).toBe(4)
    expect(before.slope!.estimate).toBeCloseTo(1.98, 1)
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

/* Twelve weeks with two gaps, by numpy 2.4.6 and scipy 1.17.1: dense covariance matrices of all 64 error models, quantiles by Brent. */
const weeks = {
  times: [1, 2, 3, 5, 6, 7, 8, 11, 12, 13, 15, 16],
  values: [5.1, 4.7, 5.4, 5.0, 5.6, 5.2, 4.9, 3.9, 4.4, 3.7, 4.1, 3.4],
  weights: [10, 12, 8, 15, 11, 9, 14, 10, 13, 7, 12, 10],
  isAfter: Array.from({ length: 12 }, (_, at) => at > 6),
}

function expectEffect(found: Effect | null, printed: readonly number[]): void {
  const { estimate, standardError, interval, p, degreesOfFreedom } = found!
  for (const [at, value] of [estimate, standardError, interval.low, interval.high, p, degreesOfFreedom].entries())
    expect(value).toBeCloseTo(printed[at]!, 8)
}

group('a second way, with dense matrices', () => {
  test('gives the same change, levels and slopes, with trends and weights', () => {
    const change = levelChange(weeks)

    expectEffect(
      change,
      [-1.1782734849269278, 0.2816876437564728, -1.833041898739634, -0.5316080975105534, 0.005466818013319, 8],
    )
    expectEffect(
      change.before.level,
      [5.099392220534364, 0.20587276147029837, 4.631019125929277, 5.555829186703873, 1.6114274074e-6, 8],
    )
    expectEffect(
      change.after.level,
      [3.9211187356074357, 0.23280029648221387, 3.386063289427636, 4.440425804268903, 1.10375108901e-5, 8],
    )
    expectEffect(
      change.before.slope,
      [0.013306257657580096, 0.06734912346244898, -0.14511861123486708, 0.16688677285418635, 0.8310538420706698, 8],
    )
    expectEffect(
      change.after.slope,
      [-0.09733339759612045, 0.10059698551970696, -0.33085346832172446, 0.13486836478625797, 0.35107736454568905, 8],
    )
    expect(change.rho).toBeCloseTo(0.3796843437749062, 10)
    expect(change.noiseShare).toBeCloseTo(0.5247766365261183, 10)
    expect([change.before.points, change.after.points]).toEqual([7, 5])
    expectEffect(
      levelChange({ ...weeks, confidence: 0.8 }),
      [-1.1782734849269278, 0.2816876437564728, -1.5501006957773074, -0.8079192277052747, 0.005466818013319, 8],
    )
  })

  test('gives the same change without trends and weights', () => {
    const { weights: _, ...equal } = weeks
    const change = levelChange({ ...equal, trends: false })

    expectEffect(
      change,
      [-1.2284844083387472, 0.2464123793866053, -1.7754184350070312, -0.6742860347940168, 0.001568002070226304, 10],
    )
    expectEffect(
      change.before.level,
      [5.117505701047039, 0.1783305470994801, 4.7176570206600825, 5.494324786291252, 1.774436702e-7, 10],
    )
    expect(change.after.slope).toBeNull()
    expect(change.rho).toBeCloseTo(0.3598729288708288, 10)
    expect(change.noiseShare).toBeCloseTo(0.5630101059825872, 10)
  })

  test('a third period of three weeks has a level without a trend', () => {
    const [change] = comparePeriods({
      times: [...weeks.times, 18, 19, 21],
      values: [...weeks.values, 4.6, 4.9, 4.4],
      periods: [...'aaaaaaabbbbbccc'],
      comparisons: [{ from: 'a', to: 'b' }],
    })

    expectEffect(
      change!,
      [-1.233242806634507, 0.2563419836357003, -1.8090653377737826, -0.6630990238901928, 0.00206618574034234, 10],
    )
    expect(change!.rho).toBeCloseTo(0.37713694666058706, 10)
  })

  test('gives the same segmented regression under ar1', () => {
    const {
      intercept,
      slope,
      levelChange: level,
      slopeChange,
      rho,
    } = interruptedTimeSeries({ ...weeks, changeTime: 9 })

    expectEffect(
      intercept,
      [5.038563614099712, 0.37245323324715884, 4.1881476351191465, 5.906161983692557, 7.704437196e-6, 8],
    )
    expectEffect(
      slope,
      [0.013306257657579975, 0.06734912346244899, -0.14511861123486725, 0.16688677285418568, 0.8310538420706712, 8],
    )
    expectEffect(
      level,
      [-0.808934247987567, 0.5811569813798314, -2.1478518281746646, 0.5426274910336507, 0.1957208685309408, 8],
    )
    expectEffect(
      slopeChange,
      [-0.11063965525370034, 0.12293855323328626, -0.3939426270048245, 0.17552023243126677, 0.377720232229502, 8],
    )
    expect(rho).toBeCloseTo(0.37968434377490634, 10)
  })

  test('gives the least squares of statsmodels 0.15.0, and Newey and West’s errors across gaps', () => {
    const request = { ...weeks, changeTime: 9 }
    const plain = interruptedTimeSeries({ ...request, errors: 'ols', confidence: 0.9 })
    const robust = interruptedTimeSeries({ ...request, errors: 'newey-west' })
    const white = interruptedTimeSeries({ ...request, errors: 'newey-west', lag: 0 })
    const errorsOf = ({ intercept, slope, levelChange: level, slopeChange }: InterruptedTimeSeries) =>
      [intercept, slope, level, slopeChange].map(({ standardError }) => standardError)

    expectEffect(plain.intercept, [5.042465753425, 0.279494735312, 4.522731866875, 5.562199639974, 9.14309445e-8, 8])
    expectEffect(plain.slope, [0.018835616438, 0.053931652445, -0.08145288202703, 0.1191241149037, 0.7359165990002, 8])
    expectEffect(
      plain.levelChange,
      [-0.902683975788, 0.484986542063, -1.80453974831, -0.00082820326645, 0.0997380624109, 8],
    )
    expect(plain.durbinWatson).toBeCloseTo(2.9698164990678326, 10)
    expect(plain.rho).toBeNull()
    // ⌊4 · 0.12^(2/9)⌋ = 2; numpy, by the definition
    for (const [at, error] of [0.124781206804, 0.028123048954, 0.234591681617, 0.048449736802].entries())
      expect(errorsOf(robust)[at]).toBeCloseTo(error, 10)
    // statsmodels, HC0
    for (const [at, error] of [0.200900942397, 0.038796774631, 0.378250404967, 0.077379349994].entries())
      expect(errorsOf(white)[at]).toBeCloseTo(error, 10)
  })

  test('without times, rows follow each other', () => {
    const design = weeks.times.map((time) => [1, time, time > 9 ? 1 : 0, time > 9 ? time - 9 : 0])
    const errors = neweyWest({ design, fit: ordinaryLeastSquares({ design, values: weeks.values }), lag: 2 })

    // statsmodels 0.15.0, HAC with two lags
    for (const [at, error] of [0.125566512017, 0.025777875703, 0.164537408261, 0.045077476401].entries())
      expect(errors[at]).toBeCloseTo(error, 10)
  })
})

test('error models that the series hardly believes are left out, and the belief in the others is 1', () => {
  // blocks of ten weeks, high and low: 21 of the 64 models keep a hundred-thousandth of the best one's belief (numpy 2.4.6)
  const values = Array.from({ length: 40 }, (_, at) => (Math.floor(at / 10) % 2) * 5 + ((at * 7) % 5) * 0.1)
  const times = values.map((_, at) => at)

  const fits = fitCorrelated({ times, values }, [new Float64Array(40).fill(1)])

  expect(fits).toHaveLength(21)
  expect(fits.reduce((sum, { belief }) => sum + belief, 0)).toBeCloseTo(1, 12)
  expect(errorModelOf(fits).rho).toBeCloseTo(0.81404933878115, 9)
  expect(errorModelOf(fits).noiseShare).toBeCloseTo(0.1263738223285402, 9)
  expectEffect(
    mixedEffect(fits, [1], 0.95),
    [2.6927702301866665, 0.9695237665352893, 0.6928527193299956, 4.690378000140453, 0.014078861588785, 39],
  )
})
