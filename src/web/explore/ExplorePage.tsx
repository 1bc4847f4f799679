import { Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { Catalog, CatalogDimension, RowsQuery } from '../../base/index.ts'
import { useCatalog } from '../api/questions.ts'
import { Announcer } from '../dashboard/Announcer.tsx'
import { DashboardContext, type DashboardState } from '../dashboard/context.ts'
import { RowsDrawer } from '../dashboard/RowsDrawer.tsx'
import type { View } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { prepareDrawing } from '../parts/drawing.ts'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import { addressOf, USUAL_PERIOD, type Exploration } from './address.ts'
import { askAhead } from './ahead.ts'
import { Answered } from './Answered.tsx'
import { Asked } from './Asked.tsx'
import { ExploreContext, type ExploreState } from './context.ts'
import styles from './explore.module.css'
import type { Leaders } from './question.ts'
import { Filters } from './Filters.tsx'
import { commonDimensions, dimensionFor, metricsOf } from './offers.ts'
import { isFirstOrdered, possible } from './possible.ts'
import { honest, questionOf, usualTop } from './question.ts'
import { Saved } from './Saved.tsx'
import { Starters } from './Starters.tsx'
import { useExplored, useSpan } from './use-explored.ts'

const route = getRouteApi('/explore')

// Asked for together with the page's own code, not after it.
prepareDrawing()
// What fails is asked again by the page, and told there.
askAhead().catch(() => {})

/** Any metrics by any dimensions over any days, as a picture, a table or a pivot. */
export function ExplorePage() {
  const { data: catalog, error, refetch } = useCatalog()
  useTitle(useSay()('explore'))
  if (error && !catalog) return <Failure error={error} onRetry={() => void refetch()} />
  if (!catalog) return <Waiting height="70vh" />
  return <Explorer catalog={catalog} />
}

function Explorer({ catalog }: { catalog: Catalog }) {
  const say = useSay()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const exploration = useMemo(() => possible(search, catalog), [search, catalog])
  const change = useCallback(
    (part: Partial<Exploration>) =>
      void navigate({ search: addressOf({ ...exploration, ...part }), resetScroll: false }),
    [navigate, exploration],
  )
  const state = useMemo<ExploreState>(() => {
    const metrics = metricsOf(catalog, exploration.metrics)
    return { catalog, exploration, metrics, dimensions: commonDimensions(catalog, metrics), change }
  }, [catalog, exploration, change])
  return (
    <ExploreContext value={state}>
      <div className="page">
        <header className="page-head">
          <Title order={1}>{say('explore')}</Title>
          <p>{say('explore_meaning')}</p>
        </header>
        {state.metrics.length === 0 ? (
          <>
            <div className={styles.panel}>
              <Asked />
            </div>
            <Saved />
            <Starters catalog={catalog} />
          </>
        ) : (
          <Question state={state} />
        )}
      </div>
    </ExploreContext>
  )
}

function Question({ state }: { state: ExploreState }) {
  const say = useSay()
  const { today } = useWorkspace()
  const { exploration, metrics, dimensions, catalog, change } = state
  const days = useSpan(exploration.metrics)
  const span = days.data ?? null
  const [rowsWanted, setRowsWanted] = useState<RowsQuery>()
  const top = exploration.top ?? usualTop(exploration)
  const isOrdered = isFirstOrdered(exploration, dimensions)
  const query = useMemo(
    () => (span ? questionOf(exploration, { today, span, metrics }) : undefined),
    [exploration, today, span, metrics],
  )
  const { data: explored, error, isRefreshing, refetch } = useExplored(query, top, exploration.show, isOrdered)
  const retry = () => void (days.error ? days.refetch() : refetch())
  const leaders = explored?.leaders
  const shared = useMemo<DashboardState>(() => {
    const truly = truth(leaders, dimensions)
    return {
      dashboard: {
        id: 'explore',
        title: '',
        meaning: '',
        period: USUAL_PERIOD,
        span,
        now: '',
        refreshSeconds: null,
        filters: dimensions.map(({ id, title, isNumber }) => ({ dimension: id, title, isNumber })),
        tiles: [],
      },
      metrics: catalog.metrics,
      analyses: catalog.analyses,
      today,
      span,
      view: exploration.view,
      setView: (view: View) => change({ view: { ...view, where: view.where.map(truly) } }),
      openRows: (rows) => setRowsWanted({ ...rows, where: rows.where?.map(truly) ?? [] }),
    }
  }, [leaders, dimensions, catalog, today, span, exploration.view, change])
  const title = useQuestionTitle(state)
  useTitle(`${title} · ${say('explore')}`)
  return (
    <DashboardContext value={shared}>
      <div className={styles.panel}>
        <Asked />
        <Filters />
      </div>
      <Announcer />
      <Answered
        explored={explored}
        error={days.error ?? error}
        isRefreshing={isRefreshing}
        title={title}
        isOrdered={isOrdered}
        top={top}
        onRetry={retry}
      />
      <RowsDrawer rows={rowsWanted} onClose={() => setRowsWanted(undefined)} />
    </DashboardContext>
  )
}

const truth =
  (leaders: Leaders | undefined, dimensions: readonly CatalogDimension[]) => (filter: Parameters<typeof honest>[0]) =>
    honest(filter, leaders, dimensions.find(({ id }) => id === filter.dimension)?.isNumber ?? false)

/** What is asked, in one line: “Tickets, resolution time: by priority, by line”. */
function useQuestionTitle({ catalog, metrics, exploration }: ExploreState): string {
  const say = useSay()
  const names = metrics.map(({ title }) => title).join(', ')
  const splits = exploration.by.map((id) => dimensionFor(catalog, id, metrics[0]?.pack)?.title.toLowerCase() ?? id)
  return splits.length > 0 ? say('explore_title', { names, splits: splits.join(', ') }) : names
}
