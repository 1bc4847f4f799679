import type { LineageView } from '../../api/index.ts'

/** The card of the metric itself among the tables. */
export const METRIC = 'metric'

export interface LineageLink {
  /** what reads */
  from: string
  /** what is read */
  to: string
  /** a column that the metric needs comes this way */
  isUsed: boolean
}

/** Which card reads which, each pair once. */
export function linksOf({ metric, tables }: Pick<LineageView, 'metric' | 'tables'>): readonly LineageLink[] {
  const used = new Set(tables.filter(({ isUsed }) => isUsed).map(({ name }) => name))
  const own = tables.flatMap(({ name, reads, columns }) => {
    const needed = new Set(columns.flatMap(({ use, from }) => (use === null ? [] : from.map(({ table }) => table))))
    return reads.map((to) => ({ from: name, to, isUsed: used.has(name) && needed.has(to) }))
  })
  return [{ from: METRIC, to: metric.mart, isUsed: true }, ...own]
}
