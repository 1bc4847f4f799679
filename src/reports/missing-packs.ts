import type { ChartSpec, Query } from '../base/index.ts'
import type { Asker, Figures } from '../figures/index.ts'
import type { Block } from '../kit/index.ts'

/** Packs of this workspace that have something to ask for. */
export function packsOf(figures: Figures, asker: Asker): ReadonlySet<string> {
  const { metrics, analyses } = figures.catalog(asker)
  return new Set([...metrics, ...analyses].map(({ pack }) => pack))
}

/** A block without what packs would tell that the workspace does not have. */
export interface Remainder {
  /** undefined: nothing is left of it */
  block: Block | undefined
  missing: readonly string[]
}

/** A report may name figures of other packs than its own; those of packs that are not there are left out. */
export function withoutMissing(block: Block, packs: ReadonlySet<string>): Remainder {
  const isThere = (id: string): boolean => packs.has(packOf(id))
  if (block.kind === 'analysis')
    return isThere(block.analysis) ? whole(block) : { block: undefined, missing: [packOf(block.analysis)] }
  if (!('query' in block)) return whole(block)
  const { metrics } = block.query
  const missing = [...new Set(metrics.filter((id) => !isThere(id)).map(packOf))]
  if (missing.length === 0) return whole(block)
  const left = metrics.filter(isThere)
  return { block: left.length === 0 ? undefined : narrowed(block, left), missing }
}

const whole = (block: Block): Remainder => ({ block, missing: [] })

/** `orders.count` → `orders` */
const packOf = (id: string): string => id.split('.')[0] ?? id

function narrowed(block: Extract<Block, { query: Query }>, metrics: readonly string[]): Block {
  const { order, ...query } = block.query
  const isOrdered = order !== undefined && (metrics.includes(order.by) || !block.query.metrics.includes(order.by))
  const asked = { ...query, metrics, ...(isOrdered ? { order } : {}) }
  if (block.kind !== 'chart') return { ...block, query: asked }
  return { ...block, query: asked, chart: drawing(block.chart, metrics) }
}

function drawing(chart: ChartSpec, metrics: readonly string[]): ChartSpec {
  if (!('x' in chart) || chart.kind === 'heatmap') return chart
  return { ...chart, y: chart.y.filter((id) => metrics.includes(id)) }
}
