import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useSay } from '../locale.tsx'
import { saveText } from '../parts/files.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './account.module.css'
import { words } from './words.ts'

const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const

/** Codes for the day when the phone is lost: shown once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const say = useSay(words)
  const { name } = useWorkspace()
  const { copied, copy } = useClipboard()
  const text = codes.join('\n')
  return (
    <div className={`${styles.form} ${styles.wide}`}>
      <output className={styles.fine}>{say('totp_is_on_now')}</output>
      <p className={styles.meaning}>{say('recovery_meaning')}</p>
      <ul className={styles.codes} aria-label={say('recovery_codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button
          size="sm"
          variant="light"
          leftSection={copied ? <IconCheck {...icon} /> : <IconCopy {...icon} />}
          onClick={() => copy(text)}
        >
          {say(copied ? 'copied' : 'copy')}
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload {...icon} />}
          onClick={() => saveText(`${text}\n`, `${name} ${say('recovery_codes')}.txt`)}
        >
          {say('save_text')}
        </Button>
      </div>
      <Button onClick={onDone}>{say('recovery_kept')}</Button>
    </div>
  )
}
