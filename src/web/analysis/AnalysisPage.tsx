import { Button, Title } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeCsv } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { AnalysisAnswer, CatalogAnalysis } from '../../base/index.ts'
import { AnswerError } from '../api/client.ts'
import { useAnalysis, useCatalog } from '../api/questions.ts'
import { AnalysisBody } from '../dashboard/AnalysisBody.tsx'
import { saveAnalysisCsv, saveAnalysisXlsx } from '../dashboard/save-analysis.ts'
import { useLocale, useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { prepareDrawing } from '../parts/drawing.ts'
import { Empty, Failure, MissingPage, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './analysis.module.css'
import { searchOf, settingsOf, usualSettings, type Settings } from './settings.ts'
import { SettingsForm } from './SettingsForm.tsx'

const route = getRouteApi('/a/$id')

// Asked for together with the page's own code, not after it.
prepareDrawing()

/** Any analysis of the catalog, with settings of its own. */
export function AnalysisPage() {
  const { id } = route.useParams()
  const { data: catalog, error, refetch } = useCatalog()
  const analysis = catalog?.analyses.find((known) => known.id === id)
  useTitle(analysis?.title)
  if (error && !catalog) return <Failure error={error} onRetry={() => void refetch()} />
  if (!catalog) return <Waiting height="70vh" />
  return analysis ? <Asked key={id} analysis={analysis} /> : <MissingPage />
}

function Asked({ analysis }: { analysis: CatalogAnalysis }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const settings = useMemo(() => settingsOf(search), [search])
  const { data: answer, error, isRefreshing, refetch } = useAnalysis(analysis.id, settings)
  const change = (next: Settings) => void navigate({ search: searchOf(next), resetScroll: false })
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{analysis.title}</Title>
        <p>{analysis.meaning}</p>
      </header>
      {analysis.fields.length > 0 && (
        <SettingsForm
          key={JSON.stringify(settings)}
          fields={analysis.fields}
          settings={settings}
          usual={usualSettings(analysis, error ? undefined : answer)}
          onChange={change}
        />
      )}
      <section className={styles.sheet} aria-label={analysis.title} data-refreshing={isRefreshing || undefined}>
        <Answered answer={answer} error={error} onRetry={() => void refetch()} />
      </section>
    </div>
  )
}

interface AnsweredProps {
  answer: AnalysisAnswer | undefined
  error: Error | null
  onRetry(): void
}

function Answered({ answer, error, onRetry }: AnsweredProps) {
  const say = useSay()
  const { may } = useWorkspace()
  const locale = useLocale()
  if (error instanceof AnswerError && error.status === 400)
    return <Empty title={say('settings_wrong')} next={error.message} />
  if (error) return <Failure error={error} onRetry={onRetry} />
  if (!answer) return <Waiting height="50vh" />
  return (
    <>
      <AnalysisBody answer={answer} show={undefined} isFull />
      <footer className={styles.foot}>
        <AsOf asOf={answer.asOf} />
        {may.includes('export') && Object.keys(answer.tables).length > 0 && (
          <div className={`${styles.files} no-print`}>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconFileTypeCsv size={14} aria-hidden />}
              onClick={() => saveAnalysisCsv(answer, locale)}
            >
              {say('save_csv')}
            </Button>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconFileSpreadsheet size={14} aria-hidden />}
              onClick={() => void saveAnalysisXlsx(answer)}
            >
              {say('save_xlsx')}
            </Button>
          </div>
        )}
      </footer>
    </>
  )
}
