import { useDocumentVisibility } from '@mantine/hooks'
import type { Instant } from '../../base/index.ts'
import { useSay, useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './dashboard.module.css'

interface LiveNoteProps {
  /** when the figures were asked for */
  now: Instant
  refreshSeconds: number | null
  /** the last try to refresh had no answer: what is shown is older */
  hasFailed: boolean
}

/** Says that a page refreshes itself, how often, and when it did. */
export function LiveNote({ now, refreshSeconds, hasFailed }: LiveNoteProps) {
  const say = useSay()
  const locale = useLocale()
  const { timeZone } = useWorkspace()
  const visibility = useDocumentVisibility()
  if (refreshSeconds === null) return null
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone }).format(new Date(now))
  const state = hasFailed ? 'failed' : visibility === 'hidden' ? 'paused' : 'on'
  return (
    <p className={styles.live} data-live={state} data-refreshed={now}>
      <span className={styles.liveDot} aria-hidden />
      {say(`live_${state}`, { time, seconds: refreshSeconds })}
    </p>
  )
}
