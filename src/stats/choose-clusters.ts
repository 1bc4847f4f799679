import { type Clustering, kMeans } from './k-means.ts'
import type { Matrix } from './matrix.ts'
import { silhouettes } from './silhouette.ts'

export interface ClusterChoice extends Clustering {
  silhouette: number
  /** every number of clusters that was tried, in order, with its silhouette */
  tried: readonly { k: number; silhouette: number }[]
}

const FEWEST = 3
const MOST = 8

/**
 * The split by k-means whose mean silhouette is the highest, over `from`…`to` clusters, 3…8 unless told; of equal ones
 * the one with fewer clusters. The best number is a hint: look at the silhouette itself, at sizes and at meaning.
 * @returns undefined when there are fewer different points than `from`, or no more points than that
 * @throws {RangeError} for more than 5 000 rows, or when the matrix holds something not finite
 */
export function chooseClusters(request: {
  points: Matrix
  seed: number
  from?: number
  to?: number
}): ClusterChoice | undefined {
  const { points, seed, from = FEWEST, to = MOST } = request
  const splits: Clustering[] = []
  for (let k = from; k <= Math.min(to, points.rows - 1); k++) {
    const split = kMeans({ points, k, seed })
    // fewer different points than clusters: more clusters cannot be made either
    if (split.k < k) break
    splits.push(split)
  }
  if (splits.length === 0) return undefined
  const values = silhouettes(
    points,
    splits.map(({ labels }) => labels),
  )
  const tried = splits.map(({ k }, at) => ({ k, silhouette: values[at]! }))
  const best = tried.reduce((one, other, at) => (other.silhouette > tried[one]!.silhouette ? at : one), 0)
  return { ...splits[best]!, silhouette: tried[best]!.silhouette, tried }
}
