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
/** of what all users have on average */
const HARDLY_ANY = 0.25

/** Clusters in the order of their activity, each named in the events' own words. */
export function namedClusters(events: readonly string[], points: Matrix, { k, centers }: Clustering): NamedCluster[] {
  const spread = spreadOf(points)
  const rows = Array.from({ length: k }, (_, row) => [
    ...centers.values.subarray(row * centers.columns, (row + 1) * centers.columns),
  ])
  return rows.toSorted(byActivity).map((center, at) => {
    const apart = center.map((value, column): Apart => {
      const { mean, deviation } = spread[column]!
      const score = deviation > 0 ? (value - mean) / deviation : 0
      return { event: events[column]!, score, isMissing: value <= mean * HARDLY_ANY }
    })
    const cluster = String(at + 1)
    return {
      cluster,
      name: `${cluster}: ${nameOf(apart)}`,
      centers: new Map(events.map((event, column) => [event, center[column]!])),
    }
  })
}

function byActivity(one: readonly number[], other: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  const differing = one.findIndex((value, at) => value !== other[at])
  return sum(other) - sum(one) || (differing < 0 ? 0 : other[differing]! - one[differing]!)
}

interface Apart {
  event: string
  /** how far above all users, in standard deviations */
  score: number
  /** the cluster's users have hardly any */
  isMissing: boolean
}

/** What most sets a cluster apart upwards; where nothing does, what its users lack, or else have less of. */
function nameOf(apart: readonly Apart[]): string {
  const more = strongest(apart.map(({ event, score }) => ({ event, score })))
  if (more.length > 0) return more.join(' + ')
  const less = (of: readonly Apart[]) => strongest(of.map(({ event, score }) => ({ event, score: -score })))
  const missing = less(apart.filter(({ isMissing }) => isMissing))
  const named = missing.length > 0 ? missing : less(apart)
  return named.length > 0 ? named.map((event) => `− ${event}`).join(' ') : '='
}

function strongest(events: readonly { event: string; score: number }[]): string[] {
  const ranked = events.toSorted((one, other) => other.score - one.score)
  const most = ranked[0]?.score ?? 0
  return ranked
    .filter(({ score }) => score >= CLEAR && score >= most / 2)
    .slice(0, MOST_NAMED)
    .map(({ event }) => event)
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
