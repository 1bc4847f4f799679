import { useAnswer } from '../api/questions.ts'
import { Failure, Waiting } from '../parts/states.tsx'
import { AnswerTable } from './AnswerTable.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { NothingFound } from './NothingFound.tsx'
import type { TileOf } from '../../api/index.ts'
import { holdsNothing } from './tile-query.ts'
import { TileFrame } from './TileFrame.tsx'
import { useTile } from './use-tile.ts'

export function TableTile({ tile }: { tile: TileOf<'table'> }) {
  const { span } = useDashboardState()
  const { query, metrics, meaning, hint } = useTile(tile.query)
  const { data: answer, error, isRefreshing, refetch } = useAnswer(query)
  return (
    <TileFrame
      tile={tile}
      meaning={meaning}
      hint={hint}
      asOf={answer?.asOf}
      isRefreshing={isRefreshing}
      exported={query}
      sql={answer?.sql}
    >
      {({ isFull }) => {
        if (error) return <Failure error={error} onRetry={() => void refetch()} />
        if (!answer) return <Waiting height={240} />
        if (holdsNothing(answer, span)) return <NothingFound />
        return (
          <div className={isFull ? styles.fullPicture : styles.tableBox}>
            <AnswerTable title={tile.title} answer={answer} query={query} metrics={metrics} />
          </div>
        )
      }}
    </TileFrame>
  )
}
