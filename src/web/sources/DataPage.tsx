import { Tabs, Title } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { DataView } from '../../api/index.ts'
import { useDataState } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import styles from './data.module.css'
import { Layers } from './Layers.tsx'
import { Lineage } from './Lineage.tsx'
import { Rejected } from './Rejected.tsx'
import { Runs } from './Runs.tsx'
import { Sources } from './Sources.tsx'
import { Why } from './Why.tsx'

const PARTS = ['sources', 'runs', 'rejected', 'lineage', 'why', 'tables'] as const
type Part = (typeof PARTS)[number]

/** Where figures come from: sources and how fresh they are, runs, rows that did not fit, what a figure is made of and why it changed. */
export function DataPage() {
  const say = useSay()
  const navigate = useNavigate()
  const { part: asked } = useParams({ strict: false })
  const part = PARTS.find((each) => each === asked) ?? 'sources'
  const { data } = useDataState()
  const tabs = useRef<HTMLDivElement>(null)
  const isCounted = data !== undefined
  useEffect(() => {
    // on a phone the chosen tab may lie beyond the edge, where the count of rejected rows pushes it
    if (!isCounted) return
    tabs.current?.querySelector(`[data-part="${part}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [part, isCounted])
  useTitle(say('data'))
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{say('data')}</Title>
        <p>{say('data_meaning')}</p>
      </header>
      <Tabs
        value={part}
        onChange={(next) => void navigate({ to: next === 'sources' ? '/data' : `/data/${next}` })}
        keepMounted={false}
      >
        <Tabs.List className={styles.tabs} ref={tabs}>
          {PARTS.map((each) => (
            <Tabs.Tab key={each} value={each} data-part={each}>
              {say(`data_${each}`)}
              {each === 'rejected' && <Count state={data} />}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="md">
          <PartOf part={part} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

function PartOf({ part }: { part: Part }) {
  switch (part) {
    case 'runs':
      return <Runs />
    case 'rejected':
      return <Rejected />
    case 'lineage':
      return <Lineage />
    case 'why':
      return <Why />
    default:
      return <State part={part} />
  }
}

function State({ part }: { part: 'sources' | 'tables' }) {
  const { data: state, error, refetch } = useDataState()
  if (error && !state) return <Failure error={error} onRetry={() => void refetch()} />
  if (!state) return <Waiting height={320} />
  return part === 'sources' ? <Sources sources={state.sources} /> : <Layers layers={state.layers} />
}

/** Rows that did not fit wait for somebody who mends what sent them. */
function Count({ state }: { state: DataView | undefined }) {
  const locale = useLocale()
  const say = useSay()
  const count = state?.sources.reduce((sum, { rejected }) => sum + rejected, 0) ?? 0
  if (count === 0) return null
  return (
    <span className={styles.count} title={say('rejected_count', { count })}>
      {count.toLocaleString(locale)}
    </span>
  )
}
