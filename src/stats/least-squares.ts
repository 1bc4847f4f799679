import { requireNumbers, requireSameLength } from './check.ts'

export type LeastSquaresFit = {
  coefficients: number[]
  /** Classic: right only when the residuals are independent and equally spread. */
  standardErrors: number[]
  residuals: number[]
  /** Σ residual² / (n − k). */
  residualVariance: number
  /** n − k */
  degreesOfFreedom: number
  /** (XᵀX)⁻¹, k × k */
  inverse: number[][]
}

/**
 * The straight-line model closest to `values` in squares, by Gram and Schmidt's orthogonal columns with one repetition (Björck 1967), which keeps the digits the normal equations lose.
 * @param design one row per value, one column per term; an intercept is a column of ones
 * @throws {RangeError} when there are no more rows than columns, something is not finite, or a column repeats the others
 * @example ordinaryLeastSquares({ design: [[1, 1], [1, 2], [1, 3]], values: [1, 2, 4] }).coefficients // [-0.667, 1.5]
 */
export function ordinaryLeastSquares(model: {
  design: readonly (readonly number[])[]
  values: ArrayLike<number>
}): LeastSquaresFit {
  const { design, values } = model
  requireNumbers(values, 'The list of values', 2)
  requireSameLength(design, values, 'Design rows and values')
  for (const row of design) requireNumbers(row, 'A design row')
  const columns = design[0]!.map((_, column) => Float64Array.from(design, (row) => row[column]!))
  if (values.length <= columns.length) {
    throw new RangeError(
      `${values.length} values cannot carry ${columns.length} terms: at least one more value than terms is needed`,
    )
  }
  const { residuals, coefficients, inverse } = solve(columns, Float64Array.from(values))

  const degreesOfFreedom = values.length - columns.length
  const residualVariance = dot(residuals, residuals) / degreesOfFreedom
  return {
    coefficients,
    standardErrors: inverse.map((row, index) => Math.sqrt(row[index]! * residualVariance)),
    residuals: Array.from(residuals),
    residualVariance,
    degreesOfFreedom,
    inverse,
  }
}

/** Least squares over columns: X = QR, then back substitution. Also the engine for whitened columns. */
export function solve(
  columns: readonly Float64Array[],
  values: Float64Array,
): { coefficients: number[]; residuals: Float64Array; inverse: number[][]; logDeterminant: number } {
  const size = columns.length
  const basis: Float64Array[] = []
  const upper = columns.map(() => new Float64Array(size))
  for (const [column, original] of columns.entries()) {
    const rest = Float64Array.from(original)
    for (let pass = 0; pass < 2; pass++) {
      for (const [row, direction] of basis.entries()) upper[row]![column]! += project(rest, direction)
    }
    const length = Math.sqrt(dot(rest, rest))
    if (!(length > 1e-10 * Math.sqrt(dot(original, original)))) {
      throw new RangeError(`Term ${column + 1} of the model repeats the others: drop it or add points where it differs`)
    }
    upper[column]![column] = length
    basis.push(rest.map((value) => value / length))
  }
  const residuals = Float64Array.from(values)
  const projected = new Float64Array(size)
  for (let pass = 0; pass < 2; pass++) {
    for (const [row, direction] of basis.entries()) projected[row]! += project(residuals, direction)
  }
  const unit = (at: number): Float64Array => new Float64Array(size).map((_, index) => (index === at ? 1 : 0))
  const inverseUpper = columns.map((_, at) => backSubstitute(upper, unit(at)))
  return {
    coefficients: Array.from(backSubstitute(upper, projected)),
    residuals,
    inverse: columns.map((_, row) =>
      columns.map((__, column) => inverseUpper.reduce((sum, solved) => sum + solved[row]! * solved[column]!, 0)),
    ),
    logDeterminant: upper.reduce((sum, row, index) => sum + 2 * Math.log(row[index]!), 0),
  }
}

/** Takes the part along `direction` out of `rest`, and returns its length. */
function project(rest: Float64Array, direction: Float64Array): number {
  const along = dot(rest, direction)
  for (let index = 0; index < rest.length; index++) rest[index]! -= along * direction[index]!
  return along
}

function backSubstitute(upper: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = Float64Array.from(right)
  for (let row = upper.length - 1; row >= 0; row--) {
    for (let column = row + 1; column < upper.length; column++)
      solution[row]! -= upper[row]![column]! * solution[column]!
    solution[row]! /= upper[row]![row]!
  }
  return solution
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
