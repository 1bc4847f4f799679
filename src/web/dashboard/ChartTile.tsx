import { useCallback, useMemo, useState } from 'react'
import type { Answer, CatalogMetric, Query, Row } from '../../base/index.ts'
import { useAnswer } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { Chart } from '../parts/Chart.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { AnswerTable } from './AnswerTable.tsx'
import { chartOf } from './chart-of.ts'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { NothingFound } from './NothingFound.tsx'
import { PointMenu, type PickedPoint } from './PointMenu.tsx'
import type { TileOf } from '../../api/index.ts'
import { pressed } from './pressed.ts'
import { holdsNothing, incompleteFrom } from './tile-query.ts'
import { TileFrame } from './TileFrame.tsx'
import { useTile } from './use-tile.ts'

export function ChartTile({ tile }: { tile: TileOf<'chart'> }) {
  const { span } = useDashboardState()
  const { query, metrics, meaning, hint } = useTile(tile.query)
  const { data: answer, error, isRefreshing, refetch } = useAnswer(query)
  const [isTable, setIsTable] = useState(false)
  return (
    <TileFrame
      tile={tile}
      meaning={meaning}
      hint={hint}
      asOf={answer?.asOf}
      isRefreshing={isRefreshing}
      exported={query}
      sql={answer?.sql}
      asTable={{ isOn: isTable, toggle: () => setIsTable(!isTable) }}
    >
      {({ isFull }) => {
        if (error) return <Failure error={error} onRetry={() => void refetch()} />
        if (!answer) return <Waiting height={280} />
        if (holdsNothing(answer, span)) return <NothingFound />
        const shown = { tile, answer, query, metrics }
        return (
          <div className={isFull ? styles.fullPicture : isTable ? styles.tableBox : styles.chartBox}>
            {isTable ? <AnswerTable title={tile.title} {...shown} /> : <AnswerChart {...shown} />}
          </div>
        )
      }}
    </TileFrame>
  )
}

interface AnswerChartProps {
  tile: TileOf<'chart'>
  answer: Answer
  query: Query
  metrics: readonly CatalogMetric[]
}

function AnswerChart({ tile, answer, query }: AnswerChartProps) {
  const say = useSay()
  const { dashboard, narrow } = useDashboardState()
  const [picked, setPicked] = useState<PickedPoint>()
  const earlier = say('earlier')
  const { spec, table } = useMemo(() => chartOf(tile.chart, answer, earlier), [tile.chart, answer, earlier])
  const pick = useCallback(
    (row: Row, at: { x: number; y: number }) => {
      const { filters, name, rows } = pressed(row, answer, query, dashboard, say('no_value'))
      if (narrow && rows && filters.length > 0) narrow(name, filters, rows)
      else setPicked({ row, at })
    },
    [answer, query, dashboard, narrow, say],
  )
  const label = say('chart_of', { title: tile.title })
  return (
    <>
      <Chart
        spec={spec}
        table={table}
        grain={answer.period.grain}
        incompleteFrom={incompleteFrom(answer)}
        label={label}
        onPick={pick}
      />
      <PointMenu picked={picked} answer={answer} query={query} onClose={() => setPicked(undefined)} />
    </>
  )
}
