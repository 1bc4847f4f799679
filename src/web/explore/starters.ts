import type { Catalog, CatalogMetric, Query } from '../../base/index.ts'
import type { DashboardView, TileOf } from '../../api/index.ts'

/** A good first question of a pack. */
export interface Starter {
  title: string
  query: Query
}

export interface PackStarters {
  pack: string
  title: string
  starters: readonly Starter[]
}

const FIRST_QUESTIONS = 3

const shapeOf = ({ by = [], grain }: Query): string => `${grain ? 'time' : ''}${by.length}`

/** Charts of the pack's own dashboard, of as many kinds as there are; then its first metrics over time. */
export function startersOf(catalog: Catalog, dashboards: readonly DashboardView[]): PackStarters[] {
  return catalog.packs.flatMap(({ id: pack, title }) => {
    const metrics = catalog.metrics.filter((metric) => metric.pack === pack)
    const ids = new Set(catalog.dashboards.filter((one) => one.pack === pack).map(({ id }) => id))
    const tiles = dashboards
      .filter(({ id }) => ids.has(id))
      .flatMap((dashboard) => dashboard.tiles)
      .filter((tile): tile is TileOf<'chart'> => tile.kind === 'chart' && (tile.query.by?.length ?? 0) <= 2)
    const kinds = [...Map.groupBy(tiles, ({ query }) => shapeOf(query)).values()]
    const different = kinds.flatMap((some) => some.slice(0, 1))
    const others = tiles.filter((tile) => !different.includes(tile))
    const own = [...different, ...others].map(({ title: name, query }) => ({ title: name, query }))
    const starters = [...own, ...plain(metrics)].slice(0, FIRST_QUESTIONS)
    return starters.length > 0 ? [{ pack, title, starters }] : []
  })
}

const plain = (metrics: readonly CatalogMetric[]): Starter[] =>
  metrics.map(({ id, title }) => ({ title, query: { metrics: [id], grain: 'week' } }))
