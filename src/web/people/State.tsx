import { Badge } from '@mantine/core'
import type { PersonView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { words } from './words.ts'

const COLORS = { active: 'teal', invited: 'orange', removed: 'gray' } as const

/** Whether somebody may come in, and has. */
export function State({ state }: { state: PersonView['state'] }) {
  const say = useSay(words)
  return (
    <Badge variant="light" color={COLORS[state]} radius="sm" tt="none" fw={700}>
      {say(`state_${state}`)}
    </Badge>
  )
}
