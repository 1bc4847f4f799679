import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useRef } from 'react'
import { useSay } from '../locale.tsx'
import styles from './parts.module.css'

const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const

/** A text to be taken along, whole at one click: a link, a key. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const say = useSay()
  const { copied, copy } = useClipboard()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.copy}>
      <TextInput
        ref={input}
        label={label}
        value={value}
        readOnly
        className={styles.copied}
        classNames={{ input: styles.mono ?? '' }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        variant="light"
        leftSection={copied ? <IconCheck {...icon} /> : <IconCopy {...icon} />}
        onClick={() => {
          // selected too, for browsers that refuse the clipboard to pages without TLS
          input.current?.select()
          copy(value)
        }}
      >
        {say(copied ? 'copied' : 'copy')}
      </Button>
    </div>
  )
}
