/** Points as rows: `values[row * columns + column]`. */
export interface Matrix {
  rows: number
  columns: number
  values: Float64Array
}

/**
 * Lists of equal length as one matrix.
 * @throws {RangeError} when a list is shorter or longer than the first, or holds something not finite
 * @example matrixOf([[0, 1], [2, 3]]) // { rows: 2, columns: 2, values: [0, 1, 2, 3] }
 */
export function matrixOf(points: readonly (readonly number[])[]): Matrix {
  const columns = points[0]?.length ?? 0
  for (const [row, point] of points.entries()) {
    if (point.length !== columns)
      throw new RangeError(`Row ${row} has ${point.length} values and the first ${columns}: all must have as many`)
  }
  const matrix = { rows: points.length, columns, values: Float64Array.from(points.flat()) }
  requireMatrix(matrix)
  return matrix
}

/** Refuses a matrix that no distance can be measured in. */
export function requireMatrix({ rows, columns, values }: Matrix): void {
  if (values.length !== rows * columns)
    throw new RangeError(`A matrix of ${rows} × ${columns} needs ${rows * columns} values, got ${values.length}`)
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) throw new RangeError(`The matrix holds ${values[at]} at position ${at}: every value must be finite`)
}

/** Squared distance between a row of one matrix and a row of another with as many columns. */
export function squaredDistance(
  one: Float64Array,
  from: number,
  other: Float64Array,
  to: number,
  columns: number,
): number {
  let sum = 0
  for (let column = 0; column < columns; column++) {
    const difference = one[from + column]! - other[to + column]!
    sum += difference * difference
  }
  return sum
}
