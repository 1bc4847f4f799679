import { type Matrix, requireMatrix, squaredDistance } from './matrix.ts'
import { type Random, createRandom } from './random.ts'

export interface Clustering {
  /** how many clusters; fewer than asked for where there are fewer different points */
  k: number
  /** for each row its cluster, 0…k−1 */
  labels: Int32Array
  /** centres as rows */
  centers: Matrix
  /** sum of squared distances of the rows to their centres */
  inertia: number
}

const RESTARTS = 6
const MOST_ROUNDS = 300

/**
 * Splits points into `k` groups around their means: Lloyd's rounds (1982) until no row changes its group, from starts
 * drawn by k-means++ (Arthur and Vassilvitskii 2007), the best of several restarts by inertia.
 * Rows are taken in the order given: the same rows, order and seed give the same answer; another order draws other starts
 * and may, where groups are not clear, end in another split. Of equally near centres a row takes the first.
 * @param seed makes the answer repeatable
 * @throws {RangeError} when `k` is not a whole number above 0, or the matrix is empty or holds something not finite
 * @example kMeans({ points: matrixOf([[0], [1], [10], [11]]), k: 2, seed: 1 }).inertia // 1
 */
export function kMeans(request: { points: Matrix; k: number; seed: number; restarts?: number }): Clustering {
  const { points, k, seed, restarts = RESTARTS } = request
  requireMatrix(points)
  if (points.rows === 0) throw new RangeError('There are no points to split')
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`The number of clusters must be a whole number above 0, got ${k}`)
  if (!Number.isInteger(restarts) || restarts < 1)
    throw new RangeError(`The number of restarts must be a whole number above 0, got ${restarts}`)
  const random = createRandom(seed)
  let best: Clustering | undefined
  for (let restart = 0; restart < restarts; restart++) {
    const found = settle(points, drawCenters(points, k, random))
    if (!best || found.inertia < best.inertia) best = found
  }
  return best!
}

/** Each next centre is a row drawn in proportion to its squared distance from the centres so far. */
function drawCenters({ rows, columns, values }: Matrix, k: number, random: Random): Matrix {
  const centers = new Float64Array(k * columns)
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
  let chosen = random.integer(rows)
  for (let drawn = 0; ;) {
    centers.set(values.subarray(chosen * columns, (chosen + 1) * columns), drawn * columns)
    drawn++
    let total = 0
    for (let row = 0; row < rows; row++) {
      const distance = squaredDistance(values, row * columns, centers, (drawn - 1) * columns, columns)
      if (distance < nearest[row]!) nearest[row] = distance
      total += nearest[row]!
    }
    // every row lies on a centre already: there are no more different points
    if (drawn === k || total === 0) return { rows: drawn, columns, values: centers.slice(0, drawn * columns) }
    chosen = drawnBy(nearest, random.uniform() * total)
  }
}

/** The row at which the running sum passes `target`; never one that weighs nothing. */
function drawnBy(weights: Float64Array, target: number): number {
  let sum = 0
  let last = 0
  for (let row = 0; row < weights.length; row++) {
    if (weights[row] === 0) continue
    last = row
    sum += weights[row]!
    if (sum > target) return row
  }
  return last
}

function settle(points: Matrix, centers: Matrix): Clustering {
  const labels = new Int32Array(points.rows).fill(-1)
  const distances = new Float64Array(points.rows)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (!assign(points, centers, labels, distances)) break
    moveCenters(points, centers, labels, distances)
  }
  const inertia = distances.reduce((sum, distance) => sum + distance, 0)
  return { k: centers.rows, labels, centers, inertia }
}

/** Gives every row its nearest centre. @returns whether any row changed */
function assign(
  { rows, columns, values }: Matrix,
  centers: Matrix,
  labels: Int32Array,
  distances: Float64Array,
): boolean {
  let isChanged = false
  for (let row = 0; row < rows; row++) {
    let label = 0
    let least = Number.POSITIVE_INFINITY
    for (let center = 0; center < centers.rows; center++) {
      const distance = squaredDistance(values, row * columns, centers.values, center * columns, columns)
      if (distance < least) {
        least = distance
        label = center
      }
    }
    distances[row] = least
    if (labels[row] !== label) {
      labels[row] = label
      isChanged = true
    }
  }
  return isChanged
}

/** Every centre becomes the mean of its rows; one that lost all of them goes to the row farthest from its own. */
function moveCenters(points: Matrix, centers: Matrix, labels: Int32Array, distances: Float64Array): void {
  const { columns, values } = points
  const counts = new Int32Array(centers.rows)
  const sums = new Float64Array(centers.values.length)
  for (let row = 0; row < points.rows; row++) {
    const label = labels[row]!
    counts[label]!++
    for (let column = 0; column < columns; column++) sums[label * columns + column]! += values[row * columns + column]!
  }
  for (let center = 0; center < centers.rows; center++) {
    const from = center * columns
    if (counts[center] === 0) {
      const farthest = farthestRow(distances)
      centers.values.set(values.subarray(farthest * columns, (farthest + 1) * columns), from)
      distances[farthest] = 0
      continue
    }
    for (let column = 0; column < columns; column++)
      centers.values[from + column] = sums[from + column]! / counts[center]!
  }
}

const farthestRow = (distances: Float64Array): number =>
  distances.reduce((best, distance, row) => (distance > distances[best]! ? row : best), 0)
