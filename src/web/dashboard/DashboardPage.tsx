import { Title } from '@mantine/core'
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { DashboardView } from '../../api/index.ts'
import type { Catalog, RowsQuery } from '../../base/index.ts'
import { LiveContext } from '../api/live.ts'
import { useCatalog, useDashboard } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { prepareDrawing } from '../parts/drawing.ts'
import { formatSpan } from '../parts/format.ts'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import { askAhead } from './ahead.ts'
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
import { periodDays } from './tile-query.ts'
import { Tiles } from './Tiles.tsx'

const route = getRouteApi('/d/$id')

/** as many as the first sight of a screen holds */
const FIRST_TILES = 5

// Asked for together with the page's own code, not after it.
prepareDrawing()
// What fails is asked again by the page, and told there.
askAhead(FIRST_TILES).catch(() => {})

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
  const [isWhole, setIsWhole] = useState(false)
  const beWhole = useCallback(() => setIsWhole(true), [])
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
          <Tiles tiles={dashboard.tiles} onWhole={beWhole} />
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
