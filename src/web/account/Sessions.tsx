import { Badge, Button } from '@mantine/core'
import type { AccountView } from '../../api/index.ts'
import { useEndSessions } from '../api/account.ts'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import { useFormat } from '../parts/format.ts'
import styles from './account.module.css'
import { agentName } from './agent.ts'
import { Part } from './Part.tsx'
import { words } from './words.ts'

type Session = AccountView['sessions'][number]

/** Where they are signed in; any of it can be ended from here. */
export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const say = useSay(words)
  const end = useEndSessions()
  const ending = end.isPending ? end.variables.which : undefined
  const sorted = sessions.toSorted((one, other) => Number(other.isThis) - Number(one.isThis))
  return (
    <Part
      title={say('sessions')}
      meaning={say('sessions_meaning')}
      action={
        sessions.length > 1 && (
          <Button
            variant="default"
            size="sm"
            loading={ending === 'others'}
            onClick={() => end.mutate({ which: 'others' })}
          >
            {say('sessions_end_others')}
          </Button>
        )
      }
    >
      <ul className={styles.list} aria-label={say('sessions')}>
        {sorted.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            isEnding={ending === session.id}
            onEnd={() => end.mutate({ which: session.id })}
          />
        ))}
      </ul>
      <Fault error={end.error} />
    </Part>
  )
}

interface SessionLineProps {
  session: Session
  isEnding: boolean
  onEnd(): void
}

function SessionLine({ session, isEnding, onEnd }: SessionLineProps) {
  const say = useSay(words)
  const format = useFormat()
  const name = agentName(session.agent) || say('session_unknown')
  return (
    <li>
      <div className={styles.item}>
        <div className={styles.itemHead}>
          <span title={session.agent}>{name}</span>
          {session.isThis && (
            <Badge variant="light" radius="sm" tt="none">
              {say('session_this')}
            </Badge>
          )}
        </div>
        <p className={styles.itemFacts}>
          {[
            session.address,
            say('session_started', { when: format(session.startedAt, 'instant') }),
            ...(session.isThis ? [] : [say('session_seen', { when: format(session.seenAt, 'instant') })]),
          ].join(' · ')}
        </p>
      </div>
      {!session.isThis && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          loading={isEnding}
          aria-label={say('session_end_named', { name })}
          onClick={onEnd}
        >
          {say('session_end')}
        </Button>
      )}
    </li>
  )
}
