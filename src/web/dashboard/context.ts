import { createContext, use } from 'react'
import type { DashboardView } from '../../api/index.ts'
import type { Catalog, Filter, RowsQuery } from '../../base/index.ts'
import type { View } from './search.ts'
import type { TileContext } from './tile-query.ts'

/** What every tile and the filter bar of one dashboard share. */
export interface DashboardState extends TileContext {
  dashboard: DashboardView
  analyses: Catalog['analyses']
  view: View
  setView(view: View): void
  /** shows the rows behind a figure */
  openRows(rows: RowsQuery): void
  /** keeps only what was pressed on the whole board, and offers to take it back; absent where a press asks first */
  narrow?(name: string, filters: readonly Filter[], rows: RowsQuery): void
}

export const DashboardContext = createContext<DashboardState | undefined>(undefined)

export function useDashboardState(): DashboardState {
  const state = use(DashboardContext)
  if (!state) throw new Error('useDashboardState outside of DashboardPage')
  return state
}
