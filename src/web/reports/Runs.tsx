import { Fragment } from 'react'
import type { RunView } from '../../api/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import { State } from './RunState.tsx'
import styles from './reports.module.css'

/** Every run, the failed and skipped ones too: when it was due, how long it took, what it did or why not. */
export function Runs({ runs }: { runs: readonly RunView[] }) {
  const say = useSay()
  if (runs.length === 0) return <Empty title={say('runs_none')} next={say('runs_none_next')} />
  return (
    <div className={styles.sheet}>
      <ol className={styles.rows} aria-label={say('reports_runs')}>
        {runs.map((run) => (
          <Run key={run.id} run={run} />
        ))}
      </ol>
    </div>
  )
}

function Run({ run }: { run: RunView }) {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  const { title, dueAt, state, trigger, attempt, seconds, cause, summary, logRun } = run
  const facts = [
    trigger === 'person' ? say('run_by_person') : undefined,
    seconds === null ? undefined : say('run_seconds', { seconds: Math.round(seconds * 10) / 10 }),
    attempt > 1 ? say('run_attempt', { attempt }) : undefined,
    summary ?? undefined,
  ].filter((fact) => fact !== undefined)
  return (
    <li>
      <div className={styles.rowHead}>
        <State state={state} />
        <b>{title}</b>
        <time dateTime={dueAt} lang={locale}>
          {format(dueAt, 'instant')}
        </time>
      </div>
      <p className={styles.rowFacts}>
        {facts.map((fact, index) => (
          <Fragment key={fact}>
            {index > 0 && ' · '}
            {fact}
          </Fragment>
        ))}
      </p>
      {cause && <p className={styles.cause}>{cause}</p>}
      {(state === 'failed' || state === 'waiting') && (
        <p className={styles.rowFacts}>
          <code>svodka log --run {logRun}</code>
        </p>
      )}
    </li>
  )
}
