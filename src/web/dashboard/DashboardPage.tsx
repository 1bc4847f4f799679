import '@mantine/dates/styles.css'
import { Title } from '@mantine/core'
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { DashboardView } from '../../api/index.ts'
import type { Catalog, RowsQuery } from '../../base/index.ts'
import { loadEngine } from '../../charts/index.ts'
import { LiveContext } from '../api/live.ts'
import { useCatalog, useDashboard } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import { Announcer } from './Announcer.tsx'
import { DashboardContext, type DashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { FilterBar } from './FilterBar.tsx'
import { FilterChips } from './FilterChips.tsx'
import { LiveNote } from './LiveNote.tsx'
import { RowsDrawer } from './RowsDrawer.tsx'
import { searchOf, viewOf, type View } from './search.ts'
import { Tile } from './Tile.tsx'

const route = getRouteApi('/d/$id')

/** as many as the first sight of a screen holds */
const FIRST_TILES = 5

// Asked for together with the page's own code, not after it.
void loadEngine()

export function DashboardPage() {
  const { id } = route.useParams()
  return <LoadedDashboard key={id} id={id} />
}

function LoadedDashboard({ id }: { id: string }) {
  const { data: dashboard, error, refetch } = useDashboard(id)
  const { data: catalog, error: catalogError, refetch: refetchCatalog } = useCatalog()
  useTitle(dashboard?.title)
  if (error && !dashboard) return <Failure error={error} onRetry={() => void refetch()} />
  if (catalogError && !catalog) return <Failure error={catalogError} onRetry={() => void refetchCatalog()} />
  if (!dashboard || !catalog) return <Waiting height="70vh" />
  const { refreshSeconds } = dashboard
  return (
    <LiveContext value={refreshSeconds === null ? undefined : refreshSeconds * 1000}>
      <Dashboard dashboard={dashboard} catalog={catalog} hasFailed={error !== null} />
    </LiveContext>
  )
}

interface DashboardProps {
  dashboard: DashboardView
  catalog: Catalog
  /** the last try to refresh it had no answer */
  hasFailed: boolean
}

function Dashboard({ dashboard, catalog, hasFailed }: DashboardProps) {
  const say = useSay()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { today } = useWorkspace()
  const [rowsWanted, setRowsWanted] = useState<RowsQuery>()
  const { period, filters, span } = dashboard
  const view = useMemo(() => viewOf(search, period, filters), [search, period, filters])
  const setView = useCallback(
    (next: View) => void navigate({ search: searchOf(next, period), resetScroll: false }),
    [navigate, period],
  )
  const state = useMemo<DashboardState>(
    () => ({
      dashboard,
      metrics: catalog.metrics,
      analyses: catalog.analyses,
      today,
      span,
      view,
      setView,
      openRows: setRowsWanted,
    }),
    [dashboard, catalog, today, span, view, setView],
  )
  useTileOfHash(dashboard)
  // the rest follows in slices, between which the page answers
  const isWhole = useDeferredValue(true, false)
  return (
    <DashboardContext value={state}>
      <div className="page">
        <header className="page-head">
          <Title order={1}>{dashboard.title}</Title>
          <p>{dashboard.meaning}</p>
          <LiveNote dashboard={dashboard} hasFailed={hasFailed} />
        </header>
        <search className={styles.filters} aria-label={say('filters')}>
          <FilterBar />
        </search>
        <FilterChips />
        <Announcer />
        <div className={styles.tiles}>
          {dashboard.tiles.slice(0, isWhole ? undefined : FIRST_TILES).map((tile) => (
            <Tile key={tile.id} tile={tile} />
          ))}
        </div>
      </div>
      <RowsDrawer rows={rowsWanted} onClose={() => setRowsWanted(undefined)} />
    </DashboardContext>
  )
}

/** Brings the tile of the metric named in the address into sight. */
function useTileOfHash({ tiles }: DashboardView): void {
  const { hash } = useLocation()
  useEffect(() => {
    const tile = tiles.find((one) => one.kind !== 'analysis' && one.query.metrics.includes(hash))
    if (tile) document.getElementById(`tile-${tile.id}`)?.scrollIntoView({ block: 'center' })
  }, [hash, tiles])
}
