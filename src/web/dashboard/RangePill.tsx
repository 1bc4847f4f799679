import { Button, Group, Popover, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import type { Filter } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useDashboardState } from './context.ts'
import type { FilterPillProps } from './FilterPill.tsx'
import { Pill } from './Pill.tsx'
import { withFilter } from './search.ts'

const RangeHandles = lazy(async () => ({ default: (await import('./RangeHandles.tsx')).RangeHandles }))

/** From a number to a number, either end open. */
export function RangePill({ dimension, title }: FilterPillProps) {
  const say = useSay()
  const { view, setView } = useDashboardState()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const filter = view.where.find((known) => known.dimension === dimension)
  const range: { from?: number; to?: number } = filter?.op === 'between' ? filter : {}
  const [from, setFrom] = useState(String(range.from ?? ''))
  const [to, setTo] = useState(String(range.to ?? ''))
  const apply = () => {
    const ends = { ...(from === '' ? {} : { from: Number(from) }), ...(to === '' ? {} : { to: Number(to) }) }
    const next: Filter | undefined = Object.keys(ends).length > 0 ? { dimension, op: 'between', ...ends } : undefined
    setView(withFilter(view, dimension, next))
    close()
  }
  return (
    <Popover opened={isOpen} onChange={toggle} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Pill
          name={title}
          value={filter ? `${range.from ?? '…'} – ${range.to ?? '…'}` : say('all')}
          isSet={filter !== undefined}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
        />
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            apply()
          }}
        >
          <Suspense>
            <RangeHandles
              dimension={dimension}
              title={title}
              ends={[from, to]}
              onChoose={([low, high]) => {
                setFrom(low)
                setTo(high)
              }}
            />
          </Suspense>
          <Group align="end" gap="xs">
            <TextInput
              type="number"
              step="any"
              size="xs"
              w={110}
              label={say('range_from')}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="number"
              step="any"
              size="xs"
              w={110}
              label={say('range_to')}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button size="xs" type="submit">
              {say('apply')}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
