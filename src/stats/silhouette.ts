import { requireSameLength } from './check.ts'
import { type Matrix, requireMatrix, squaredDistance } from './matrix.ts'

/** Beyond this the exact mean, which looks at every pair, is no longer quick. */
const MOST_ROWS = 5000

/**
 * How well points lie in their clusters, −1…1: the mean of (b − a) / max(a, b), where a is the mean distance to the others
 * of the own cluster and b the least mean distance to those of another. Near 0 there is no structure. (Rousseeuw 1987)
 * Exact, over all pairs, Euclidean; a point alone in its cluster counts 0.
 * @param labels for each row its cluster, a whole number from 0
 * @throws {RangeError} for more than 5 000 rows, fewer than 2 clusters, or labels that are not whole numbers from 0
 * @example silhouette({ points: matrixOf([[0], [1], [10], [11]]), labels: [0, 0, 1, 1] }) // 0.899749
 */
export function silhouette({ points, labels }: { points: Matrix; labels: ArrayLike<number> }): number {
  return silhouettes(points, [labels])[0]!
}

/** The silhouettes of several splits of the same points: the distances, which cost the most, are measured once. */
export function silhouettes(points: Matrix, splits: readonly ArrayLike<number>[]): number[] {
  requireMatrix(points)
  const { rows, columns, values } = points
  if (rows > MOST_ROWS) throw new RangeError(`A silhouette looks at every pair: at most ${MOST_ROWS} rows, got ${rows}`)
  const tallies = splits.map((labels) => tallyOf(labels, rows))
  for (let one = 0; one < rows; one++) {
    for (let other = one + 1; other < rows; other++) {
      const distance = Math.sqrt(squaredDistance(values, one * columns, values, other * columns, columns))
      for (const { labels, clusters, sums } of tallies) {
        sums[one * clusters + labels[other]!]! += distance
        sums[other * clusters + labels[one]!]! += distance
      }
    }
  }
  return tallies.map((tally) => meanWidth(tally, rows))
}

interface Tally {
  labels: Int32Array
  clusters: number
  sizes: Int32Array
  /** for each row the sum of its distances to the rows of each cluster */
  sums: Float64Array
}

function tallyOf(given: ArrayLike<number>, rows: number): Tally {
  requireSameLength(given, { length: rows }, 'Labels and rows')
  const labels = Int32Array.from(given)
  const wrong = labels.findIndex((label, row) => label < 0 || label !== given[row])
  if (wrong >= 0) throw new RangeError(`A label must be a whole number from 0, got ${given[wrong]} at row ${wrong}`)
  const clusters = labels.reduce((most, label) => Math.max(most, label + 1), 0)
  const sizes = new Int32Array(clusters)
  for (const label of labels) sizes[label]!++
  const used = sizes.filter((size) => size > 0).length
  if (used < 2) throw new RangeError(`A silhouette needs at least 2 clusters, got ${used}`)
  return { labels, clusters, sizes, sums: new Float64Array(rows * clusters) }
}

function meanWidth({ labels, clusters, sizes, sums }: Tally, rows: number): number {
  let total = 0
  for (let row = 0; row < rows; row++) {
    const own = labels[row]!
    if (sizes[own] === 1) continue
    const inside = sums[row * clusters + own]! / (sizes[own]! - 1)
    let outside = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < clusters; cluster++) {
      if (cluster === own || sizes[cluster] === 0) continue
      outside = Math.min(outside, sums[row * clusters + cluster]! / sizes[cluster]!)
    }
    const widest = Math.max(inside, outside)
    // points that all lie in one place are no better in their cluster than in another
    if (widest > 0) total += (outside - inside) / widest
  }
  return total / rows
}
