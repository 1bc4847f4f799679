import { Alert, Button } from '@mantine/core'
import { IconLink, IconSettings, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { PersonView, RoleView } from '../../api/index.ts'
import { useInvitePerson } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Fault } from '../parts/Fault.tsx'
import { useFormat } from '../parts/format.ts'
import { useRoleName } from '../parts/role.ts'
import styles from './people.module.css'
import { PersonForm } from './PersonForm.tsx'
import { RemovePerson } from './RemovePerson.tsx'
import { State } from './State.tsx'
import { words } from './words.ts'

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const

interface PersonOpenedProps {
  person: PersonView
  roles: readonly RoleView[]
  onClose(): void
}

/** One person: how they come in, what they may, and the way out. */
export function PersonOpened({ person, roles, onClose }: PersonOpenedProps) {
  const say = useSay(words)
  const roleName = useRoleName()
  const [isRemoving, setRemoving] = useState(false)
  const { login, from, role, state } = person
  if (isRemoving) return <RemovePerson person={person} onDone={onClose} onBack={() => setRemoving(false)} />
  return (
    <div className={styles.form}>
      <p className={styles.facts}>
        <code>{login}</code> · {roleName(role)} <State state={state} />
      </p>
      <Invite person={person} />
      {from === 'config' && (
        <Alert variant="light" color="gray" icon={<IconSettings {...icon} />}>
          {say('from_config_meaning')}
        </Alert>
      )}
      {from === 'state' && state !== 'removed' && (
        <>
          <Button
            size="sm"
            variant="subtle"
            color="red"
            leftSection={<IconTrash {...icon} />}
            className={styles.remove}
            onClick={() => setRemoving(true)}
          >
            {say('remove')}
          </Button>
          <hr className={styles.rule} />
          <PersonForm person={person} roles={roles} onDone={onClose} />
        </>
      )}
      {state === 'removed' && <p className={styles.quiet}>{say('removed_meaning')}</p>}
    </div>
  )
}

/** A one-time link: an invitation, or a new password for somebody who has one. It is shown once. */
function Invite({ person: { login, name, state } }: { person: PersonView }) {
  const say = useSay(words)
  const format = useFormat()
  const invite = useInvitePerson()
  if (state === 'removed') return null
  if (invite.data)
    return (
      <div className={styles.link}>
        <CopyField label={say(`link_${invite.data.kind}`, { name })} value={invite.data.link} />
        <p className={styles.quiet}>{say('link_meaning', { when: format(invite.data.validUntil, 'instant') })}</p>
      </div>
    )
  return (
    <div className={styles.link}>
      <p className={styles.quiet}>{say(`invite_${state}`)}</p>
      <Button
        size="sm"
        variant="light"
        className={styles.start}
        leftSection={<IconLink {...icon} />}
        loading={invite.isPending}
        onClick={() => invite.mutate({ login })}
      >
        {say(`invite_${state}_do`)}
      </Button>
      <Fault error={invite.error} />
    </div>
  )
}
