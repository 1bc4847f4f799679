import { useEffect } from 'react'
import type { PersonView } from '../../api/index.ts'
import { useRemovePerson } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { Differences } from './Differences.tsx'
import { words } from './words.ts'

interface RemovePersonProps {
  person: PersonView
  onDone(): void
  onBack(): void
}

/** Says what goes with a person, and removes them when that is meant. */
export function RemovePerson({ person: { login, name }, onDone, onBack }: RemovePersonProps) {
  const say = useSay(words)
  const { mutate: look, data, error } = useRemovePerson()
  const remove = useRemovePerson()
  useEffect(() => look({ login, isDry: true }), [look, login])
  if (error) return <Failure error={error} onRetry={() => look({ login, isDry: true })} />
  if (!data) return <Waiting height={160} />
  return (
    <>
      <p>{say('remove_sure', { name })}</p>
      <Differences
        differences={data}
        error={remove.error}
        isDoing={remove.isPending}
        doLabel={say('remove_do')}
        isDangerous
        onDo={() => remove.mutate({ login, isDry: false }, { onSuccess: onDone })}
        onBack={onBack}
      />
    </>
  )
}
