import { createContext, use } from 'react'
import type { Catalog, CatalogDimension, CatalogMetric } from '../../base/index.ts'
import type { Exploration } from './address.ts'

/** What the parts of Explore share beside what they share with every dashboard. */
export interface ExploreState {
  catalog: Catalog
  exploration: Exploration
  /** the chosen metrics, as they are known */
  metrics: readonly CatalogMetric[]
  /** dimensions that all chosen metrics know */
  dimensions: readonly CatalogDimension[]
  change(part: Partial<Exploration>): void
}

export const ExploreContext = createContext<ExploreState | undefined>(undefined)

export function useExplore(): ExploreState {
  const state = use(ExploreContext)
  if (!state) throw new Error('useExplore outside of ExplorePage')
  return state
}
