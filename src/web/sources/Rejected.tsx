import { Alert, Button, Modal, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFileTypeCsv, IconRefresh, IconSearch, IconX } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { RejectedView } from '../../api/index.ts'
import type { SearchFields } from '../dashboard/search.ts'
import { useLocale, useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useWorkspace } from '../workspace.ts'
import { fieldOf } from './address.ts'
import styles from './data.module.css'
import { rejectedAddress, useRejected, useReplay, type RejectedChoice } from './questions.ts'

const FIELDS = ['source', 'stream', 'kind', 'search'] as const

const PAGE = 100
const TYPING_MILLISECONDS = 300

/** Rows that did not fit: which streams and reasons, what each row says, and a way to read a stream again once it is mended. */
export function Rejected() {
  const say = useSay()
  const navigate = useNavigate()
  const search: SearchFields = useSearch({ strict: false })
  const [offset, setOffset] = useState(0)
  const choice: RejectedChoice = Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = fieldOf(search, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const choose = (next: RejectedChoice) => {
    setOffset(0)
    void navigate({ to: '/data/$part', params: { part: 'rejected' }, search: { ...next }, replace: true })
  }
  const { data, error, refetch } = useRejected(choice, offset)
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting height={320} />
  return (
    <section aria-labelledby="rejected" className={styles.part}>
      <div>
        <Title order={2} id="rejected">
          {say('rejected')}
        </Title>
        <p className={styles.meaning}>{say('rejected_meaning')}</p>
      </div>
      {data.groups.length === 0 ? (
        <div className={styles.sheet}>
          <Empty title={say('rejected_none')} next={say('rejected_none_next')} isWell />
        </div>
      ) : (
        <>
          <Groups groups={data.groups} choice={choice} onChoose={choose} />
          <Filter choice={choice} onChoose={choose} />
          <Found view={data} offset={offset} onMove={setOffset} />
        </>
      )}
    </section>
  )
}

interface Choosing {
  choice: RejectedChoice
  onChoose(choice: RejectedChoice): void
}

function Groups({ groups, choice, onChoose }: Choosing & { groups: RejectedView['groups'] }) {
  const say = useSay()
  const streams = Map.groupBy(groups, ({ source, stream }) => JSON.stringify([source, stream]))
  return (
    <div className={styles.sources}>
      {[...streams].map(([key, own]) => (
        <StreamCard key={key} groups={own} choice={choice} onChoose={onChoose} label={say('rejected_reasons')} />
      ))}
    </div>
  )
}

function StreamCard({ groups, choice, onChoose, label }: Choosing & { groups: RejectedView['groups']; label: string }) {
  const say = useSay()
  const locale = useLocale()
  const format = useFormat()
  const { may } = useWorkspace()
  const [first] = groups
  if (!first) return null
  const { source, stream } = first
  const lastAt = groups.reduce((latest, group) => (group.lastAt > latest ? group.lastAt : latest), '')
  return (
    <article className={styles.source}>
      <div className={styles.sourceHead}>
        <h3>
          {source}/{stream}
        </h3>
        <span className={styles.rows}>{format(lastAt, 'instant')}</span>
      </div>
      <ul className={styles.reasons} aria-label={label}>
        {groups.map((group) => {
          const isChosen = choice.source === source && choice.stream === stream && choice.kind === group.kind
          return (
            <li key={`${group.entity} ${group.kind}`}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onChoose(isChosen ? {} : { source, stream, kind: group.kind })}
              >
                <span>{group.kind}</span>
                <b>{group.count.toLocaleString(locale)}</b>
              </button>
            </li>
          )
        })}
      </ul>
      {may.includes('operate') && <Replay source={source} stream={stream} label={say('replay')} />}
    </article>
  )
}

function Replay({ source, stream, label }: { source: string; stream: string; label: string }) {
  const say = useSay()
  const [isAsked, setAsked] = useState(false)
  const replay = useReplay()
  const name = `${source}/${stream}`
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconRefresh size={14} aria-hidden />}
        aria-label={say('replay_of', { stream: name })}
        onClick={() => {
          replay.reset()
          setAsked(true)
        }}
      >
        {label}
      </Button>
      <Modal opened={isAsked} onClose={() => setAsked(false)} title={say('replay_of', { stream: name })}>
        <p className={styles.told}>{say('replay_meaning')}</p>
        {replay.data && (
          <Alert color={replay.data.after < replay.data.before ? 'teal' : 'gray'} variant="light">
            {say('replay_done', {
              taken: Math.max(replay.data.before - replay.data.after, 0),
              left: replay.data.after,
            })}
            {replay.data.with.length > 0 && <> {say('replay_with', { streams: replay.data.with.join(', ') })}</>}
          </Alert>
        )}
        {replay.error && (
          <Alert color="red" variant="light">
            {replay.error.message || say('failed_no_answer')}
          </Alert>
        )}
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => setAsked(false)}>
            {say('close')}
          </Button>
          <Button
            loading={replay.isPending}
            disabled={replay.isSuccess}
            onClick={() => replay.mutate({ source, stream })}
          >
            {say('replay')}
          </Button>
        </div>
      </Modal>
    </>
  )
}

function Filter({ choice, onChoose }: Choosing) {
  const say = useSay()
  const locale = useLocale()
  const [text, setText] = useState(choice.search ?? '')
  const find = useDebouncedCallback((typed: string) => {
    const { search: _before, ...rest } = choice
    onChoose(typed === '' ? rest : { ...rest, search: typed })
  }, TYPING_MILLISECONDS)
  const chosen = FIELDS.filter((name) => name !== 'search' && choice[name] !== undefined)
  return (
    <div className={styles.filter}>
      <TextInput
        size="xs"
        className={styles.search}
        value={text}
        aria-label={say('rejected_search')}
        placeholder={say('rejected_search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          find(currentTarget.value)
        }}
      />
      {chosen.map((name) => (
        <Button
          key={name}
          size="compact-sm"
          variant="light"
          rightSection={<IconX size={12} aria-hidden />}
          aria-label={say('rejected_without', { filter: choice[name] ?? '' })}
          onClick={() => onChoose(Object.fromEntries(Object.entries(choice).filter(([key]) => key !== name)))}
        >
          <span className={styles.short}>{choice[name]}</span>
        </Button>
      ))}
      <span className={styles.fill} />
      <Button
        component="a"
        size="compact-sm"
        variant="light"
        download
        href={rejectedAddress(choice, locale)}
        leftSection={<IconFileTypeCsv size={14} aria-hidden />}
      >
        {say('save_csv')}
      </Button>
    </div>
  )
}

function Found({ view, offset, onMove }: { view: RejectedView; offset: number; onMove(offset: number): void }) {
  const say = useSay()
  if (view.rows.length === 0) return <Empty title={say('rejected_nothing')} next={say('rejected_nothing_next')} />
  const last = offset + view.rows.length
  return (
    <div className={styles.sheet}>
      <ol className={styles.runs} aria-label={say('rejected')}>
        {view.rows.map((row) => (
          <RejectedRow key={`${row.file} ${row.line} ${row.entity} ${row.reason}`} row={row} />
        ))}
      </ol>
      <div className={styles.pages}>
        <span className={styles.rows}>{say('rejected_page', { first: offset + 1, last, total: view.total })}</span>
        <Button size="compact-xs" variant="subtle" disabled={offset === 0} onClick={() => onMove(offset - PAGE)}>
          {say('newer')}
        </Button>
        <Button size="compact-xs" variant="subtle" disabled={last >= view.total} onClick={() => onMove(offset + PAGE)}>
          {say('older')}
        </Button>
      </div>
    </div>
  )
}

function RejectedRow({ row }: { row: RejectedView['rows'][number] }) {
  const say = useSay()
  const format = useFormat()
  const { source, stream, entity, reason, record, rejectedAt, file, line } = row
  const place = line === null ? file : say('rejected_place', { file, line })
  return (
    <li>
      <div className={styles.runHead}>
        <b>{reason}</b>
        <span className={styles.fill} />
        <time dateTime={rejectedAt} className={styles.rows}>
          {format(rejectedAt, 'instant')}
        </time>
      </div>
      <pre className={styles.record}>{record === '' ? '∅' : record}</pre>
      <p className={styles.place}>
        {source}/{stream}
        {entity !== null && entity !== stream && ` → ${entity}`} · {place}
      </p>
    </li>
  )
}
