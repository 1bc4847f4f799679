import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { AuditEntry, PersonView } from '../../api/index.ts'
import { useRecord } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { ACTIONS, isRefusal } from './actions.ts'
import { useDetailText } from './detail-text.ts'
import styles from './people.module.css'
import { words } from './words.ts'

/** What was done, by whom and to whom, newest first. */
export function Record({ people }: { people: readonly PersonView[] }) {
  const say = useSay(words)
  const [filter, setFilter] = useState({ who: '', action: '' })
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useRecord(filter)
  const entries = data?.pages.flat()
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <NativeSelect
          aria-label={say('column_person')}
          value={filter.who}
          data={[
            { value: '', label: say('record_everybody') },
            ...people.map(({ login, name }) => ({ value: login, label: name })),
          ]}
          onChange={(event) => setFilter({ ...filter, who: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={say('column_action')}
          value={filter.action}
          data={[
            { value: '', label: say('record_everything') },
            ...ACTIONS.map((action) => ({ value: action, label: say(`action_${action}`) })),
          ]}
          onChange={(event) => setFilter({ ...filter, action: event.currentTarget.value })}
        />
      </div>
      {error && !entries && <Failure error={error} onRetry={() => void refetch()} />}
      {!entries && !error && <Waiting height={320} />}
      {entries?.length === 0 && <Empty title={say('record_none')} next={say('record_none_next')} />}
      {entries && entries.length > 0 && (
        <div className={styles.sheet}>
          <ol className={styles.record} aria-label={say('part_record')}>
            {entries.map((entry) => (
              <EntryLine key={entry.id} entry={entry} />
            ))}
          </ol>
        </div>
      )}
      {hasNextPage && (
        <Button
          variant="default"
          className={styles.start}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {say('record_older')}
        </Button>
      )}
    </div>
  )
}

function EntryLine({ entry: { at, who, action, subject, detail, address } }: { entry: AuditEntry }) {
  const say = useSay(words)
  const format = useFormat()
  const details = useDetailText()(detail)
  const deed = words.has(`action_${action}`) ? say(`action_${action}`) : action
  return (
    <li className={styles.entry} data-refused={isRefusal(action) || undefined}>
      <time dateTime={at}>{format(at, 'instant')}</time>
      <div>
        <b>{who ?? say('record_nobody')}</b> <span className={styles.action}>{deed}</span>{' '}
        {subject && subject !== who && <b>{subject}</b>}
        {details.length > 0 && <p className={styles.quiet}>{details.join(' · ')}</p>}
      </div>
      <span className={styles.address}>{address}</span>
    </li>
  )
}
