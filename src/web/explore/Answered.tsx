import { Loader, SegmentedControl } from '@mantine/core'
import type { CatalogMetric } from '../../base/index.ts'
import { AnswerError } from '../api/client.ts'
import { ChoicePill } from '../dashboard/ChoicePill.tsx'
import { useDashboardState } from '../dashboard/context.ts'
import { NothingFound } from '../dashboard/NothingFound.tsx'
import { behind, holdsNothing } from '../dashboard/tile-query.ts'
import { useLocale, useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { formatSpan } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { CHART_KINDS, SHOWS, TOPS, type ChartKind, type Show } from './address.ts'
import { Alone } from './Alone.tsx'
import { useExplore } from './context.ts'
import { Drawn } from './Drawn.tsx'
import type { Explored } from './explored.ts'
import styles from './explore.module.css'
import { Files } from './Files.tsx'
import { gridOf, sorted, type GridCell, type GridColumn } from './grid.ts'
import { GridTable } from './GridTable.tsx'
import { Keep } from './Keep.tsx'
import { picturesOf, type Pictures } from './pictures.ts'

interface AnsweredProps {
  explored: Explored | undefined
  error: Error | null
  isRefreshing: boolean
  title: string
  isOrdered: boolean
  top: number
  onRetry(): void
}

/** The answer as a picture, a table or a pivot, and what can be done with it. */
export function Answered({ explored, error, isRefreshing, title, isOrdered, top, onRetry }: AnsweredProps) {
  const say = useSay()
  const { exploration } = useExplore()
  if (error instanceof AnswerError && error.status === 400)
    return <Empty title={say('explore_wrong')} next={error.message} />
  if (error && !explored) return <Failure error={error} onRetry={onRetry} />
  if (!explored) return <Waiting height={420} />
  const drawn = picturesOf(explored, exploration.kind, isOrdered)
  return (
    <section className={styles.sheet} aria-label={title}>
      <header className={styles.tools}>
        <h2 className={styles.title}>{title}</h2>
        {isRefreshing && <Loader size={12} aria-hidden />}
        <div className={styles.toolset}>
          <Tools explored={explored} drawn={drawn} top={top} />
          <span className={styles.pair}>
            <Keep title={title} />
            <Files explored={explored} title={title} pictures={exploration.show === 'chart' ? drawn.pictures : []} />
          </span>
        </div>
      </header>
      <div className={styles.body} data-refreshing={isRefreshing || undefined}>
        <Body explored={explored} drawn={drawn} title={title} />
      </div>
      <footer className={styles.foot}>
        <AsOf asOf={explored.answer.asOf} />
        <Remarks explored={explored} />
      </footer>
    </section>
  )
}

const isShow = (text: string): text is Show => SHOWS.some((show) => show === text)

/** Which ways of showing there are: a lone figure has none, a pivot needs something across. */
function showsOf({ by, grain }: Explored['question']): readonly Show[] {
  const dimensions = by?.length ?? 0
  if (dimensions === 0 && !grain) return []
  return dimensions + (grain ? 1 : 0) > 1 ? SHOWS : SHOWS.filter((show) => show !== 'pivot')
}

function Tools({ explored, drawn, top }: { explored: Explored; drawn: Pictures; top: number }) {
  const say = useSay()
  const { exploration, change } = useExplore()
  const { show, kind } = exploration
  const { leaders } = explored
  const shows = showsOf(explored.question)
  const kinds = CHART_KINDS.filter((known) => drawn.kinds.includes(known))
  const proposed = drawn.kinds[0]
  if (shows.length === 0) return null
  return (
    <>
      {leaders && (leaders.hasRest || leaders.values.length > TOPS[0]) && (
        <ChoicePill
          name={say('explore_top')}
          choices={TOPS.map((count) => ({ value: String(count), label: say('explore_top_count', { count }) }))}
          value={String(top)}
          shown={leaders.hasRest ? String(top) : say('all')}
          isSet={exploration.top !== undefined}
          onChoose={(value) => change({ top: Number(value) })}
        />
      )}
      {show === 'chart' && kinds.length > 1 && proposed && (
        <ChoicePill
          name={say('explore_kind')}
          choices={[
            { value: 'auto', label: say('explore_kind_auto', { kind: say(`kind_${proposed}`) }) },
            ...kinds.map((value) => ({ value, label: say(`kind_${value}`) })),
          ]}
          value={kind ?? 'auto'}
          shown={say(`kind_${kinds.find((known) => known === kind) ?? proposed}`)}
          isSet={kind !== undefined}
          onChoose={(value) => change({ kind: kinds.find((known: ChartKind) => known === value) })}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={say('explore_show')}
        data={shows.map((value) => ({ value, label: say(`explore_show_${value}`) }))}
        value={shows.includes(show) ? show : 'table'}
        onChange={(value) => isShow(value) && change({ show: value, sort: undefined })}
      />
    </>
  )
}

function Body({ explored, drawn, title }: { explored: Explored; drawn: Pictures; title: string }) {
  const say = useSay()
  const { span } = useDashboardState()
  const { exploration, metrics } = useExplore()
  const { answer, question } = explored
  const asked = metrics.filter(({ id }) => question.metrics.includes(id))
  if (holdsNothing(answer, span)) return <NothingFound />
  if (showsOf(question).length === 0) return <Alone explored={explored} metrics={asked} />
  if (exploration.show === 'chart' && drawn.pictures.length > 0) {
    return <Drawn explored={explored} pictures={drawn.pictures} />
  }
  return (
    <>
      {exploration.show === 'chart' && <p className={styles.remark}>{say('explore_no_picture')}</p>}
      <Lines explored={explored} metrics={asked} title={title} />
    </>
  )
}

function Lines({ explored, metrics, title }: { explored: Explored; metrics: readonly CatalogMetric[]; title: string }) {
  const say = useSay()
  const { openRows } = useDashboardState()
  const { exploration, change } = useExplore()
  const { answer, question } = explored
  const grid = gridOf(explored, exploration.show === 'pivot', say('no_value'))
  const open = ({ metric }: GridColumn, { of }: GridCell) => {
    const columns = answer.columns.filter(({ name }) => name in of)
    const { where, period } = behind(of, { ...answer, columns })
    openRows({ metric, where: [...(question.where ?? []), ...where], period, timeZone: answer.period.timeZone })
  }
  return (
    <>
      <GridTable
        grid={sorted(grid, exploration.sort)}
        grain={answer.period.grain}
        metrics={metrics}
        caption={title}
        sort={exploration.sort}
        onSort={(sort) => change({ sort })}
        onOpen={open}
      />
      {grid.hidden > 0 && <p className={styles.remark}>{say('explore_columns_hidden', { count: grid.hidden })}</p>}
    </>
  )
}

/** What a careful reader must know about what is shown. */
function Remarks({ explored: { leaders, answer, totals } }: { explored: Explored }) {
  const say = useSay()
  const locale = useLocale()
  const { exploration } = useExplore()
  const earlier = answer.comparison?.period
  return (
    <>
      <span>{formatSpan(answer.period.from, answer.period.to, locale)}</span>
      {earlier && <span>{say('compared_with', { span: formatSpan(earlier.from, earlier.to, locale) })}</span>}
      {exploration.view.compare && !earlier && <span>{say('explore_no_earlier')}</span>}
      {leaders?.hasRest && <span>{say('explore_rest_meaning', { count: leaders.values.length })}</span>}
      {totals.all && <span>{say('explore_total_meaning')}</span>}
      {answer.isCut && <span>{say('explore_cut', { rows: answer.rows.length })}</span>}
    </>
  )
}
