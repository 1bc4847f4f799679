import { useState } from 'react'
import { ChoicePill } from '../dashboard/ChoicePill.tsx'
import { ZonePill } from '../dashboard/FilterBar.tsx'
import { FilterChips } from '../dashboard/FilterChips.tsx'
import { FilterPill } from '../dashboard/FilterPill.tsx'
import { PeriodPill } from '../dashboard/PeriodPill.tsx'
import { RangePill } from '../dashboard/RangePill.tsx'
import { useSay } from '../locale.tsx'
import { COMPARISONS } from './address.ts'
import { useExplore } from './context.ts'
import styles from './explore.module.css'
import { Picker } from './Picker.tsx'

/** Of which days and which rows the question is. */
export function Filters() {
  const say = useSay()
  const { exploration, dimensions, change } = useExplore()
  const { view } = exploration
  const [added, setAdded] = useState<readonly string[]>([])
  const filtered = new Set(view.where.filter(({ op }) => op !== 'not in').map(({ dimension }) => dimension))
  const shown = dimensions.filter(({ id }) => filtered.has(id) || added.includes(id))
  const options = dimensions
    .filter((dimension) => !shown.includes(dimension))
    .map(({ id, title, meaning }) => ({ value: id, title, meaning }))
  return (
    <>
      <search className={styles.bar} aria-label={say('filters')}>
        <PeriodPill />
        <ChoicePill
          name={say('compare')}
          choices={['none', ...COMPARISONS].map((value) => ({ value, label: say(`compare_${value}`) }))}
          value={view.compare ?? 'none'}
          isSet={view.compare !== undefined}
          onChoose={(value) => change({ view: { ...view, compare: COMPARISONS.find((known) => known === value) } })}
        />
        <ZonePill />
        {shown.map(({ id, title, isNumber }) =>
          isNumber ? (
            <RangePill key={id} dimension={id} title={title} />
          ) : (
            <FilterPill key={id} dimension={id} title={title} />
          ),
        )}
        {options.length > 0 && (
          <Picker
            label={say('explore_add_filter')}
            groups={[{ title: say('explore_dimensions'), options }]}
            chosen={[]}
            onChoose={(id) => setAdded([...added, id])}
          />
        )}
      </search>
      <FilterChips />
    </>
  )
}
