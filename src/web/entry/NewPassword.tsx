import { useId, useState } from 'react'
import { useSay } from '../locale.tsx'
import styles from './entry.module.css'
import { PasswordField } from './PasswordField.tsx'
import { SHORTEST_PASSWORD, strengthOf } from './strength.ts'
import { words } from './words.ts'

interface NewPasswordProps {
  label: string
  /** what a password should not hold: how they sign in, what they are called */
  names: readonly string[]
}

/** A new password in a form, as `password`, with a word on how hard it is to guess. */
export function NewPassword({ label, names }: NewPasswordProps) {
  const say = useSay(words)
  const [password, setPassword] = useState('')
  const hint = useId()
  const strength = strengthOf(password, names)
  return (
    <div>
      <PasswordField
        name="password"
        label={label}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={SHORTEST_PASSWORD}
        maxLength={1000}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        aria-describedby={hint}
      />
      <div className={styles.strength}>
        <div className={styles.bars} data-strength={password === '' ? undefined : strength} aria-hidden>
          <span />
          <span />
          <span />
        </div>
        <p id={hint} aria-live="polite">
          {say(password === '' ? 'password_advice' : `password_${strength}`, { shortest: SHORTEST_PASSWORD })}
        </p>
      </div>
    </div>
  )
}
