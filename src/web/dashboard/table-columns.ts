import type { Answer, CatalogMetric, Row } from '../../base/index.ts'
import type { TableColumn } from '../parts/DataTable.tsx'
import { beforeColumn, hasEarlier } from './comparison.ts'

/** Columns of an answer; where there is a comparison, each metric is followed by its change. */
export function tableColumns(
  answer: Answer,
  rows: readonly Row[],
  metrics: readonly CatalogMetric[],
  change: string,
): TableColumn[] {
  return answer.columns.flatMap((described): TableColumn[] => {
    const { name, kind, unit } = described
    const column = { ...described, ...(kind === 'period' ? { grain: answer.period.grain } : {}) }
    if (kind !== 'metric' || !answer.comparison || !hasEarlier(rows, name)) return [column]
    const better = metrics.find((metric) => metric.id === name)?.better ?? 'neither'
    return [
      column,
      { name: `${name}::change`, label: change, unit, change: { of: name, before: beforeColumn(name), better } },
    ]
  })
}
