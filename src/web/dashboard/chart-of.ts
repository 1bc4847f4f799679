import type { Answer, ChartSpec, Row, Table } from '../../base/index.ts'
import type { Labels } from '../api/questions.ts'
import { beforeColumn, hasEarlier, rowsWithEarlier } from './comparison.ts'

interface ChartWords {
  before: string
  noValue: string
}

export interface ReadyChart {
  spec: ChartSpec
  /** the answer's rows with the names of values instead of their codes */
  table: Table
  /** the answer's own row of a row that is drawn */
  rowOf(shown: Row): Row | undefined
}

/** The single metric whose earlier figures can be drawn beside it. */
function comparedMetric(spec: ChartSpec, rows: readonly Row[]): string | undefined {
  if (spec.kind === 'heatmap' || spec.kind === 'interval' || spec.kind === 'stacked-bar') return undefined
  const metric = spec.y.length === 1 && !spec.series && !spec.band ? spec.y[0] : undefined
  return metric !== undefined && hasEarlier(rows, metric) ? metric : undefined
}

function specWithEarlier(spec: ChartSpec, metric: string | undefined): ChartSpec {
  if (metric === undefined || spec.kind === 'heatmap' || spec.kind === 'interval') return spec
  const before = beforeColumn(metric)
  const isOverTime = spec.kind !== 'horizontal-bar'
  return { ...spec, y: [...spec.y, before], ...(isOverTime ? { dashed: [...(spec.dashed ?? []), before] } : {}) }
}

/** What to draw of an answer: names instead of codes, and the earlier period beside a single metric. */
export function chartOf(spec: ChartSpec, answer: Answer, labels: Labels, words: ChartWords): ReadyChart {
  const rows = rowsWithEarlier(answer)
  const metric = comparedMetric(spec, rows)
  const dimensions = answer.columns.filter(({ kind }) => kind === 'dimension').map(({ name }) => name)
  const named = (row: Row): Row => {
    const names = dimensions.map((dimension) => {
      const value = row[dimension] ?? null
      const key = value === null ? null : String(value)
      return [dimension, labels[dimension]?.get(key) ?? key ?? words.noValue] as const
    })
    return { ...row, ...Object.fromEntries(names) }
  }
  const origins = new Map<Row, Row>()
  const shownRows = rows.map((row, index) => {
    const shown = named(row)
    origins.set(shown, answer.rows[index] ?? row)
    return shown
  })
  const columns = answer.columns.map(({ name, label, unit }) => ({ name, label, unit }))
  const of = columns.find(({ name }) => name === metric)
  if (of) columns.push({ name: beforeColumn(of.name), label: words.before, unit: of.unit })
  return {
    spec: specWithEarlier(spec, metric),
    table: { columns, rows: shownRows },
    rowOf: (shown) => origins.get(shown),
  }
}
