import { Alert } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import { words } from './words.ts'

/** Why it did not work, in place; where one has to wait, for how long still. */
export function Refusal({ error, waitSeconds }: { error: Error | null; waitSeconds: number }) {
  const say = useSay(words)
  if (waitSeconds > 0)
    return (
      <Alert color="orange" variant="light" p="sm" icon={<IconClock size={18} stroke={1.6} aria-hidden />} role="alert">
        {say('wait')} <span aria-hidden>{say('wait_seconds', { seconds: waitSeconds })}</span>
      </Alert>
    )
  return <Fault error={error} />
}
