import { useMemo } from 'react'
import type { AnalysisAnswer } from '../../base/index.ts'
import { AnswerError } from '../api/client.ts'
import { useAnalysis } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { Chart } from '../parts/Chart.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { formatSpan } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { LastDay } from './LastDay.tsx'
import { Measure, MEASURES } from './Measure.tsx'
import styles from './my-work.module.css'

/** Seven days of one operator: figures first, then the last day, pictures, ratings. */
export function Work({ operator }: { operator: string }) {
  const say = useSay()
  const settings = useMemo(() => ({ operator }), [operator])
  const { data: answer, error, refetch } = useAnalysis('calls.my-work', settings)
  if (error instanceof AnswerError && error.status === 400)
    return <Empty title={say('settings_wrong')} next={error.message} />
  if (error && !answer) return <Failure error={error} onRetry={() => void refetch()} />
  if (!answer) return <Waiting height="60vh" />
  return <Answered answer={answer} />
}

function Answered({ answer }: { answer: AnalysisAnswer }) {
  const say = useSay()
  const locale = useLocale()
  const { figures, tables, charts = [], notes = [] } = answer
  const ratings = tables['ratings']
  return (
    <>
      <section aria-labelledby="my-week" className={styles.section}>
        <h2 id="my-week" className={styles.heading}>
          {formatSpan(String(figures['from']), String(figures['to']), locale)}
        </h2>
        <div className={styles.measures}>
          {MEASURES.map((measure) => (
            <Measure key={measure.name} measure={measure} figures={figures} />
          ))}
        </div>
      </section>
      <LastDay figures={figures} />
      <section className={styles.charts} aria-label={say('my_work_pictures')}>
        {charts.map(({ name, title, spec, table }) => {
          const drawn = tables[table]
          return (
            drawn && (
              <figure key={name} className={styles.picture}>
                <figcaption>{title}</figcaption>
                <div className={styles.canvas}>
                  <Chart spec={spec} table={drawn} label={say('chart_of', { title })} />
                </div>
              </figure>
            )
          )
        })}
        {ratings && ratings.rows.length > 0 && (
          <div className={styles.picture}>
            <h2 className={styles.caption}>{ratings.title}</h2>
            <div className={styles.ratings}>
              <DataTable columns={ratings.columns} rows={ratings.rows} caption={ratings.title} />
            </div>
          </div>
        )}
      </section>
      <footer className={styles.foot}>
        <AsOf asOf={answer.asOf} />
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </footer>
    </>
  )
}
