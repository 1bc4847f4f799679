import { Badge, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { DataView } from '../../api/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import styles from './data.module.css'

export function Sources({ sources }: { sources: DataView['sources'] }) {
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
        <code>{source.id}</code>
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
          <dd>
            {source.rejected === 0 ? (
              '0'
            ) : (
              <Link
                to="/data/$part"
                params={{ part: 'rejected' }}
                search={{ source: source.id }}
                className={styles.warned}
              >
                {source.rejected.toLocaleString(locale)}
              </Link>
            )}
          </dd>
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
