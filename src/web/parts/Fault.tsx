import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useSay } from '../locale.tsx'

/** What the server answered to something that somebody did, where they did it. */
export function Fault({ error }: { error: Error | null }) {
  const say = useSay()
  if (!error) return null
  return (
    <Alert
      color="red"
      variant="light"
      p="sm"
      icon={<IconAlertTriangle size={18} stroke={1.6} aria-hidden />}
      role="alert"
    >
      {error.message || say('failed_no_answer')}
    </Alert>
  )
}
