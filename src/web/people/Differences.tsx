import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { Difference } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import styles from './people.module.css'
import { useValueText } from './value-text.ts'
import { words } from './words.ts'

interface DifferencesProps {
  differences: readonly Difference[]
  error: Error | null
  isDoing: boolean
  doLabel: string
  isDangerous?: boolean
  onDo(): void
  onBack(): void
}

/** What would change, before it does. */
export function Differences({ differences, error, isDoing, doLabel, isDangerous, onDo, onBack }: DifferencesProps) {
  const say = useSay(words)
  const isNothing = differences.length === 0
  return (
    <div className={styles.form}>
      <p className={styles.quiet}>{say(isNothing ? 'differences_none' : 'differences_meaning')}</p>
      {!isNothing && (
        <ul className={styles.differences} aria-label={say('differences')}>
          {differences.map((difference) => (
            <DifferenceLine key={difference.what} {...difference} />
          ))}
        </ul>
      )}
      <Fault error={error} />
      <div className={styles.buttons}>
        {!isNothing && (
          <Button loading={isDoing} onClick={onDo} {...(isDangerous ? { color: 'red' } : {})} data-autofocus>
            {doLabel}
          </Button>
        )}
        <Button variant="default" disabled={isDoing} onClick={onBack}>
          {say(isNothing ? 'back' : 'back_to_form')}
        </Button>
      </div>
    </div>
  )
}

function DifferenceLine({ what, before, after }: Difference) {
  const say = useSay(words)
  const valueOf = useValueText()
  return (
    <li>
      <span className={styles.what}>{words.has(`what_${what}`) ? say(`what_${what}`) : what}</span>
      <span className={styles.change}>
        {before !== null && <del>{valueOf(what, before)}</del>}
        {before !== null && after !== null && <IconArrowRight size={14} stroke={1.8} aria-label={say('becomes')} />}
        {after !== null && <ins>{valueOf(what, after)}</ins>}
      </span>
    </li>
  )
}
