import { Button, TextInput, Title } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { InvitationView } from '../../api/index.ts'
import { useAccept } from '../api/entry.ts'
import { useLocale, useSay } from '../locale.tsx'
import styles from './entry.module.css'
import { fieldsOf } from './fields.ts'
import { NewPassword } from './NewPassword.tsx'
import { Refusal } from './Refusal.tsx'
import { useRefused } from './use-refused.ts'
import { words } from './words.ts'

interface AcceptFormProps {
  code: string
  invitation: InvitationView
}

export function AcceptForm({ code, invitation: { kind, login, name, validUntil } }: AcceptFormProps) {
  const say = useSay(words)
  const locale = useLocale()
  const accept = useAccept()
  const { waitSeconds, onError } = useRefused()
  const isFirst = kind === 'first'
  const [names, setNames] = useState<readonly string[]>([login ?? '', name ?? ''])
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([readonly])')?.focus(), [])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = fieldsOf(event.currentTarget)
    const own = isFirst ? { login: (given.login ?? '').trim(), name: (given.name ?? '').trim() } : {}
    accept.mutate(
      { code, password: given.password ?? '', ...own },
      { onSuccess: () => window.location.replace('/'), onError },
    )
  }
  const until = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(validUntil))
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      <div className={styles.head}>
        <Title order={1}>{say(`${kind}_title`, { name: name ?? '' })}</Title>
        <p>{say(`${kind}_meaning`, { name: name ?? '' })}</p>
      </div>
      {isFirst && (
        <TextInput
          name="name"
          label={say('own_name')}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={200}
          onBlur={(event) => setNames([names[0] ?? '', event.currentTarget.value])}
        />
      )}
      <TextInput
        name="login"
        label={say('login')}
        description={isFirst ? say('login_meaning') : undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        maxLength={100}
        onBlur={(event) => setNames([event.currentTarget.value, names[1] ?? ''])}
        {...(isFirst ? {} : { value: login ?? '', readOnly: true, variant: 'filled' })}
      />
      <NewPassword label={say(kind === 'reset' ? 'new_password' : 'password')} names={names} />
      <Refusal error={accept.error} waitSeconds={waitSeconds} />
      <Button type="submit" loading={accept.isPending || accept.isSuccess} disabled={waitSeconds > 0} fullWidth>
        {say(`${kind}_do`)}
      </Button>
      <p className={styles.foot}>{say('link_until', { when: until })}</p>
    </form>
  )
}
