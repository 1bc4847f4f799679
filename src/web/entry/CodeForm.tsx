import { Button, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef, type FormEvent, type RefObject } from 'react'
import { AnswerError } from '../api/client.ts'
import { useConfirm } from '../api/entry.ts'
import { useSay } from '../locale.tsx'
import styles from './entry.module.css'
import { fieldsOf } from './fields.ts'
import { Refusal } from './Refusal.tsx'
import { useRefused } from './use-refused.ts'
import { words } from './words.ts'

interface CodeFormProps {
  ticket: string
  onIn(): void
  /** `why` is empty where they themselves wanted to */
  onBack(why: string): void
}

/** The second step: a code of the app, or one of the recovery codes. */
export function CodeForm({ ticket, onIn, onBack }: CodeFormProps) {
  const say = useSay(words)
  const confirm = useConfirm()
  const { waitSeconds, onError } = useRefused()
  const [isRecovery, { toggle }] = useDisclosure(false)
  const input = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = (fieldsOf(event.currentTarget).code ?? '').replaceAll(/\s/g, '')
    confirm.mutate(
      { ticket, code },
      {
        onSuccess: onIn,
        onError(error) {
          if (error instanceof AnswerError && error.code === 'dead_ticket') return onBack(error.message)
          onError(error)
          input.current?.select()
        },
      },
    )
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.head}>
        <Title order={1}>{say('code_title')}</Title>
        <p>{say(isRecovery ? 'recovery_meaning' : 'code_meaning')}</p>
      </div>
      <CodeInput key={String(isRecovery)} input={input} isRecovery={isRecovery} />
      <Refusal error={confirm.error} waitSeconds={waitSeconds} />
      <Button type="submit" loading={confirm.isPending || confirm.isSuccess} disabled={waitSeconds > 0} fullWidth>
        {say('sign_in_do')}
      </Button>
      <Button type="button" variant="subtle" size="compact-sm" className={styles.quietLink} onClick={toggle}>
        {say(isRecovery ? 'use_app' : 'use_recovery')}
      </Button>
      <Button
        type="button"
        variant="subtle"
        color="gray"
        size="compact-sm"
        className={styles.quietLink}
        onClick={() => onBack('')}
      >
        {say('back')}
      </Button>
    </form>
  )
}

function CodeInput({ input, isRecovery }: { input: RefObject<HTMLInputElement | null>; isRecovery: boolean }) {
  const say = useSay(words)
  useEffect(() => input.current?.focus(), [input])
  return (
    <TextInput
      ref={input}
      name="code"
      label={say(isRecovery ? 'recovery_code' : 'code')}
      {...(isRecovery
        ? { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false }
        : { autoComplete: 'one-time-code', inputMode: 'numeric' as const })}
      required
      withAsterisk={false}
      maxLength={64}
    />
  )
}
