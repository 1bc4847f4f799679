import { Button } from '@mantine/core'
import { useRemoveTotp } from '../api/account.ts'
import { fieldsOf } from '../entry/fields.ts'
import { PasswordField } from '../entry/PasswordField.tsx'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './account.module.css'
import { words } from './words.ts'

export function TotpOff({ onDone }: { onDone(): void }) {
  const say = useSay(words)
  const remove = useRemoveTotp()
  return (
    <form
      className={`${styles.form} ${styles.wide}`}
      onSubmit={(event) => {
        event.preventDefault()
        remove.mutate({ password: fieldsOf(event.currentTarget).password ?? '' }, { onSuccess: onDone })
      }}
    >
      <p className={styles.meaning}>{say('totp_off_meaning')}</p>
      <PasswordField
        name="password"
        label={say('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
      />
      <Fault error={remove.error} />
      <Button type="submit" color="red" loading={remove.isPending}>
        {say('totp_turn_off')}
      </Button>
    </form>
  )
}
