import { useRemoveTotp } from '../api/account.ts'
import { useSay } from '../locale.tsx'
import { OwnPassword } from './OwnPassword.tsx'
import { words } from './words.ts'

export function TotpOff({ onDone }: { onDone(): void }) {
  const say = useSay(words)
  const remove = useRemoveTotp()
  return (
    <OwnPassword
      meaning={say('totp_off_meaning')}
      action={say('totp_turn_off')}
      color="red"
      error={remove.error}
      isPending={remove.isPending}
      onGiven={(password) => remove.mutate({ password }, { onSuccess: onDone })}
    />
  )
}
