import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { IconArrowBigUpLine } from '@tabler/icons-react'
import { useSay } from '../locale.tsx'
import styles from './entry.module.css'
import { useCapsLock } from './use-caps-lock.ts'
import { words } from './words.ts'

/** A password that can be shown, with a word about Caps Lock. */
export function PasswordField(props: PasswordInputProps) {
  const say = useSay(words)
  const { isOn, handlers } = useCapsLock()
  return (
    <div>
      <PasswordInput
        {...props}
        {...handlers}
        visibilityToggleButtonProps={{ 'aria-label': say('show_password'), tabIndex: 0, 'aria-hidden': false }}
      />
      {isOn && (
        <output className={styles.caps}>
          <IconArrowBigUpLine size={14} stroke={1.8} aria-hidden />
          {say('caps_lock')}
        </output>
      )}
    </div>
  )
}
