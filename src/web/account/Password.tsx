import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState, type FormEvent } from 'react'
import type { PersonView } from '../../api/index.ts'
import { useChangePassword } from '../api/account.ts'
import { fieldsOf } from '../entry/fields.ts'
import { NewPassword } from '../entry/NewPassword.tsx'
import { PasswordField } from '../entry/PasswordField.tsx'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './account.module.css'
import { Part } from './Part.tsx'
import { words } from './words.ts'

export function Password({ person }: { person: PersonView }) {
  const say = useSay(words)
  const [isOpen, { open, close }] = useDisclosure(false)
  const [isChanged, setChanged] = useState(false)
  const done = () => {
    close()
    setChanged(true)
  }
  return (
    <Part
      title={say('password')}
      meaning={isChanged ? undefined : say('password_meaning')}
      action={
        !isOpen && (
          <Button variant="default" size="sm" onClick={open}>
            {say('password_change')}
          </Button>
        )
      }
    >
      {isChanged && !isOpen && <output className={styles.fine}>{say('password_changed')}</output>}
      {isOpen && <PasswordForm person={person} onDone={done} onCancel={close} />}
    </Part>
  )
}

interface PasswordFormProps {
  person: PersonView
  onDone(): void
  onCancel(): void
}

function PasswordForm({ person: { login, name }, onDone, onCancel }: PasswordFormProps) {
  const say = useSay(words)
  const change = useChangePassword()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { old = '', password = '' } = fieldsOf(event.currentTarget)
    change.mutate({ old, password }, { onSuccess: onDone })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {/* tells a password manager whose password this is */}
      <input type="text" name="login" value={login} autoComplete="username" readOnly hidden />
      <PasswordField
        name="old"
        label={say('password_old')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        maxLength={1000}
        data-autofocus
      />
      <NewPassword label={say('password_new')} names={[login, name]} />
      <Fault error={change.error} />
      <div className={styles.buttons}>
        <Button type="submit" size="sm" loading={change.isPending}>
          {say('password_change')}
        </Button>
        <Button type="button" size="sm" variant="subtle" color="gray" onClick={onCancel}>
          {say('cancel')}
        </Button>
      </div>
    </form>
  )
}
