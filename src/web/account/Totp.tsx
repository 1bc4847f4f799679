import { Badge, Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useSay } from '../locale.tsx'
import styles from './account.module.css'
import { Part } from './Part.tsx'
import { TotpOff } from './TotpOff.tsx'
import { TotpOn } from './TotpOn.tsx'
import { words } from './words.ts'

/** One-time passwords of an app: turned on in three steps, turned off by the password. */
export function Totp({ hasTotp }: { hasTotp: boolean }) {
  const say = useSay(words)
  const [opened, setOpened] = useState<'on' | 'off'>()
  const close = () => setOpened(undefined)
  return (
    <Part
      title={say('totp')}
      meaning={say('totp_meaning')}
      action={
        <div className={styles.buttons}>
          {hasTotp && (
            <Badge variant="light" color="teal" radius="sm" tt="none" fw={700}>
              {say('totp_is_on')}
            </Badge>
          )}
          <Button variant="default" size="sm" onClick={() => setOpened(hasTotp ? 'off' : 'on')}>
            {say(hasTotp ? 'totp_turn_off' : 'totp_turn_on')}
          </Button>
        </div>
      }
    >
      <Modal
        opened={opened !== undefined}
        onClose={close}
        title={say('totp')}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        {opened === 'on' && <TotpOn onDone={close} />}
        {opened === 'off' && <TotpOff onDone={close} />}
      </Modal>
    </Part>
  )
}
