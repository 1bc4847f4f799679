import { Button } from '@mantine/core'
import { fieldsOf } from '../entry/fields.ts'
import { PasswordField } from '../entry/PasswordField.tsx'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './account.module.css'
import { words } from './words.ts'

interface OwnPasswordProps {
  meaning: string
  /** what the button says */
  action: string
  color?: string
  error: Error | null
  isPending: boolean
  onGiven(password: string): void
}

/** What changes how somebody comes in asks for their password once more. */
export function OwnPassword({ meaning, action, color, error, isPending, onGiven }: OwnPasswordProps) {
  const say = useSay(words)
  return (
    <form
      className={`${styles.form} ${styles.wide}`}
      onSubmit={(event) => {
        event.preventDefault()
        onGiven(fieldsOf(event.currentTarget).password ?? '')
      }}
    >
      <p className={styles.meaning}>{meaning}</p>
      <PasswordField
        name="password"
        label={say('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
      />
      <Fault error={error} />
      <Button type="submit" {...(color ? { color } : {})} loading={isPending}>
        {action}
      </Button>
    </form>
  )
}
