import type { AnalysisAnswer } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { numberOf } from './Measure.tsx'
import styles from './my-work.module.css'

/** The last day in one row. */
export function LastDay({ figures }: { figures: AnalysisAnswer['figures'] }) {
  const say = useSay()
  const format = useFormat()
  const [rung, ratings] = [numberOf(figures, 'day_rung') ?? 0, numberOf(figures, 'day_ratings') ?? 0]
  const facts: readonly (readonly [string, string])[] = [
    [say('my_work_handled'), format(figures['day_handled'], 'count')],
    [say('my_work_team_median'), format(figures['team_day_handled'], 'number')],
    [say('my_work_handle_seconds'), format(figures['day_handle_seconds'], 'seconds')],
    [say('my_work_ring_missed'), say('my_work_of', { part: numberOf(figures, 'day_ring_missed') ?? 0, whole: rung })],
    [say('my_work_score', { ratings }), format(figures['day_score'], 'score')],
  ]
  return (
    <section aria-labelledby="my-day" className={styles.section}>
      <h2 id="my-day" className={styles.heading}>
        {format(figures['to'], 'day')}
      </h2>
      <dl className={styles.day}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
