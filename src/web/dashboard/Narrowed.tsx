import { Button, CloseButton } from '@mantine/core'
import type { RowsQuery } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import type { View } from './search.ts'

/** A press on a bar or a segment, by which the whole board was narrowed. */
export interface Narrowing {
  /** what was pressed: “Срочный, 1-я линия” */
  name: string
  before: View
  /** the address of the view that it made; once the view is another, there is nothing to take back */
  made: string
  rows: RowsQuery
}

interface NarrowedProps {
  narrowing: Narrowing
  onDone(): void
}

/** Says what a press has done, takes it back, or goes on to the rows. */
export function Narrowed({ narrowing: { name, before, rows }, onDone }: NarrowedProps) {
  const say = useSay()
  const { setView, openRows } = useDashboardState()
  return (
    <output className={styles.narrowed}>
      <span className={styles.narrowedName}>{say('narrowed', { name })}</span>
      <Button
        size="compact-sm"
        variant="light"
        onClick={() => {
          setView(before)
          onDone()
        }}
      >
        {say('take_back')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => openRows(rows)}>
        {say('rows_behind')}
      </Button>
      <CloseButton size="sm" aria-label={say('close')} onClick={onDone} />
    </output>
  )
}
