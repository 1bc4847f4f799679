import type { Answer, CatalogMetric } from '../../base/index.ts'
import { useAnswer } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Delta } from '../parts/Delta.tsx'
import { formatSpan, fullNumber, useFormat } from '../parts/format.ts'
import { Sparkline } from '../parts/Sparkline.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import type { TileOf } from '../../api/index.ts'
import { headlineQuery, incompleteFrom, isOneDay, sparkQuery, wholeAtStart } from './tile-query.ts'
import { TileFrame } from './TileFrame.tsx'
import { useTile } from './use-tile.ts'

const HEIGHT = 104
const HEIGHT_WITHOUT_LINE = 56

const figureOf = (rows: Answer['rows'] | undefined, metric: string): number | null => {
  const value = rows?.[0]?.[metric]
  return typeof value === 'number' ? value : null
}

export function MetricTile({ tile }: { tile: TileOf<'metric'> }) {
  const state = useDashboardState()
  const { query, metrics, meaning, hint } = useTile(tile.query)
  const headline = headlineQuery(query)
  const { data: answer, error, isRefreshing, refetch } = useAnswer(headline)
  const hasLine = !isOneDay(query, state)
  const spark = useAnswer(hasLine ? sparkQuery(query, state.view, state) : undefined)
  const metric = metrics[0]
  const openBehind = () => {
    if (!metric) return
    const { where, period, timeZone } = query
    state.openRows({
      metric: metric.id,
      ...(where ? { where } : {}),
      ...(period ? { period } : {}),
      ...(timeZone ? { timeZone } : {}),
    })
  }
  return (
    <TileFrame
      tile={tile}
      meaning={meaning}
      hint={hint}
      asOf={answer?.asOf}
      isRefreshing={isRefreshing}
      exported={query}
      sql={answer?.sql}
      onRows={openBehind}
    >
      {({ isFull }) => {
        if (error) return <Failure error={error} onRetry={() => void refetch()} />
        if (!answer || !metric) return <Waiting height={hasLine ? HEIGHT : HEIGHT_WITHOUT_LINE} />
        return (
          <Headline
            metric={metric}
            answer={answer}
            spark={hasLine ? spark.data : undefined}
            height={hasLine ? HEIGHT : HEIGHT_WITHOUT_LINE}
            isFull={isFull}
          />
        )
      }}
    </TileFrame>
  )
}

/** The figures of whole periods, oldest first. */
function pointsOf(spark: Answer, metric: string): (number | null)[] {
  const cut = incompleteFrom(spark)
  const column = spark.columns.find(({ kind }) => kind === 'period')?.name ?? ''
  const whole = wholeAtStart(spark).filter((row) => cut === undefined || String(row[column]) < cut)
  return whole.map((row) => {
    const value = row[metric]
    return typeof value === 'number' ? value : null
  })
}

interface HeadlineProps {
  metric: CatalogMetric
  answer: Answer
  spark: Answer | undefined
  height: number
  isFull: boolean
}

function Headline({ metric, answer, spark, height, isFull }: HeadlineProps) {
  const say = useSay()
  const { view } = useDashboardState()
  const format = useFormat()
  const locale = useLocale()
  const { id, unit, better, title } = metric
  const value = figureOf(answer.rows, id)
  const before = figureOf(answer.comparison?.rows, id)
  const points = spark ? pointsOf(spark, id) : []
  const isLong = value !== null && Math.abs(value) >= 1_000_000
  return (
    <div className={styles.headline} style={{ minHeight: height }} data-full={isFull || undefined}>
      <div className={styles.big} title={fullNumber(value, locale)}>
        {format(value, unit, { compact: isLong && !isFull })}
      </div>
      {answer.comparison && value !== null && (
        <div
          title={say('compared_with', {
            span: formatSpan(answer.comparison.period.from, answer.comparison.period.to, locale),
          })}
        >
          <Delta
            now={value}
            before={before}
            unit={unit}
            better={better}
            note={say('before', { value: format(before, unit) })}
          />
        </div>
      )}
      {!answer.comparison && view.compare && <span className={styles.quiet}>{say('no_earlier')}</span>}
      {value === null && <span className={styles.quiet}>{say('no_figure_why')}</span>}
      <div className={styles.headlineSpark}>
        {points.length > 1 && <Sparkline values={points} label={say('spark_of', { title, points: points.length })} />}
      </div>
    </div>
  )
}
