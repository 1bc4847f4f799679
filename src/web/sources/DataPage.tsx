import { Badge, Title } from '@mantine/core'
import { useMemo } from 'react'
import type { DataView } from '../../api/index.ts'
import type { Row, Unit } from '../../base/index.ts'
import { useDataState } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { DataTable, type TableColumn } from '../parts/DataTable.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import styles from './data.module.css'
import { Layers } from './Layers.tsx'

/** Where the figures come from: sources and how fresh they are, rows that did not fit, tables and what they hold. */
export function DataPage() {
  const say = useSay()
  const { data: state, error, refetch } = useDataState()
  useTitle(say('data'))
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{say('data')}</Title>
        <p>{say('data_meaning')}</p>
      </header>
      {error && !state && <Failure error={error} onRetry={() => void refetch()} />}
      {!state && !error && <Waiting height={320} />}
      {state && (
        <>
          <Sources sources={state.sources} />
          <Rejected rows={state.rejected} />
          <Layers layers={state.layers} />
        </>
      )}
    </div>
  )
}

function Sources({ sources }: { sources: DataView['sources'] }) {
  const say = useSay()
  return (
    <section aria-labelledby="sources" className={styles.part}>
      <Title order={2} id="sources">
        {say('sources')}
      </Title>
      {sources.length === 0 && <Empty title={say('sources_empty')} next={say('sources_empty_next')} />}
      <div className={styles.sources}>
        {sources.map((source) => (
          <SourceCard key={source.id} source={source} />
        ))}
      </div>
    </section>
  )
}

function SourceCard({ source }: { source: DataView['sources'][number] }) {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  const freshness = source.asOf === null ? 'never' : source.isStale ? 'stale' : 'fresh'
  const color = { never: 'gray', stale: 'orange', fresh: 'teal' }[freshness]
  return (
    <article className={styles.source}>
      <div className={styles.sourceHead}>
        <h3>{source.title}</h3>
        <Badge variant="light" color={color} radius="sm" tt="none" fw={700}>
          {say(`source_${freshness}`)}
        </Badge>
      </div>
      <dl>
        <div>
          <dt>{say('source_as_of')}</dt>
          <dd>{format(source.asOf, 'instant')}</dd>
        </div>
        <div>
          <dt>{say('source_rejected')}</dt>
          <dd className={source.rejected > 0 ? styles.warned : undefined}>{source.rejected.toLocaleString(locale)}</dd>
        </div>
        <div>
          <dt>{say('source_streams')}</dt>
          <dd>
            {source.streams.map((stream) => (
              <code key={stream} className={styles.stream}>
                {stream}
              </code>
            ))}
          </dd>
        </div>
      </dl>
    </article>
  )
}

const REJECTED_COLUMNS: readonly { name: string; unit: Unit }[] = [
  { name: 'source', unit: 'text' },
  { name: 'stream', unit: 'text' },
  { name: 'entity', unit: 'text' },
  { name: 'reason', unit: 'text' },
  { name: 'record', unit: 'text' },
  { name: 'rejectedAt', unit: 'instant' },
  { name: 'file', unit: 'text' },
  { name: 'line', unit: 'count' },
]

function Rejected({ rows }: { rows: readonly Row[] }) {
  const say = useSay()
  const columns = useMemo<TableColumn[]>(
    () => REJECTED_COLUMNS.map(({ name, unit }) => ({ name, unit, label: say(`rejected_${name}`) })),
    [say],
  )
  return (
    <section aria-labelledby="rejected" className={styles.part}>
      <div>
        <Title order={2} id="rejected">
          {say('rejected')}
        </Title>
        <p className={styles.meaning}>{say('rejected_meaning')}</p>
      </div>
      <div className={styles.sheet}>
        {rows.length === 0 ? (
          <Empty title={say('rejected_none')} next={say('rejected_none_next')} isWell />
        ) : (
          <DataTable columns={columns} rows={rows} caption={say('rejected')} />
        )}
      </div>
    </section>
  )
}
