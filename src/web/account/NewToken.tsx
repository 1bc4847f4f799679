import { Button, Checkbox, Code, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Ability } from '../../api/index.ts'
import { useMakeToken } from '../api/account.ts'
import { fieldsOf } from '../entry/fields.ts'
import { useSay } from '../locale.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './account.module.css'
import { words } from './words.ts'

const LIFETIMES_DAYS = [7, 30, 90, 365] as const
const USUAL_DAYS = 90

interface NewTokenProps {
  abilities: readonly Ability[]
  onDone(): void
}

/** What a new token is called, may do and how long it works; then its secret, once. */
export function NewToken({ abilities, onDone }: NewTokenProps) {
  const say = useSay(words)
  const make = useMakeToken()
  const [scope, setScope] = useState<readonly Ability[]>(abilities.includes('figures') ? ['figures'] : [])
  if (make.data) return <Made secret={make.data.secret} onDone={onDone} />
  return (
    <form
      className={`${styles.form} ${styles.wide}`}
      onSubmit={(event) => {
        event.preventDefault()
        const { name = '', days = '' } = fieldsOf(event.currentTarget)
        make.mutate({ name: name.trim(), scope, days: Number(days) })
      }}
    >
      <TextInput
        name="name"
        label={say('token_name')}
        description={say('token_name_meaning')}
        required
        withAsterisk={false}
        maxLength={100}
        autoComplete="off"
        data-autofocus
      />
      <Checkbox.Group
        label={say('token_scope')}
        description={say('token_scope_meaning')}
        value={[...scope]}
        onChange={(chosen) => setScope(abilities.filter((ability) => chosen.includes(ability)))}
      >
        <div className={styles.scope}>
          {abilities.map((ability) => (
            <Checkbox
              key={ability}
              value={ability}
              label={say(`ability_${ability}`)}
              description={say(`ability_${ability}_meaning`)}
            />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        name="days"
        label={say('token_days')}
        defaultValue={String(USUAL_DAYS)}
        data={LIFETIMES_DAYS.map((days) => ({ value: String(days), label: say('token_days_count', { days }) }))}
      />
      <Fault error={make.error} />
      <Button type="submit" loading={make.isPending} disabled={scope.length === 0}>
        {say('token_make')}
      </Button>
    </form>
  )
}

function Made({ secret, onDone }: { secret: string; onDone(): void }) {
  const say = useSay(words)
  return (
    <div className={`${styles.form} ${styles.wide}`}>
      <output className={styles.fine}>{say('token_made')}</output>
      <CopyField label={say('token_secret')} value={secret} />
      <div>
        <p className={styles.meaning}>{say('token_example')}</p>
        <Code block className={styles.command}>
          {`curl -H 'authorization: Bearer ${secret}' '${window.location.origin}/api/app?locale=ru'`}
        </Code>
      </div>
      <Button onClick={onDone}>{say('token_kept')}</Button>
    </div>
  )
}
