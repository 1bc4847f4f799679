import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Difference, PersonView, RoleView } from '../../api/index.ts'
import { LOCALES, type Locale } from '../../base/index.ts'
import { useAddPerson, useChangePerson } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import { Differences } from './Differences.tsx'
import { OwnValues } from './OwnValues.tsx'
import styles from './people.module.css'
import { changeOf, draftOf, personOf, type Draft } from './person-form.ts'
import { RoleChooser } from './RoleChooser.tsx'
import { words } from './words.ts'

interface PersonFormProps {
  /** undefined: somebody new */
  person: PersonView | undefined
  roles: readonly RoleView[]
  onDone(login: string): void
}

/** Adds or changes somebody: first what would change, in words, then the change itself. */
export function PersonForm({ person, roles, onDone }: PersonFormProps) {
  const say = useSay(words)
  const [draft, setDraft] = useState(() => draftOf(person))
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const role = roles.find(({ id }) => id === draft.role)
  const dry = useKeep()
  const real = useKeep()
  const given = { person, draft, role }
  const check = (event: FormEvent) => {
    event.preventDefault()
    dry.run(given, true)
  }
  if (dry.differences)
    return (
      <Differences
        differences={dry.differences}
        error={real.error}
        isDoing={real.isPending}
        doLabel={say(person ? 'change_do' : 'add_do')}
        onDo={() => real.run(given, false, onDone)}
        onBack={() => {
          dry.reset()
          real.reset()
        }}
      />
    )
  return (
    <form className={styles.form} onSubmit={check}>
      <TextInput
        label={say('name')}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="off"
        data-autofocus
      />
      {!person && (
        <TextInput
          label={say('login')}
          description={say('login_meaning')}
          value={draft.login}
          onChange={(event) => set({ login: event.currentTarget.value })}
          required
          withAsterisk={false}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <RoleChooser roles={roles} value={draft.role} onChange={(id) => set({ role: id })} />
      {role?.own.map((dimension) => (
        <OwnValues
          key={dimension}
          dimension={dimension}
          isNameEnough={role.from === 'product'}
          values={draft.own[dimension] ?? []}
          onChange={(values) => set({ own: { ...draft.own, [dimension]: values } })}
        />
      ))}
      <TextInput
        type="email"
        label={say('email')}
        description={say('email_meaning')}
        value={draft.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
        maxLength={320}
        autoComplete="off"
      />
      <NativeSelect
        label={say('locale')}
        value={draft.locale}
        data={[
          { value: '', label: say('locale_workspace') },
          ...LOCALES.map((locale) => ({ value: locale, label: say(`language_${locale}`) })),
        ]}
        onChange={(event) => set({ locale: event.currentTarget.value as Locale | '' })}
      />
      <Fault error={dry.error} />
      <Button type="submit" loading={dry.isPending} disabled={draft.role === ''}>
        {say('check')}
      </Button>
    </form>
  )
}

interface Given {
  person: PersonView | undefined
  draft: Draft
  role: RoleView | undefined
}

/** Adding somebody new and changing somebody known, as one. */
function useKeep() {
  const add = useAddPerson()
  const change = useChangePerson()
  return {
    differences: add.data ?? change.data,
    error: add.error ?? change.error,
    isPending: add.isPending || change.isPending,
    reset() {
      add.reset()
      change.reset()
    },
    run({ person, draft, role }: Given, isDry: boolean, onDone?: (login: string) => void) {
      const then = {
        // somebody new is called as the server wrote it down
        onSuccess: (differences: readonly Difference[]) =>
          onDone?.(person?.login ?? differences.find(({ what }) => what === 'login')?.after ?? draft.login),
      }
      if (person) change.mutate({ login: person.login, change: changeOf(person, draft, role), isDry }, then)
      else add.mutate({ person: personOf(draft, role), isDry }, then)
    },
  }
}
