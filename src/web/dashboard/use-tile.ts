import type { Query } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useDashboardState } from './context.ts'
import { tileQuery } from './tile-query.ts'

/** A tile's question under the filter bar, what its metrics mean, and what the bar cannot do here. */
export function useTile(own: Query) {
  const say = useSay()
  const state = useDashboardState()
  const { query, ignored } = tileQuery(own, state.view, state)
  const metrics = own.metrics
    .map((id) => state.metrics.find((metric) => metric.id === id))
    .filter((metric) => metric !== undefined)
  const titles = ignored.map((id) => state.dashboard.filters.find(({ dimension }) => dimension === id)?.title ?? id)
  const hint =
    titles.length > 0 ? say('filter_ignored', { filters: titles.join(', '), count: titles.length }) : undefined
  const meaning = metrics
    .map(({ title, meaning: text }) => (metrics.length > 1 ? `${title}: ${text}` : text))
    .join('\n\n')
  return { query, metrics, meaning, hint }
}
