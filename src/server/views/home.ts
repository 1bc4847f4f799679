import type { HomeView } from '../../api/index.ts'
import { addDays, type Day } from '../../base/index.ts'
import { usualFigures, type Asker, type Figures } from '../../figures/index.ts'
import type { PackDefinition } from '../../kit/index.ts'

/** Today at a glance: a row per pack with its home figures of yesterday, or of the last day that has data. */
export async function homeView(
  packs: readonly PackDefinition<unknown>[],
  figures: Figures,
  today: Day,
  asker: Asker,
): Promise<HomeView> {
  const catalog = figures.catalog(asker).metrics
  const onHome = catalog.filter((metric) => metric.onHome)
  const span =
    onHome.length > 0
      ? await figures.span(
          onHome.map((metric) => metric.id),
          asker,
        )
      : undefined
  const yesterday = addDays(today, -1)
  const day = span && span.to < yesterday ? span.to : yesterday
  return {
    day,
    packs: await Promise.all(
      packs.filter(hasFigures).map(async (pack) => {
        const metrics = onHome.filter((metric) => metric.pack === pack.id)
        const usual =
          metrics.length > 0
            ? await usualFigures(
                figures,
                metrics.map((metric) => metric.id),
                day,
                asker,
              )
            : new Map()
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
