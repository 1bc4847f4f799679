import { Button, TextInput, Title } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef, type FormEvent } from 'react'
import { useSignIn } from '../api/entry.ts'
import { useSay, type Say } from '../locale.tsx'
import styles from './entry.module.css'
import { fieldsOf } from './fields.ts'
import { PasswordField } from './PasswordField.tsx'
import { Refusal } from './Refusal.tsx'
import { useRefused } from './use-refused.ts'
import { words } from './words.ts'

interface PasswordFormProps {
  /** what the button of sign-in elsewhere says; null: there is none */
  oidc: string | null
  next: string
  /** why they are here again; empty: they have only come */
  notice: string
  onIn(): void
  /** the password is right; a code is still to come, with this ticket */
  onCode(ticket: string): void
}

export function PasswordForm({ oidc, next, notice, onIn, onCode }: PasswordFormProps) {
  const say = useSay(words)
  const signIn = useSignIn()
  const { waitSeconds, onError } = useRefused()
  const { oidc: refused }: { oidc?: unknown } = useSearch({ strict: false })
  const why = notice || (refused && oidc ? oidcRefusal(say, refused, oidc) : '')
  const login = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  useEffect(() => login.current?.focus(), [])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = fieldsOf(event.currentTarget)
    signIn.mutate(
      { login: (given.login ?? '').trim(), password: given.password ?? '' },
      {
        onSuccess: (answer) => (answer.state === 'in' ? onIn() : onCode(answer.ticket)),
        onError(error) {
          onError(error)
          password.current?.select()
        },
      },
    )
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.head}>
        <Title order={1}>{say('sign_in')}</Title>
      </div>
      <TextInput
        ref={login}
        name="login"
        label={say('login')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        maxLength={100}
      />
      <PasswordField
        ref={password}
        name="password"
        label={say('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        maxLength={1000}
      />
      <Refusal error={signIn.error ?? (why && signIn.isIdle ? new Error(why) : null)} waitSeconds={waitSeconds} />
      <Button type="submit" loading={signIn.isPending || signIn.isSuccess} disabled={waitSeconds > 0} fullWidth>
        {say('sign_in_do')}
      </Button>
      {oidc && (
        <>
          <div className={styles.or}>{say('or')}</div>
          <Button component="a" href={`/api/entry/oidc?${new URLSearchParams({ next })}`} variant="default" fullWidth>
            {say('sign_in_by', { title: oidc })}
          </Button>
        </>
      )}
    </form>
  )
}

/** Why the company's own sign-in let nobody in, by the code that it came back with. */
function oidcRefusal(say: Say, code: unknown, title: string): string {
  const key = `refused_${String(code)}`
  return say(words.has(key) ? key : 'refused_oidc', { title })
}
