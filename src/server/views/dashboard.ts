import type { DashboardView } from '../../api/index.ts'
import { nearest, RequestError } from '../../base/index.ts'
import type { Asker, Figures } from '../../figures/index.ts'
import type { PackDefinition, Tile } from '../../kit/index.ts'
import { words } from '../words.ts'

/** A dashboard in the reader's language: what stands where; the figures are asked tile by tile. */
export async function dashboardView(
  packs: readonly PackDefinition<unknown>[],
  figures: Figures,
  id: string,
  asker: Asker,
  now: Date,
): Promise<DashboardView> {
  const pack = packs.find((candidate) => candidate.dashboards.some((dashboard) => dashboard.id === id))
  const dashboard = pack?.dashboards.find((candidate) => candidate.id === id)
  if (!pack || !dashboard) {
    const known = packs.flatMap((candidate) => candidate.dashboards.map((each) => each.id))
    throw new RequestError(words, 'not_found', { what: 'dashboard', id, hint: nearest(id, known) ?? 'none' })
  }
  const say = (key: string) => pack.words.say(asker.locale, key)
  const dimensions = figures.catalog(asker).dimensions
  return {
    id,
    title: say(`dashboard.${id}`),
    meaning: say(`dashboard.${id}.meaning`),
    period: dashboard.period,
    span: (await figures.span(metricsOf(dashboard.tiles), asker)) ?? null,
    now: now.toISOString(),
    refreshSeconds: dashboard.refreshSeconds ?? null,
    filters: dashboard.filters.map((filter) => {
      const dimension = dimensions.find((candidate) => candidate.id === filter)
      return { dimension: filter, title: dimension?.title ?? filter, isNumber: dimension?.isNumber ?? false }
    }),
    tiles: dashboard.tiles.map(({ note, ...tile }) => ({
      ...tile,
      title: say(tile.title),
      ...(note === undefined ? {} : { note: say(note) }),
    })),
  }
}

const metricsOf = (tiles: readonly Tile[]): string[] => [
  ...new Set(tiles.flatMap((tile) => ('query' in tile ? tile.query.metrics : []))),
]
