import { Title } from '@mantine/core'
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { DashboardView } from '../../api/index.ts'
import type { Catalog, RowsQuery } from '../../base/index.ts'
import { loadEngine } from '../../charts/index.ts'
import { LiveContext } from '../api/live.ts'
import { useCatalog, useDashboard } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { formatSpan } from '../parts/format.ts'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import { Announcer } from './Announcer.tsx'
import { DashboardContext, type DashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { BoardTools } from './BoardTools.tsx'
import { FilterBar } from './FilterBar.tsx'
import { FilterChips } from './FilterChips.tsx'
import { LiveNote } from './LiveNote.tsx'
import { Narrowed, type Narrowing } from './Narrowed.tsx'
import { RowsDrawer } from './RowsDrawer.tsx'
import { searchOf, searchText, viewOf, withFilter, type View } from './search.ts'
import { Tile } from './Tile.tsx'
import { periodDays } from './tile-query.ts'

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
  return <Dashboard dashboard={dashboard} catalog={catalog} hasFailed={error !== null} refetch={refetch} />
}

interface DashboardProps {
  dashboard: DashboardView
  catalog: Catalog
  /** the last try to refresh it had no answer */
  hasFailed: boolean
  refetch(): unknown
}

function Dashboard({ dashboard, catalog, hasFailed, refetch }: DashboardProps) {
  const say = useSay()
  const locale = useLocale()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { today } = useWorkspace()
  const [rowsWanted, setRowsWanted] = useState<RowsQuery>()
  const [narrowing, setNarrowing] = useState<Narrowing>()
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
      narrow(name, given, rows) {
        const next = given.reduce((made, filter) => withFilter(made, filter.dimension, filter), view)
        setNarrowing({ name, before: view, made: addressOf(next, period), rows })
        setView(next)
      },
    }),
    [dashboard, catalog, today, span, view, setView, period],
  )
  const days = periodDays(view, { today, span })
  const refreshSeconds = dashboard.refreshSeconds ?? view.refreshSeconds ?? null
  useAgain(refetch, dashboard.refreshSeconds === null ? view.refreshSeconds : undefined)
  // the rest follows in slices, between which the page answers
  const isWhole = useDeferredValue(true, false)
  useTileOfHash(dashboard, isWhole)
  return (
    <LiveContext value={refreshSeconds === null ? undefined : refreshSeconds * 1000}>
      <DashboardContext value={state}>
        <div className="page">
          <header className="page-head">
            <div className={styles.headLine}>
              <Title order={1}>{dashboard.title}</Title>
              <BoardTools />
            </div>
            <p>{dashboard.meaning}</p>
            <p className="print-only">{formatSpan(days.from, days.to, locale)}</p>
            <LiveNote now={dashboard.now} refreshSeconds={refreshSeconds} hasFailed={hasFailed} />
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
            {!isWhole && dashboard.tiles.length > FIRST_TILES && (
              <div className={styles.rest}>
                <Waiting height={320} />
              </div>
            )}
          </div>
        </div>
        {narrowing && narrowing.made === addressOf(view, period) && (
          <Narrowed narrowing={narrowing} onDone={() => setNarrowing(undefined)} />
        )}
        <RowsDrawer rows={rowsWanted} onClose={() => setRowsWanted(undefined)} />
      </DashboardContext>
    </LiveContext>
  )
}

const addressOf = (view: View, period: DashboardView['period']): string => searchText(searchOf(view, period))

/** Asks for the board itself anew, as often as the reader wants, while somebody can see it: its answer says when. */
function useAgain(refetch: () => unknown, seconds: number | undefined): void {
  useEffect(() => {
    if (seconds === undefined) return undefined
    const timer = setInterval(() => document.hidden || refetch(), seconds * 1000)
    return () => clearInterval(timer)
  }, [refetch, seconds])
}

/** Brings the tile of the metric named in the address into sight. */
function useTileOfHash({ tiles }: DashboardView, isWhole: boolean): void {
  const { hash } = useLocation()
  useEffect(() => {
    if (!isWhole) return
    const tile = tiles.find((one) => one.kind !== 'analysis' && one.query.metrics.includes(hash))
    if (tile) document.getElementById(`tile-${tile.id}`)?.scrollIntoView({ block: 'center' })
  }, [hash, tiles, isWhole])
}
