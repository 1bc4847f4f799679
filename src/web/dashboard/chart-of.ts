import type { Answer, CartesianChart, ChartSpec, Row, Table } from '../../base/index.ts'
import { beforeColumn, hasEarlier, rowsWithEarlier } from './comparison.ts'
import { wholeAtStart } from './tile-query.ts'

export interface ReadyChart {
  spec: ChartSpec
  table: Table
}

const isCartesian = (spec: ChartSpec): spec is CartesianChart => 'x' in spec && 'y' in spec && Array.isArray(spec.y)

/** The single metric whose earlier figures can be drawn beside it. */
function comparedMetric(spec: ChartSpec, rows: readonly Row[]): string | undefined {
  if (!isCartesian(spec) || spec.kind === 'stacked-bar') return undefined
  const metric = spec.y.length === 1 && !spec.series && !spec.band ? spec.y[0] : undefined
  return metric !== undefined && hasEarlier(rows, metric) ? metric : undefined
}

function specWithEarlier(spec: ChartSpec, metric: string | undefined): ChartSpec {
  if (metric === undefined || !isCartesian(spec)) return spec
  const before = beforeColumn(metric)
  const isOverTime = spec.kind !== 'horizontal-bar'
  // areas of two periods would lie on each other
  const kind = spec.kind === 'area' ? 'line' : spec.kind
  return { ...spec, kind, y: [...spec.y, before], ...(isOverTime ? { dashed: [...(spec.dashed ?? []), before] } : {}) }
}

/** What to draw of an answer, with the earlier period beside a single metric. */
export function chartOf(spec: ChartSpec, answer: Answer, earlier: string): ReadyChart {
  const rows = rowsWithEarlier({ ...answer, rows: wholeAtStart(answer) })
  const metric = comparedMetric(spec, rows)
  const of = answer.columns.find(({ name }) => name === metric)
  const before = of ? [{ name: beforeColumn(of.name), label: earlier, unit: of.unit }] : []
  return { spec: specWithEarlier(spec, metric), table: { columns: [...answer.columns, ...before], rows } }
}
