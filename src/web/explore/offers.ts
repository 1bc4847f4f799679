import type { Catalog, CatalogDimension, CatalogMetric } from '../../base/index.ts'

/** Metrics and dimensions that go together. */
export interface Offer<T> {
  what: T
  /** titles of what it does not go with; empty: it can be chosen */
  against: readonly string[]
}

/** A dimension as the pack of this metric calls it: packs may share a name. */
export function dimensionFor(catalog: Catalog, id: string, pack: string | undefined): CatalogDimension | undefined {
  const named = catalog.dimensions.filter((dimension) => dimension.id === id)
  return named.find((dimension) => dimension.pack === pack) ?? named[0]
}

export const metricsOf = (catalog: Catalog, ids: readonly string[]): readonly CatalogMetric[] =>
  ids.flatMap((id) => catalog.metrics.find((metric) => metric.id === id) ?? [])

/** Dimensions of any of these metrics: those that all of them know, and those that some lack. */
export function dimensionOffers(catalog: Catalog, metrics: readonly CatalogMetric[]): Offer<CatalogDimension>[] {
  const ids = new Set(metrics.flatMap(({ dimensions }) => dimensions))
  const offers = [...ids].flatMap((id): Offer<CatalogDimension>[] => {
    const owner = metrics.find(({ dimensions }) => dimensions.includes(id))
    const what = dimensionFor(catalog, id, owner?.pack)
    const lacking = metrics.filter(({ dimensions }) => !dimensions.includes(id))
    return what ? [{ what, against: lacking.map(({ title }) => title) }] : []
  })
  return offers.toSorted((one, other) => Number(one.against.length > 0) - Number(other.against.length > 0))
}

/** Dimensions that all of these metrics know. */
export const commonDimensions = (catalog: Catalog, metrics: readonly CatalogMetric[]): readonly CatalogDimension[] =>
  dimensionOffers(catalog, metrics)
    .filter(({ against }) => against.length === 0)
    .map(({ what }) => what)

/** All metrics; those that lack a dimension in use say which. */
export function metricOffers(
  catalog: Catalog,
  used: readonly string[],
  chosen: readonly string[],
): Offer<CatalogMetric>[] {
  const pack = metricsOf(catalog, chosen)[0]?.pack
  return catalog.metrics.map((what) => ({
    what,
    against: used
      .filter((id) => !what.dimensions.includes(id))
      .map((id) => dimensionFor(catalog, id, pack)?.title ?? id),
  }))
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** Whether every word that was typed stands in the text somewhere. */
export const holdsAll = (text: string, typed: string): boolean => {
  const where = text.toLowerCase()
  return wordsOf(typed).every((word) => where.includes(word))
}
