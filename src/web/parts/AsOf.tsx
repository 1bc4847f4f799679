import { Tooltip } from '@mantine/core'
import type { Instant } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from './format.ts'
import styles from './parts.module.css'

/** Up to when the figures are complete: the slowest source decides, all of them on hover. */
export function AsOf({ asOf }: { asOf: Readonly<Record<string, Instant>> }) {
  const say = useSay()
  const format = useFormat()
  const sources = Object.entries(asOf).sort(([, one], [, other]) => one.localeCompare(other))
  const oldest = sources[0]
  if (!oldest) return <span className={styles.asOf}>{say('as_of_nothing')}</span>
  const all = sources.map(([source, instant]) => `${source}: ${format(instant, 'instant')}`).join('\n')
  return (
    <Tooltip label={<span style={{ whiteSpace: 'pre-line' }}>{all}</span>}>
      <span className={styles.asOf}>{say('as_of', { when: format(oldest[1], 'instant') })}</span>
    </Tooltip>
  )
}
