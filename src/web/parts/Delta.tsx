import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { formatChange, NO_FIGURE, type CatalogMetric, type Unit } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import styles from './parts.module.css'

export type Better = CatalogMetric['better']
export type Mood = 'good' | 'bad' | 'even'

export function moodOf(now: number | null, before: number | null, better: Better): Mood {
  if (now === null || before === null || now === before || better === 'neither') return 'even'
  return now > before === (better === 'up') ? 'good' : 'bad'
}

interface DeltaProps {
  now: number | null
  before: number | null
  unit: Unit
  better: Better
  /** what stands beside the change: "the usual for a Sunday is 86" */
  note?: string
  /** puts the note on a line of its own */
  isStacked?: boolean
}

/** A change against an earlier figure: sign, arrow and colour say the same, so that none of them is needed alone. */
export function Delta({ now, before, unit, better, note, isStacked }: DeltaProps) {
  const say = useSay()
  const locale = useLocale()
  const text = formatChange(now, before, unit, locale)
  const isKnown = text !== NO_FIGURE && now !== null && before !== null
  // A change that is written as zero is none.
  const isChange = isKnown && /[1-9]/.test(text)
  const mood = isChange ? moodOf(now, before, better) : 'even'
  const Arrow = isChange ? (now > before ? IconArrowUpRight : IconArrowDownRight) : IconMinus
  return (
    <span className={styles.delta} data-stacked={isStacked || undefined}>
      <span className={styles[mood]} title={isKnown && mood !== 'even' ? say(`mood_${mood}`) : undefined}>
        {isKnown && <Arrow size={14} stroke={2.2} aria-hidden />}
        <span className={styles.figures}>{text}</span>
        {isKnown && mood !== 'even' && <span className={styles.unseen}>{say(`mood_${mood}`)}</span>}
      </span>
      {note && <span className={styles.note}>{note}</span>}
    </span>
  )
}
