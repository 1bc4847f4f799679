import { Badge } from '@mantine/core'
import type { RunView, SentPartView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'

const COLORS: Readonly<Record<RunView['state'] | SentPartView['state'], string>> = {
  running: 'blue',
  sending: 'blue',
  waiting: 'yellow',
  done: 'teal',
  sent: 'teal',
  failed: 'red',
  unknown: 'orange',
  skipped: 'gray',
  cancelled: 'gray',
}

/** How a run or a part stands, in a word. */
export function State({ state }: { state: RunView['state'] | SentPartView['state'] }) {
  const say = useSay()
  return (
    <Badge variant="light" color={COLORS[state]} radius="sm" tt="none" fw={700} style={{ flex: 'none' }}>
      {say(`state_${state}`)}
    </Badge>
  )
}

/** When a run was due and what became of it. */
export function RunState({ run }: { run: RunView }) {
  const format = useFormat()
  return (
    <>
      {format(run.dueAt, 'instant')} <State state={run.state} />
    </>
  )
}
