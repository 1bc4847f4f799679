import { martsOfPack } from '../access/index.ts'
import type { Locale } from '../base/index.ts'
import type { Analysis, Dimension, Metric, PackDefinition } from '../kit/index.ts'
import type { ReadyPack } from './contract.ts'
import { notFound, words, wrong } from './say.ts'

export interface KnownMetric {
  metric: Metric
  pack: PackDefinition<any>
}

export interface KnownDimension {
  dimension: Dimension
  pack: PackDefinition<any>
  settings: unknown
}

export interface KnownAnalysis {
  analysis: Analysis<any, any>
  pack: ReadyPack
}

/** A dimension as one metric knows it. */
export interface MetricDimension extends KnownDimension {
  column: string
}

/** Everything that packs define, found by name; a name that is not there is an error with the nearest one. */
export interface Definitions {
  packs: readonly ReadyPack[]
  metrics: readonly KnownMetric[]
  /** of all packs, also those that only an analysis or a list of rows reads: what is remembered is told apart by their rules */
  marts: readonly string[]
  metric(id: string): KnownMetric
  analysis(id: string): KnownAnalysis
  /** each definition of a dimension: packs may share a name, such as `status` */
  dimensions(id: string): readonly KnownDimension[]
  dimensionOf(metric: KnownMetric, id: string): MetricDimension
  dimensionsOf(metric: KnownMetric): readonly MetricDimension[]
}

/**
 * Gathers definitions of all packs.
 * @throws {Error} when a definition contradicts itself: that is the pack's author's to mend, not the reader's
 */
export function gatherDefinitions(packs: readonly ReadyPack[]): Definitions {
  const metrics = packs.flatMap(({ definition: pack }) => pack.metrics.map((metric): KnownMetric => ({ metric, pack })))
  const dimensions = packs.flatMap(({ definition: pack, settings }) =>
    pack.dimensions.map((dimension): KnownDimension => ({ dimension, pack, settings })),
  )
  const analyses = packs.flatMap((pack) =>
    pack.definition.analyses.map((analysis): KnownAnalysis => ({ analysis, pack })),
  )
  const metricById = new Map(metrics.map((known) => [known.metric.id, known]))
  const analysisById = new Map(analyses.map((known) => [known.analysis.id, known]))

  const dimensionsOf = (known: KnownMetric): readonly MetricDimension[] => {
    const ownFirst = dimensions.toSorted((a, b) => Number(b.pack === known.pack) - Number(a.pack === known.pack))
    const found = new Map<string, MetricDimension>()
    for (const each of ownFirst) {
      const column = each.dimension.columns[known.metric.from]
      if (column !== undefined && !found.has(each.dimension.id)) found.set(each.dimension.id, { ...each, column })
    }
    return [...found.values()]
  }

  const definitions: Definitions = {
    packs,
    metrics,
    marts: [...new Set(packs.flatMap(({ definition }) => [...martsOfPack(definition).marts]))].toSorted(),
    metric: (id) => metricById.get(id) ?? raise(notFound('unknown_metric', id, [...metricById.keys()])),
    analysis: (id) => analysisById.get(id) ?? raise(notFound('unknown_analysis', id, [...analysisById.keys()])),
    dimensions(id) {
      const found = dimensions.filter(({ dimension }) => dimension.id === id)
      return found.length > 0 ? found : raise(notFound('unknown_dimension', id, uniqueIds(dimensions)))
    },
    dimensionOf(known, id) {
      definitions.dimensions(id)
      const all = dimensionsOf(known)
      const names = all.map(({ dimension }) => dimension.id).join(', ') || '–'
      return (
        all.find(({ dimension }) => dimension.id === id) ??
        raise(wrong('foreign_dimension', { metric: known.metric.id, dimension: id, known: names }))
      )
    },
    dimensionsOf,
  }
  for (const known of metrics) checkMetric(known, definitions)
  return definitions
}

const uniqueIds = (dimensions: readonly KnownDimension[]): string[] => [
  ...new Set(dimensions.map(({ dimension }) => dimension.id)),
]

function raise(error: Error): never {
  throw error
}

function checkMetric(known: KnownMetric, definitions: Definitions): void {
  const { metric } = known
  if (!/^mart\.\w+$/.test(metric.from)) throw new Error(`${metric.id}: from must be mart.<name>, not ${metric.from}`)
  for (const id of metric.shareOver ?? []) definitions.dimensionOf(known, id)
}

/** What a dimension's value is called; the value itself where the pack has no words for it. */
export function valueLabel({ dimension, pack }: KnownDimension, value: string | null, locale: Locale): string {
  if (value === null) return words.say(locale, 'no_value')
  const key = `value.${dimension.id}.${value}`
  return pack.words.has(key) ? pack.words.say(locale, key) : value
}

/** Labels of all values of a dimension that the pack has words for. */
export function valueLabels({ dimension, pack }: KnownDimension, locale: Locale): Readonly<Record<string, string>> {
  const prefix = `value.${dimension.id}.`
  const keys = pack.words.keys().filter((key) => key.startsWith(prefix))
  return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), pack.words.say(locale, key)]))
}
