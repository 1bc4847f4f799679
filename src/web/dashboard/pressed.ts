import type { DashboardView } from '../../api/index.ts'
import type { Answer, Filter, Query, Row, RowsQuery } from '../../base/index.ts'
import { behind } from './tile-query.ts'

export interface Pressed {
  /** what of it the filter bar knows */
  filters: readonly Filter[]
  /** the values as they are called */
  name: string
  /** the rows behind the figure as it stood */
  rows: RowsQuery | undefined
}

/** What a press on a bar, a segment or a point means. */
export function pressed(
  row: Row,
  answer: Answer,
  query: Query,
  { filters: bar }: Pick<DashboardView, 'filters'>,
  noValue: string,
): Pressed {
  const { where, period } = behind(row, answer)
  const filters = where.filter(({ dimension }) => bar.some((known) => known.dimension === dimension))
  const nameOf = ({ dimension }: Filter): string => {
    const value = row[dimension] ?? null
    const labels = answer.columns.find(({ name }) => name === dimension)?.labels
    return value === null ? noValue : (labels?.[String(value)] ?? String(value))
  }
  const metric = query.metrics[0]
  return {
    filters,
    name: filters.map(nameOf).join(', '),
    rows: metric
      ? { metric, where: [...(query.where ?? []), ...where], period, timeZone: answer.period.timeZone }
      : undefined,
  }
}
