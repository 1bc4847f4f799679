import type { CatalogMetric } from '../../base/index.ts'
import { useDashboardState } from '../dashboard/context.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Delta } from '../parts/Delta.tsx'
import { fullNumber, useFormat } from '../parts/format.ts'
import styles from './explore.module.css'
import type { Explored } from './explored.ts'

/** Figures that nothing splits: one each for the whole period. */
export function Alone({
  explored: { answer, question },
  metrics,
}: {
  explored: Explored
  metrics: readonly CatalogMetric[]
}) {
  const say = useSay()
  const locale = useLocale()
  const format = useFormat()
  const { openRows } = useDashboardState()
  const figure = (rows: typeof answer.rows | undefined, id: string): number | null => {
    const value = rows?.[0]?.[id]
    return typeof value === 'number' ? value : null
  }
  const { from, to, timeZone } = answer.period
  return (
    <dl className={styles.alone}>
      {metrics.map(({ id, title, unit, better }) => {
        const value = figure(answer.rows, id)
        const before = figure(answer.comparison?.rows, id)
        return (
          <div key={id}>
            <dt>{title}</dt>
            <dd>
              <button
                type="button"
                className={styles.big}
                title={[fullNumber(value, locale), say('rows_behind')].filter(Boolean).join(' · ')}
                onClick={() => openRows({ metric: id, where: question.where ?? [], period: { from, to }, timeZone })}
              >
                {format(value, unit)}
              </button>
              {answer.comparison && (
                <Delta
                  now={value}
                  before={before}
                  unit={unit}
                  better={better}
                  note={say('before', { value: format(before, unit) })}
                />
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
