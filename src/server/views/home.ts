import type { HomeView } from '../../api/index.ts'
import { addDays, type Day } from '../../base/index.ts'
import { usualFigures, type Asker, type Figures } from '../../figures/index.ts'
import type { PackDefinition } from '../../kit/index.ts'

/**
 * Today at a glance: a row per pack with its home figures of yesterday, or of the last day that has data.
 * @param seesAll whose rows are limited sees no pack of which they see none: it would show zeros that are not so
 */
export async function homeView(
  packs: readonly PackDefinition<unknown>[],
  figures: Figures,
  today: Day,
  asker: Asker,
  seesAll: boolean,
): Promise<HomeView> {
  const catalog = figures.catalog(asker).metrics
  const rows = await Promise.all(
    packs.filter(hasFigures).map(async (pack) => {
      const metrics = catalog.filter((metric) => metric.onHome && metric.pack === pack.id)
      const ids = metrics.map(({ id }) => id)
      return { pack, metrics, ids, span: ids.length > 0 ? await figures.span(ids, asker) : undefined }
    }),
  )
  const last = rows
    .flatMap(({ span }) => (span ? [span.to] : []))
    .toSorted()
    .at(-1)
  const yesterday = addDays(today, -1)
  const day = last !== undefined && last < yesterday ? last : yesterday
  const shown = seesAll ? rows : rows.filter(({ span }) => span !== undefined)
  return {
    day,
    packs: await Promise.all(
      shown.map(async ({ pack, metrics, ids }) => {
        const usual = ids.length > 0 ? await usualFigures(figures, ids, day, asker) : new Map()
        return {
          id: pack.id,
          title: pack.words.say(asker.locale, `pack.${pack.id}`),
          dashboard: pack.dashboards[0]?.id ?? null,
          figures: metrics.map(({ id, title, meaning, unit, better }) => ({
            metric: id,
            title,
            meaning,
            unit,
            better,
            ...(usual.get(id) ?? { value: null, usual: null, spark: [] }),
          })),
        }
      }),
    ),
  }
}

/** A pack of reports about other packs has nothing to show at a glance. */
const hasFigures = ({ metrics }: PackDefinition<unknown>): boolean => metrics.length > 0
