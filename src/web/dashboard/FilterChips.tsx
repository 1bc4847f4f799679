import { Button, CloseButton } from '@mantine/core'
import type { Filter } from '../../base/index.ts'
import { useLabels } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { withFilter } from './search.ts'

/** The filters that hold now, each with a way to take it off. */
export function FilterChips() {
  const say = useSay()
  const { view, setView, dashboard } = useDashboardState()
  const labels = useLabels(view.where.filter(({ op }) => op !== 'between').map(({ dimension }) => dimension))
  if (view.where.length === 0) return null
  const titleOf = (dimension: string) =>
    dashboard.filters.find((known) => known.dimension === dimension)?.title ?? dimension
  const namesOf = ({ dimension, values }: Filter & { op: 'in' | 'not in' }) =>
    values.map((value) => (value === null ? say('no_value') : (labels[dimension]?.get(value) ?? value))).join(', ')
  const textOf = (filter: Filter) => {
    if (filter.op === 'between') return `${filter.from ?? '…'} – ${filter.to ?? '…'}`
    return filter.op === 'in' ? namesOf(filter) : say('filter_all_but', { values: namesOf(filter) })
  }
  return (
    <ul className={styles.chips} aria-label={say('filters_set')}>
      {view.where.map((filter) => (
        <li key={filter.dimension + filter.op} className={styles.chip}>
          <span className={styles.chipText}>
            {titleOf(filter.dimension)}: <b>{textOf(filter)}</b>
          </span>
          <CloseButton
            size="xs"
            aria-label={say('take_off', { title: titleOf(filter.dimension) })}
            onClick={() => setView(withFilter(view, filter.dimension, undefined))}
          />
        </li>
      ))}
      <li>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setView({ ...view, where: [] })}>
          {say('clear_all')}
        </Button>
      </li>
    </ul>
  )
}
