import type { AnalysisAnswer, Unit } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { Delta, type Better } from '../parts/Delta.tsx'
import { useFormat } from '../parts/format.ts'
import styles from './my-work.module.css'

interface MeasureDefinition {
  /** in the answer's figures; with `usual_` and `team_` before it, what it stands beside */
  name: 'handled' | 'handle_seconds' | 'ring_missed_share' | 'satisfaction'
  unit: Unit
  better: Better
}

export const MEASURES: readonly MeasureDefinition[] = [
  // how many calls there are is the callers' doing
  { name: 'handled', unit: 'count', better: 'neither' },
  { name: 'handle_seconds', unit: 'seconds', better: 'down' },
  { name: 'ring_missed_share', unit: 'share', better: 'down' },
  { name: 'satisfaction', unit: 'share', better: 'up' },
]

type Figures = AnalysisAnswer['figures']

export const numberOf = (figures: Figures, name: string): number | null => {
  const value = figures[name]
  return typeof value === 'number' ? value : null
}

/** A figure of the week, beside the usual week and the median of the team. */
export function Measure({
  measure: { name, unit, better },
  figures,
}: {
  measure: MeasureDefinition
  figures: Figures
}) {
  const say = useSay()
  const format = useFormat()
  const [now, usual, team] = [name, `usual_${name}`, `team_${name}`].map((key) => numberOf(figures, key)) as [
    number | null,
    number | null,
    number | null,
  ]
  const details = {
    days: numberOf(figures, 'days_worked') ?? 0,
    missed: numberOf(figures, 'ring_missed') ?? 0,
    rung: numberOf(figures, 'rung') ?? 0,
    ratings: numberOf(figures, 'ratings') ?? 0,
    score: format(figures['score'], 'score'),
  }
  return (
    <article className={styles.measure}>
      <h3>{say(`my_work_${name}`)}</h3>
      <div className={styles.value}>{format(now, unit)}</div>
      <div className={styles.detail}>{say(`my_work_${name}_detail`, details)}</div>
      <Delta
        now={now}
        before={usual}
        unit={unit}
        better={better}
        note={say('my_work_usual', { value: format(usual, unit) })}
        isStacked
      />
      <div className={styles.team}>{say('my_work_team', { value: format(team, unit) })}</div>
    </article>
  )
}
