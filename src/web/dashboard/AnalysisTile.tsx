import { useAnalysis } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { AnalysisBody } from './AnalysisBody.tsx'
import { useDashboardState } from './context.ts'
import type { TileOf } from '../../api/index.ts'
import { saveAnalysisCsv, saveAnalysisXlsx } from './save-analysis.ts'
import { TileFrame } from './TileFrame.tsx'

/** A question answered in words, with its pictures and tables. Its days are its own, not the filter bar's. */
export function AnalysisTile({ tile }: { tile: TileOf<'analysis'> }) {
  const say = useSay()
  const locale = useLocale()
  const { analyses } = useDashboardState()
  const { data: answer, error, isRefreshing, refetch } = useAnalysis(tile.analysis)
  const meaning = analyses.find(({ id }) => id === tile.analysis)?.meaning ?? ''
  return (
    <TileFrame
      tile={tile}
      meaning={meaning}
      hint={say('own_settings')}
      asOf={answer?.asOf}
      isRefreshing={isRefreshing}
      analysis={tile.analysis}
      onSaveCsv={answer && (() => saveAnalysisCsv(answer, locale))}
      onSaveXlsx={answer && (() => void saveAnalysisXlsx(answer))}
    >
      {({ isFull }) => {
        if (error) return <Failure error={error} onRetry={() => void refetch()} />
        if (!answer) return <Waiting height={320} />
        return <AnalysisBody answer={answer} show={tile.show} isFull={isFull} />
      }}
    </TileFrame>
  )
}
