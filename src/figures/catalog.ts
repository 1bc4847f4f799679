import type { z } from 'zod'
import type { Catalog, CatalogEntry, Cell, Locale } from '../base/index.ts'
import type { PackDefinition } from '../kit/index.ts'
import { metricMeaning, metricTitle } from './answer.ts'
import type { Definitions } from './definitions.ts'
import { settingFields } from './setting-fields.ts'
import { asCells } from './settings.ts'

/** Everything that can be asked, in the reader's language. */
export function catalogOf(definitions: Definitions, locale: Locale): Catalog {
  const packs = definitions.packs
  return {
    packs: packs.map(({ definition }) => ({
      id: definition.id,
      title: wordOf(definition, locale, `pack.${definition.id}`, definition.id),
    })),
    metrics: definitions.metrics.map((known) => ({
      id: known.metric.id,
      pack: known.pack.id,
      title: metricTitle(known, locale),
      meaning: metricMeaning(known, locale),
      unit: known.metric.unit,
      better: known.metric.better,
      dimensions: definitions.dimensionsOf(known).map(({ dimension }) => dimension.id),
      onHome: known.metric.onHome ?? false,
    })),
    dimensions: packs.flatMap(({ definition }) =>
      definition.dimensions.map((dimension) => ({
        ...entry(definition, 'dimension', dimension, locale),
        isNumber: dimension.isNumber ?? false,
        isOrdered: Boolean(dimension.order ?? dimension.isOrderedByLeadingNumber ?? dimension.isNumber),
      })),
    ),
    analyses: packs.flatMap((pack) =>
      pack.definition.analyses.map((analysis) => ({
        ...entry(pack.definition, 'analysis', analysis, locale),
        settings: usualSettings(analysis.settings(pack.settings)),
        fields: settingFields(analysis.settings(pack.settings), (key, otherwise) =>
          wordOf(pack.definition, locale, `setting.${key}`, otherwise),
        ),
      })),
    ),
    reports: packs.flatMap(({ definition }) =>
      definition.reports.map((each) => entry(definition, 'report', each, locale)),
    ),
    dashboards: packs.flatMap(({ definition }) =>
      definition.dashboards.map((each) => entry(definition, 'dashboard', each, locale)),
    ),
  }
}

function entry(
  pack: PackDefinition<any>,
  kind: 'dimension' | 'analysis' | 'report' | 'dashboard',
  { id, meaning }: { id: string; meaning: string },
  locale: Locale,
): CatalogEntry {
  const say = (key: string, otherwise: string): string => wordOf(pack, locale, key, otherwise)
  return { id, pack: pack.id, title: say(`${kind}.${id}`, id), meaning: say(`${kind}.${id}.meaning`, meaning) }
}

const wordOf = ({ words }: PackDefinition<any>, locale: Locale, key: string, otherwise: string): string =>
  words.has(key) ? words.say(locale, key) : otherwise

/** What an analysis does when nothing is set; nothing is known where a setting has no default. */
function usualSettings(schema: z.ZodType): Readonly<Record<string, Cell>> {
  const parsed = schema.safeParse({})
  return parsed.success ? asCells(parsed.data) : {}
}
