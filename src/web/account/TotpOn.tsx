import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useBeginTotp, useFinishTotp } from '../api/account.ts'
import { fieldsOf } from '../entry/fields.ts'
import { useSay } from '../locale.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './account.module.css'
import { OwnPassword } from './OwnPassword.tsx'
import { qrOf } from './qr.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { words } from './words.ts'

/** Password, then the picture for the app and its first code, then the recovery codes. */
export function TotpOn({ onDone }: { onDone(): void }) {
  const [begun, setBegun] = useState<{ uri: string; secret: string }>()
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  return begun ? <Scan {...begun} onFinished={setCodes} /> : <Begin onBegun={setBegun} />
}

function Begin({ onBegun }: { onBegun(begun: { uri: string; secret: string }): void }) {
  const say = useSay(words)
  const begin = useBeginTotp()
  return (
    <OwnPassword
      meaning={say('totp_begin_meaning')}
      action={say('next')}
      error={begin.error}
      isPending={begin.isPending}
      onGiven={(password) => begin.mutate({ password }, { onSuccess: onBegun })}
    />
  )
}

interface ScanProps {
  uri: string
  secret: string
  onFinished(codes: readonly string[]): void
}

function Scan({ uri, secret, onFinished }: ScanProps) {
  const say = useSay(words)
  const finish = useFinishTotp()
  const { side, path } = qrOf(uri)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <form
      className={`${styles.form} ${styles.wide}`}
      onSubmit={(event) => {
        event.preventDefault()
        const code = (fieldsOf(event.currentTarget).code ?? '').replaceAll(/\s/g, '')
        finish.mutate({ code }, { onSuccess: ({ recoveryCodes }) => onFinished(recoveryCodes) })
      }}
    >
      <p className={styles.meaning}>{say('totp_scan_meaning')}</p>
      <svg className={styles.qr} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={say('totp_qr')}>
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <CopyField label={say('totp_secret')} value={secret} />
      <TextInput
        ref={input}
        name="code"
        label={say('totp_code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        required
        withAsterisk={false}
      />
      <Fault error={finish.error} />
      <Button type="submit" loading={finish.isPending}>
        {say('totp_turn_on')}
      </Button>
    </form>
  )
}
