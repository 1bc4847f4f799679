import type { Catalog, CatalogDimension } from '../../base/index.ts'
import type { SearchFields } from '../dashboard/search.ts'
import { explorationOf, type Exploration } from './address.ts'
import { metricsOf } from './offers.ts'

const unique = <T extends { dimension: string }>(fields: readonly T[]): readonly T[] => [
  ...new Map(fields.map((field) => [field.dimension, field])).values(),
]

/** What an address asks for; what it names and the catalog does not know, or not together, is left out. */
export function possible(search: SearchFields, catalog: Catalog): Exploration {
  const fields = catalog.dimensions.map(({ id, isNumber }) => ({ dimension: id, isNumber }))
  const exploration = explorationOf(search, unique(fields))
  const metrics = metricsOf(catalog, exploration.metrics)
  const isKnown = (dimension: string) => metrics.every(({ dimensions }) => dimensions.includes(dimension))
  const { view, by } = exploration
  return {
    ...exploration,
    metrics: metrics.map(({ id }) => id),
    by: by.filter(isKnown),
    view: { ...view, where: view.where.filter(({ dimension }) => isKnown(dimension)) },
  }
}

/** Whether the values of the first dimension have an order of their own. */
export const isFirstOrdered = ({ by }: Exploration, dimensions: readonly CatalogDimension[]): boolean =>
  dimensions.find(({ id }) => id === by[0])?.isOrdered ?? false
