import { Badge, Button, Modal, Title } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useState } from 'react'
import type { LoadRunView } from '../../api/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { DataTable, type TableColumn } from '../parts/DataTable.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import styles from './data.module.css'
import { useRunLog, useRuns } from './questions.ts'

const COLORS = { running: 'blue', done: 'teal', failed: 'red', broken: 'orange' } as const

/** Runs of the sources: what each stream brought, why it failed, and what the run wrote to the log. */
export function Runs() {
  const say = useSay()
  const { data: runs, error, refetch } = useRuns()
  const [shown, setShown] = useState<LoadRunView>()
  if (error && !runs) return <Failure error={error} onRetry={() => void refetch()} />
  if (!runs) return <Waiting height={320} />
  return (
    <section aria-labelledby="runs" className={styles.part}>
      <div>
        <Title order={2} id="runs">
          {say('data_runs')}
        </Title>
        <p className={styles.meaning}>{say('loads_meaning')}</p>
      </div>
      <div className={styles.sheet}>
        {runs.length === 0 && <Empty title={say('loads_none')} next={say('loads_none_next')} />}
        <ol className={styles.runs} aria-label={say('data_runs')}>
          {runs.map((run) => (
            <Run key={run.id} run={run} onLog={() => setShown(run)} />
          ))}
        </ol>
      </div>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={say('load_log_of', { run: shown?.id ?? '' })}
        size="xl"
      >
        {shown && <RunLog id={shown.id} />}
      </Modal>
    </section>
  )
}

const sumOf = (run: LoadRunView, name: 'added' | 'changed' | 'rejected'): number =>
  run.streams.reduce((sum, stream) => sum + stream[name], 0)

function Run({ run, onLog }: { run: LoadRunView; onLog(): void }) {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  const { startedAt, state, mode, trigger, seconds, streams } = run
  const failed = streams.filter(({ error }) => error !== null)
  const rejected = sumOf(run, 'rejected')
  const facts = [
    say(`load_mode_${mode}`),
    say(`load_by_${trigger}`),
    ...(seconds === null ? [] : [say('run_seconds', { seconds: Math.round(seconds * 10) / 10 })]),
    say('load_rows', { added: sumOf(run, 'added'), changed: sumOf(run, 'changed') }),
  ]
  return (
    <li>
      <div className={styles.runHead}>
        <Badge variant="light" color={COLORS[state]} radius="sm" tt="none" fw={700}>
          {say(`load_state_${state}`)}
        </Badge>
        <time dateTime={startedAt}>
          <b>{format(startedAt, 'instant')}</b>
        </time>
        <span className={styles.rows}>{facts.join(' · ')}</span>
        {rejected > 0 && (
          <span className={styles.warned}>
            {say('load_rejected', { count: rejected, text: rejected.toLocaleString(locale) })}
          </span>
        )}
        <span className={styles.fill} />
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconFileText size={14} aria-hidden />}
          aria-label={say('load_log_of', { run: run.id })}
          onClick={onLog}
        >
          {say('load_log')}
        </Button>
      </div>
      {failed.map(({ source, stream, error }) => (
        <p key={`${source}/${stream}`} className={styles.cause}>
          <b>
            {source}/{stream}
          </b>
          : {error}
        </p>
      ))}
      {streams.length > 0 && <Streams run={run} />}
    </li>
  )
}

function Streams({ run }: { run: LoadRunView }) {
  const say = useSay()
  const names = ['source', 'stream', 'added', 'changed', 'unchanged', 'rejected', 'seconds'] as const
  const columns = names.map((name): TableColumn => {
    const unit = name === 'source' || name === 'stream' ? 'text' : name === 'seconds' ? 'seconds' : 'count'
    return { name, unit, label: say(name === 'rejected' ? 'load_rejected_rows' : `load_${name}`) }
  })
  return (
    <details className={styles.doc}>
      <summary>{say('load_streams', { count: run.streams.length })}</summary>
      <DataTable columns={columns} rows={run.streams} caption={say('load_streams_of', { run: run.id })} />
    </details>
  )
}

function RunLog({ id }: { id: string }) {
  const say = useSay()
  const { data: log, error, refetch } = useRunLog(id)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!log) return <Waiting height={240} />
  if (log.lines.length === 0) return <Empty title={say('load_log_none')} next={say('load_log_none_next')} />
  return (
    <>
      {log.isCut && <p className={styles.meaning}>{say('load_log_cut', { count: log.lines.length })}</p>}
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.log} aria-label={say('load_log')} tabIndex={0}>
        {log.lines.map((line, at) => (
          // lines of a log are told apart by their places only
          // oxlint-disable-next-line react/no-array-index-key
          <p key={at} data-level={line.level}>
            <time>{line.at.slice(11, 23)}</time> <b>{line.event}</b> {line.detail}
          </p>
        ))}
      </section>
      <p className={styles.meaning}>
        <code>svodka log --run {id}</code>
      </p>
    </>
  )
}
