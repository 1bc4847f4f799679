import { Alert, Tabs, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { DeliveryView } from '../../api/index.ts'
import { useDelivery } from '../api/delivery.ts'
import { useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { useFormat } from '../parts/format.ts'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import { Documents } from './Documents.tsx'
import { People } from './People.tsx'
import { Runs } from './Runs.tsx'
import { Schedules } from './Schedules.tsx'
import { Sent } from './Sent.tsx'
import styles from './reports.module.css'

const PARTS = ['documents', 'schedules', 'sent', 'runs', 'people'] as const
type Part = (typeof PARTS)[number]

/** Reports as files, when and to whom they go by themselves, what was sent, and what went wrong. */
export function ReportsPage() {
  const say = useSay()
  const { asOf, may } = useWorkspace()
  const navigate = useNavigate()
  const { part: asked } = useParams({ strict: false })
  // documents are for whoever sees figures; what is sent to whom is not
  const seesDeliveries = may.includes('deliveries')
  const parts = seesDeliveries ? PARTS : PARTS.slice(0, 1)
  const part = parts.find((each) => each === asked) ?? 'documents'
  const state = useDelivery(seesDeliveries)
  useTitle(say('reports'))
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{say('reports')}</Title>
        <AsOf asOf={asOf} />
      </header>
      {state.data && <Troubles troubles={state.data.troubles} />}
      <Tabs
        value={part}
        onChange={(next) => void navigate({ to: next === 'documents' ? '/reports' : `/reports/${next}` })}
        keepMounted={false}
      >
        <Tabs.List className={styles.tabs}>
          {parts.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {say(`reports_${each}`)}
              <Count part={each} state={state.data} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="md">
          {part === 'documents' ? <Documents /> : <DeliveryPart part={part} state={state} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

function DeliveryPart({ part, state }: { part: Exclude<Part, 'documents'>; state: ReturnType<typeof useDelivery> }) {
  const { data, error, refetch } = state
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting height={320} />
  switch (part) {
    case 'schedules':
      return <Schedules schedules={data.schedules} />
    case 'sent':
      return <Sent sent={data.sent} />
    case 'runs':
      return <Runs runs={data.runs} />
    case 'people':
      return <People recipients={data.recipients} />
  }
}

/** Parts without an answer wait for a person's word: their number stands on the tab. */
function Count({ part, state }: { part: Part; state: DeliveryView | undefined }) {
  const say = useSay()
  const open = state?.sent.flatMap(({ parts }) => parts).filter(({ state: each }) => each === 'unknown').length ?? 0
  if (part !== 'sent' || open === 0) return null
  return (
    <span className={styles.count} title={say('sent_unknown_count', { count: open })}>
      {open}
    </span>
  )
}

function Troubles({ troubles }: { troubles: DeliveryView['troubles'] }) {
  const say = useSay()
  const format = useFormat()
  if (troubles.length === 0) return null
  return (
    <Alert
      color="orange"
      variant="light"
      title={say('troubles', { count: troubles.length })}
      icon={<IconAlertTriangle size={18} stroke={1.6} aria-hidden />}
    >
      <ul className={styles.troubles}>
        {troubles.map(({ subject, since, cause }) => (
          <li key={subject}>
            <b>{subject}</b> · {say('trouble_since', { when: format(since, 'instant') })} · {cause}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
