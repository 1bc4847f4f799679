/**
 * Which estimator may decide "mean resolution time fell after the change"? Every candidate on the same simulated years.
 * A year: January–February (9 weeks), March–July (22), a transition left out (9), October–December (12). Each week has about
 * `tickets` lognormal durations (sigma 1) and an AR(1) shock of standard deviation `shock`; a value is the ln of the week's mean.
 * A planted effect moves ln values by a constant, so one simulated year tells the false claims, the coverage and the power.
 *
 *   node bench/simulate-its.ts [years per row, 400]
 */
import { type Effect, mixedEffect, studentEffect } from '../src/stats/effect.ts'
import { fitCorrelated } from '../src/stats/correlated-regression.ts'
import { whiten } from '../src/stats/correlated-errors.ts'
import { solve, dot } from '../src/stats/least-squares.ts'
import {
  comparePeriods,
  createRandom,
  interruptedTimeSeries,
  levelChange,
  ordinaryLeastSquares,
  neweyWest,
  verdict,
} from '../src/stats/index.ts'
import type { Interval, LevelChange, Random } from '../src/stats/index.ts'

const YEARS = Number(process.argv[2] ?? 400)
const PERIODS = ['winter', 'before', 'after']
const TIMES = [span(1, 9), span(10, 31), span(41, 52)].flat()
const PERIOD_OF = TIMES.map((time) => PERIODS[time <= 9 ? 0 : time <= 31 ? 1 : 2]!)
const FELL = Math.log(0.8)
const ROSE = Math.log(1.25)
const EITHER_WAY: Interval = { low: -Infinity, high: Infinity }

type World = { tickets: number; shock: number; rho: number; shape: 'step' | 'ramp' }
type Year = { values: number[]; weights: number[]; variances: number[] }

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** The true course without a planted effect: flat, or rising evenly by 30 log points from March to July. */
function course(time: number, shape: World['shape']): number {
  return shape === 'step' ? 0 : 0.3 * Math.min(1, Math.max(0, (time - 9) / 22))
}

function simulateYear(world: World, random: Random): Year {
  const year: Year = { values: [], weights: [], variances: [] }
  let shock = world.shock * random.normal()
  for (const [index, time] of TIMES.entries()) {
    const carried = index === 0 ? 1 : world.rho ** (time - TIMES[index - 1]!)
    if (index > 0) shock = carried * shock + Math.sqrt(1 - carried ** 2) * world.shock * random.normal()
    const tickets = Math.max(5, Math.round(world.tickets * (1 + 0.12 * random.normal())))
    let sum = 0
    let squares = 0
    for (let ticket = 0; ticket < tickets; ticket++) {
      const duration = Math.exp(random.normal())
      sum += duration
      squares += duration * duration
    }
    year.values.push(Math.log(sum / tickets) + shock + course(time, world.shape))
    year.weights.push(tickets)
    year.variances.push((squares / tickets - (sum / tickets) ** 2) / (sum / tickets) ** 2 / tickets)
  }
  return year
}

const only = <T>(list: readonly T[], names: readonly string[]): T[] =>
  list.filter((_, index) => names.includes(PERIOD_OF[index]!))
const TWO = ['before', 'after']
const TWO_TIMES = only(TIMES, TWO)
const IS_AFTER = only(PERIOD_OF, TWO).map((period) => period === 'after')
const LEVELS = IS_AFTER.map((after) => [1, after ? 1 : 0])
const STEP = [0, 1].map((column) => Float64Array.from(LEVELS, (row) => row[column]!))

/** AR(1) by restricted maximum likelihood, one best rho plugged in: the usual practice. */
function pluggedIn(year: Year, errors: 'normal' | 't' | 'satterthwaite'): Effect {
  const values = Float64Array.from(only(year.values, TWO))
  const even = new Float64Array(values.length).fill(1)
  const degrees = values.length - 2
  const at = (rho: number) => {
    const white = whiten([...STEP, values], TWO_TIMES, even, { rho, noiseShare: 0 })
    const fit = solve(white.columns.slice(0, 2), white.columns[2]!)
    const squares = dot(fit.residuals, fit.residuals)
    const logLikelihood = (logVariance: number) =>
      -0.5 * (white.logDeterminant + fit.logDeterminant + degrees * logVariance + squares / Math.exp(logVariance))
    return {
      estimate: fit.coefficients[1]!,
      factor: fit.inverse[1]![1]!,
      logVariance: Math.log(squares / degrees),
      logLikelihood,
    }
  }
  let best = 0
  let highest = -Infinity
  for (let rho = -0.92; rho < 0.93; rho += 0.04) {
    const { logLikelihood, logVariance } = at(rho)
    if (logLikelihood(logVariance) <= highest) continue
    best = rho
    highest = logLikelihood(logVariance)
  }
  const { estimate, factor, logVariance } = at(best)
  const standardError = Math.sqrt(factor * Math.exp(logVariance))
  if (errors === 'normal') return studentEffect(estimate, standardError, 1e9, 0.95)
  if (errors === 't') return studentEffect(estimate, standardError, degrees, 0.95)

  const h = 0.02 // degrees of freedom from the curvature of the likelihood in (ln variance, rho)
  const height = (dv: number, dr: number) => at(best + dr * h).logLikelihood(logVariance + dv * h)
  const vv = -(height(1, 0) - 2 * height(0, 0) + height(-1, 0)) / h ** 2
  const rr = -(height(0, 1) - 2 * height(0, 0) + height(0, -1)) / h ** 2
  const vr = -(height(1, 1) - height(1, -1) - height(-1, 1) + height(-1, -1)) / (4 * h ** 2)
  const slope = (Math.log(at(best + h).factor) - Math.log(at(best - h).factor)) / (2 * h)
  const variance = (rr - 2 * slope * vr + slope ** 2 * vv) / (vv * rr - vr ** 2)
  return studentEffect(estimate, standardError, variance > 0 ? Math.max(2, 2 / variance) : 2, 0.95)
}

function leastSquares(year: Year, errors: 'ols' | 'newey-west'): Effect {
  const fit = ordinaryLeastSquares({ design: LEVELS, values: only(year.values, TWO) })
  const standardErrors =
    errors === 'ols' ? fit.standardErrors : neweyWest({ design: LEVELS, fit, lag: 3, times: TWO_TIMES })
  return studentEffect(fit.coefficients[1]!, standardErrors[1]!, fit.degreesOfFreedom, 0.95)
}

/** All tickets in two heaps, weeks forgotten: what a ticket bootstrap or a t test sees. */
function ticketHeaps(year: Year): Effect {
  const heap = (name: string) => {
    const weights = only(year.weights, [name])
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    const weighted = (list: number[], power: number) =>
      only(list, [name]).reduce((sum, value, index) => sum + value * (weights[index]! / all) ** power, 0)
    return { level: weighted(year.values, 1), variance: weighted(year.variances, 2) }
  }
  const before = heap('before')
  const after = heap('after')
  return studentEffect(after.level - before.level, Math.sqrt(before.variance + after.variance), 1e9, 0.95)
}

function chosen(year: Year, from: string, to: string, trends = true): LevelChange {
  return comparePeriods({ ...year, times: TIMES, periods: PERIOD_OF, comparisons: [{ from, to }], trends })[0]!
}

/** The chosen model under another prior: (1 − rho)^power instead of the square root. */
function reweighed(year: Year, power: number): Effect {
  const columns = PERIODS.flatMap((name) => {
    const inside = TIMES.filter((_, index) => PERIOD_OF[index] === name)
    const middle = inside.reduce((sum, time) => sum + time, 0) / inside.length
    const indicator = Float64Array.from(PERIOD_OF, (period) => (period === name ? 1 : 0))
    return [indicator, indicator.map((one, index) => one * (TIMES[index]! - middle))]
  })
  const fits = fitCorrelated({ ...year, times: TIMES }, columns)
  const beliefs = fits.map((fit) => fit.belief * (1 - fit.rho) ** (power - 0.5))
  const total = beliefs.reduce((sum, belief) => sum + belief, 0)
  return mixedEffect(
    fits.map((fit, index) => Object.assign(fit, { belief: beliefs[index]! / total })),
    [0, 0, -1, 0, 1, 0],
    0.95,
  )
}

const two = (year: Year) => ({
  times: TWO_TIMES,
  values: only(year.values, TWO),
  weights: only(year.weights, TWO),
  isAfter: IS_AFTER,
})
const METHODS: Record<string, (year: Year) => Effect> = {
  'tickets in two heaps, weeks ignored': ticketHeaps,
  'OLS, t': (year) => leastSquares(year, 'ols'),
  'Newey-West lag 3, t': (year) => leastSquares(year, 'newey-west'),
  'AR(1) REML, normal': (year) => pluggedIn(year, 'normal'),
  'AR(1) REML, t (n - k)': (year) => pluggedIn(year, 't'),
  'AR(1) REML, t (Satterthwaite)': (year) => pluggedIn(year, 'satterthwaite'),
  'averaged, two periods, no trends': (year) => levelChange({ ...two(year), trends: false }),
  'averaged, two periods, trends': (year) => levelChange(two(year)),
  'averaged, whole year, no trends': (year) => chosen(year, 'before', 'after', false),
  'averaged, whole year, trends = CHOSEN': (year) => chosen(year, 'before', 'after'),
  'the same, prior flat in rho': (year) => reweighed(year, 0),
  'the same, prior 1 - rho': (year) => reweighed(year, 1),
  'ITS level jump over the gap, ar1': (year) => interruptedTimeSeries({ ...two(year), changeTime: 40 }).levelChange,
}

const percent = (count: number): string => `${((100 * count) / YEARS).toFixed(1)}`.padStart(5)

function compareMethods(world: World): void {
  const tally = Object.fromEntries(
    Object.keys(METHODS).map((name) => [name, { fell: 0, either: 0, power: 0, width: 0 }]),
  )
  const random = createRandom(20261121 + world.tickets + 1000 * world.rho)
  for (let count = 0; count < YEARS; count++) {
    const year = simulateYear(world, random)
    for (const [name, method] of Object.entries(METHODS)) {
      const { low, high } = method(year).interval
      const row = tally[name]!
      if (high < 0) row.fell++
      if (high < 0 || low > 0) row.either++
      if (high + FELL < 0) row.power++
      row.width += high - low
    }
  }
  console.log(`\n${world.tickets} tickets a week, shock ${world.shock}, rho ${world.rho}`)
  console.log('false "fell" | false either way | coverage | power at x0.8 | mean width of ln interval, %')
  for (const [name, row] of Object.entries(tally)) {
    const shares = [row.fell, row.either, YEARS - row.either, row.power].map(percent).join(' ')
    console.log(`${shares}  ${(row.width / YEARS).toFixed(2)}  ${name}`)
  }
}

function judgeChosen(world: World, trends = true): void {
  const random = createRandom(7 + world.tickets + 1000 * world.rho)
  const lines = { fell: tallyOf(), rose: tallyOf() }
  const average = (from: number, to: number) =>
    span(from, to).reduce((sum, time) => sum + course(time, world.shape), 0) / (to - from + 1)
  const truth = { fell: average(41, 52) - average(10, 31), rose: average(10, 31) - average(1, 9) }
  for (let count = 0; count < YEARS; count++) {
    const year = simulateYear(world, random)
    const changes = { fell: chosen(year, 'before', 'after', trends), rose: chosen(year, 'winter', 'before', trends) }
    for (const claim of ['fell', 'rose'] as const) {
      const { interval } = changes[claim]
      const line = lines[claim]
      const shifted = (by: number): Interval => ({
        low: interval.low - truth[claim] + by,
        high: interval.high - truth[claim] + by,
      })
      if (shifted(0).low <= 0 && shifted(0).high >= 0) line.covered++
      const planted = shifted(claim === 'fell' ? FELL : ROSE)
      const trendBefore = changes[claim].before.slope?.interval ?? EITHER_WAY
      line.none[verdict({ interval: shifted(0), claim })]++
      line.planted[verdict({ interval: planted, claim })]++
      if (verdict({ interval: planted, claim, trendBefore }) === 'confirmed') line.withTrendRule++
    }
  }
  for (const [claim, line] of Object.entries(lines)) {
    const shares = (verdicts: Record<string, number>) => Object.values(verdicts).map(percent).join(' ')
    const name = `${claim}, ${world.tickets} a week, ${world.shape}, trends ${trends ? 'in' : 'left out'}, shock ${world.shock}, rho ${world.rho}`
    console.log(
      `${percent(line.covered)} | ${shares(line.none)} | ${shares(line.planted)} | ${percent(line.withTrendRule)} | ${name}`,
    )
  }
}

function tallyOf() {
  const verdicts = () => ({ confirmed: 0, 'not confirmed': 0, 'cannot tell': 0 })
  return { covered: 0, none: verdicts(), planted: verdicts(), withTrendRule: 0 }
}

for (const [tickets, shock] of [
  [577, 0.05],
  [577, 0.1],
  [60, 0.05],
] as const) {
  for (const rho of [0, 0.3, 0.6]) compareMethods({ tickets, shock, rho, shape: 'step' })
}
console.log(
  '\nThe chosen estimator: coverage | no effect: confirmed, not confirmed, cannot tell | x0.8 or x1.25 planted: the same | confirmed under the trend rule too',
)
for (const [tickets, shock] of [
  [577, 0.03],
  [577, 0.05],
  [577, 0.07],
  [577, 0.1],
  [60, 0.05],
] as const) {
  for (const rho of [0, 0.3, 0.6]) judgeChosen({ tickets, shock, rho, shape: 'step' })
}
for (const trends of [true, false]) {
  for (const rho of [0.3, 0.6]) judgeChosen({ tickets: 577, shock: 0.05, rho, shape: 'ramp' }, trends)
}
