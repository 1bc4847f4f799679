import { requireNumbers, requirePositive, requireSameLength } from './check.ts'
import { type ErrorModel, whiten } from './correlated-errors.ts'
import { dot, solve } from './least-squares.ts'

/** The series as every model here takes it. `times` count in steps (weeks: 1, 2, 5 …), growing; missing ones are left out. */
export type Series = {
  times: ArrayLike<number>
  values: ArrayLike<number>
  /** How much stands behind each value, such as tickets that week: its noise variance is proportional to 1 / weight. Equal unless given. */
  weights?: ArrayLike<number>
}

/** The regression under one error model, and how far the series believes that model. */
export type WeightedFit = ErrorModel & {
  /** Sums to 1 over all fits. */
  belief: number
  coefficients: number[]
  inverse: number[][]
  residualVariance: number
  degreesOfFreedom: number
}

const RHO_STEPS = 16
const NOISE_STEPS = 4
const NEGLIGIBLE = 1e-5

const ERROR_MODELS: readonly ErrorModel[] = Array.from({ length: RHO_STEPS * NOISE_STEPS }, (_, index) => ({
  rho: ((index % RHO_STEPS) + 0.5) / RHO_STEPS,
  noiseShare: (Math.floor(index / RHO_STEPS) + 0.5) / NOISE_STEPS,
}))

/**
 * Generalized least squares when nobody knows how strongly weeks hang together: fitted under every error model of a grid, each believed by its restricted likelihood
 * (Patterson and Thompson 1971) times √(1 − rho). Averaging over the models keeps the doubt about rho, which a single best rho forgets with tens of points.
 * The variance is integrated out exactly (prior 1/σ²), so each fit is a t distribution. The prior was chosen by `bench/simulate-its.ts`.
 * @throws {RangeError} when the lists differ in length, times do not grow, something is not finite, or the model fits without any error
 */
export function fitCorrelated(series: Series, columns: readonly Float64Array[]): WeightedFit[] {
  const noise = relativeNoise(series)
  if (series.values.length <= columns.length) {
    throw new RangeError(
      `${series.values.length} points cannot carry ${columns.length} terms: more points than terms are needed`,
    )
  }
  const all = [...columns, Float64Array.from(series.values)]
  const fits = ERROR_MODELS.map((errorModel) => fitUnder(errorModel, all, series.times, noise))
  const most = Math.max(...fits.map(({ logBelief }) => logBelief))
  const believed = fits.filter(({ logBelief }) => logBelief - most > Math.log(NEGLIGIBLE))
  const total = believed.reduce((sum, { logBelief }) => sum + Math.exp(logBelief - most), 0)
  return believed.map(({ logBelief, fit }) => Object.assign(fit, { belief: Math.exp(logBelief - most) / total }))
}

/** @param columns the terms, and the values last */
function fitUnder(
  errorModel: ErrorModel,
  columns: readonly Float64Array[],
  times: ArrayLike<number>,
  noise: Float64Array,
): { logBelief: number; fit: Omit<WeightedFit, 'belief'> } {
  const white = whiten(columns, times, noise, errorModel)
  const { coefficients, inverse, residuals, logDeterminant } = solve(white.columns.slice(0, -1), white.columns.at(-1)!)
  const squares = dot(residuals, residuals)
  if (!(squares > 1e-22 * dot(columns.at(-1)!, columns.at(-1)!))) {
    throw new RangeError('The values do not vary around the model: no uncertainty can be given')
  }
  const degreesOfFreedom = times.length - (columns.length - 1)
  const restrictedLogLikelihood = -0.5 * (white.logDeterminant + logDeterminant + degreesOfFreedom * Math.log(squares))
  return {
    logBelief: restrictedLogLikelihood + 0.5 * Math.log(1 - errorModel.rho),
    fit: { ...errorModel, coefficients, inverse, residualVariance: squares / degreesOfFreedom, degreesOfFreedom },
  }
}

/** The believed correlation and noise, averaged over the error models. */
export function errorModelOf(fits: readonly WeightedFit[]): ErrorModel {
  return {
    rho: fits.reduce((sum, fit) => sum + fit.belief * fit.rho, 0),
    noiseShare: fits.reduce((sum, fit) => sum + fit.belief * fit.noiseShare, 0),
  }
}

/** Checks the series and gives the noise variance of each point, 1 on average. */
function relativeNoise({ times, values, weights }: Series): Float64Array {
  requireNumbers(values, 'The list of values')
  requireNumbers(times, 'The list of times')
  requireSameLength(times, values, 'Times and values')
  for (let at = 1; at < times.length; at++) {
    if (!(times[at]! > times[at - 1]!)) throw new RangeError(`Times must grow: ${times[at]} follows ${times[at - 1]}`)
  }
  if (weights === undefined) return new Float64Array(values.length).fill(1)
  requireSameLength(weights, values, 'Weights and values')
  requireNumbers(weights, 'The list of weights')
  requirePositive(weights, 'The list of weights')
  const inverse = Float64Array.from(weights, (weight) => 1 / weight)
  const typical = inverse.reduce((sum, value) => sum + value, 0) / inverse.length
  return inverse.map((value) => value / typical)
}
