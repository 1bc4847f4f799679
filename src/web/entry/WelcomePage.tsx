import { Button } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { AnswerError } from '../api/client.ts'
import { useEntry, useInvitation } from '../api/entry.ts'
import { useSay } from '../locale.tsx'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { AcceptForm } from './AcceptForm.tsx'
import { EntryFrame } from './EntryFrame.tsx'
import { words } from './words.ts'

/** What a one-time link opens: the first administrator, an invitation, or a new password. */
export function WelcomePage() {
  const say = useSay(words)
  const { code: given }: { code?: unknown } = useSearch({ strict: false })
  const code = typeof given === 'string' ? given : ''
  const { data: entry } = useEntry()
  const { data: invitation, error, refetch } = useInvitation(code)
  const isDead = code === '' || (error instanceof AnswerError && error.status < 500)
  return (
    <EntryFrame entry={entry} title={say('welcome')}>
      {invitation ? (
        <AcceptForm code={code} invitation={invitation} />
      ) : isDead ? (
        <Empty
          title={say('link_dead')}
          next={say(entry?.isOpen === false ? 'link_dead_first' : 'link_dead_next')}
          isPage
          action={
            entry?.isOpen && (
              <Button size="xs" variant="light" component={Link} to="/sign-in">
                {say('sign_in')}
              </Button>
            )
          }
        />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting height={260} />
      )}
    </EntryFrame>
  )
}
