import type { Instant } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from './format.ts'
import { Hint } from './Hint.tsx'
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
    <Hint label={all}>
      <span className={styles.asOf}>{say('as_of', { when: format(oldest[1], 'instant') })}</span>
    </Hint>
  )
}
