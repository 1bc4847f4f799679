import type { Clustering, Matrix } from '../../../stats/index.ts'

export interface NamedCluster {
  /** `1` … `k`, the most active first */
  cluster: string
  /** `1: Дозвон 2Л + Покупка`: what its users do more than others, or, after a minus, less */
  name: string
  /** mean of ln(1 + count) by event */
  centers: ReadonlyMap<string, number>
}

/** An event sets a cluster apart from this many standard deviations over all users. */
const CLEAR = 0.5
const MOST_NAMED = 2

/** Clusters in the order of their activity, each named in the events' own words. */
export function namedClusters(events: readonly string[], points: Matrix, { k, centers }: Clustering): NamedCluster[] {
  const spread = spreadOf(points)
  const rows = Array.from({ length: k }, (_, row) => [
    ...centers.values.subarray(row * centers.columns, (row + 1) * centers.columns),
  ])
  return rows.toSorted(byActivity).map((center, at) => {
    const apart = center.map((value, column) => {
      const { mean, deviation } = spread[column]!
      return deviation > 0 ? (value - mean) / deviation : 0
    })
    const cluster = String(at + 1)
    return {
      cluster,
      name: `${cluster}: ${nameOf(events, apart)}`,
      centers: new Map(events.map((event, column) => [event, center[column]!])),
    }
  })
}

function byActivity(one: readonly number[], other: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  const differing = one.findIndex((value, at) => value !== other[at])
  return sum(other) - sum(one) || (differing < 0 ? 0 : other[differing]! - one[differing]!)
}

/** What most sets a cluster apart upwards; where nothing does, what its users lack. */
function nameOf(events: readonly string[], apart: readonly number[]): string {
  const strongest = (sign: number) => {
    const ranked = apart
      .map((score, column) => ({ event: events[column]!, score: score * sign }))
      .toSorted((one, other) => other.score - one.score)
    const most = ranked[0]!.score
    return ranked.filter(({ score }) => score >= CLEAR && score >= most / 2).slice(0, MOST_NAMED)
  }
  const more = strongest(1)
  if (more.length > 0) return more.map(({ event }) => event).join(' + ')
  const less = strongest(-1)
  return less.length > 0 ? less.map(({ event }) => `− ${event}`).join(' ') : '='
}

function spreadOf({ rows, columns, values }: Matrix): { mean: number; deviation: number }[] {
  return Array.from({ length: columns }, (_, column) => {
    let [sum, squares] = [0, 0]
    for (let row = 0; row < rows; row++) sum += values[row * columns + column]!
    const mean = sum / rows
    for (let row = 0; row < rows; row++) squares += (values[row * columns + column]! - mean) ** 2
    return { mean, deviation: Math.sqrt(squares / rows) }
  })
}
