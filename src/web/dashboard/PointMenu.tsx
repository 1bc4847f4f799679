import { Menu } from '@mantine/core'
import { IconFilter, IconListDetails } from '@tabler/icons-react'
import type { Answer, Query, Row } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { formatPeriod } from '../parts/format.ts'
import { useDashboardState } from './context.ts'
import { withFilter } from './search.ts'
import { behind } from './tile-query.ts'

export interface PickedPoint {
  row: Row
  /** where on the screen it was pointed at */
  at: { x: number; y: number }
}

interface PointMenuProps {
  picked: PickedPoint | undefined
  answer: Answer
  query: Query
  onClose(): void
}

/** What can be done with a bar or a point: filter by it, or see the rows behind it. */
export function PointMenu({ picked, answer, query, onClose }: PointMenuProps) {
  const say = useSay()
  const locale = useLocale()
  const { view, setView, dashboard, openRows } = useDashboardState()
  if (!picked) return null
  const { row, at } = picked
  const { where, period } = behind(row, answer)
  const known = where.filter(({ dimension }) => dashboard.filters.some((filter) => filter.dimension === dimension))
  const nameOf = (dimension: string) => {
    const value = row[dimension] ?? null
    const labels = answer.columns.find(({ name }) => name === dimension)?.labels
    return value === null ? say('no_value') : (labels?.[String(value)] ?? String(value))
  }
  const periodColumn = answer.columns.find(({ kind }) => kind === 'period')?.name
  const start = periodColumn ? row[periodColumn] : undefined
  const metric = query.metrics[0]
  const open = () => {
    if (metric)
      openRows({ metric, where: [...(query.where ?? []), ...where], period, timeZone: answer.period.timeZone })
  }
  return (
    <Menu opened onChange={(isOpen) => !isOpen && onClose()} position="bottom-start" withinPortal offset={4}>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {known.map((filter) => (
          <Menu.Item
            key={filter.dimension}
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => setView(withFilter(view, filter.dimension, filter))}
          >
            {say('only', { name: nameOf(filter.dimension) })}
          </Menu.Item>
        ))}
        {typeof start === 'string' && (
          <Menu.Item leftSection={<IconFilter size={14} aria-hidden />} onClick={() => setView({ ...view, period })}>
            {say('only', { name: formatPeriod(start, answer.period.grain, locale) })}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconListDetails size={14} aria-hidden />} onClick={open}>
          {say('rows_behind')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
