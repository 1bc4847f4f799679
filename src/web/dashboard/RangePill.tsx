import { Button, Group, Popover, RangeSlider, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Filter } from '../../base/index.ts'
import { useDimensionValues } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { useDashboardState } from './context.ts'
import type { FilterPillProps } from './FilterPill.tsx'
import { Pill } from './Pill.tsx'
import { withFilter } from './search.ts'

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
        />
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            apply()
          }}
        >
          <Handles
            dimension={dimension}
            title={title}
            ends={[from, to]}
            onChoose={([low, high]) => {
              setFrom(low)
              setTo(high)
            }}
          />
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

interface HandlesProps extends FilterPillProps {
  ends: readonly [from: string, to: string]
  onChoose: (ends: [from: string, to: string]) => void
}

/** Two handles over the numbers that there are, each step as many of them: most amounts are small, and a straight scale would be empty. */
function Handles({ dimension, title, ends: [from, to], onChoose }: HandlesProps) {
  const say = useSay()
  const locale = useLocale()
  const { data: values } = useDimensionValues(dimension, '', true)
  const steps = values?.flatMap(({ value }) => (value === null ? [] : [Number(value)])) ?? []
  const last = steps.length - 1
  if (last < 1) return null
  const low =
    from === ''
      ? 0
      : Math.max(
          0,
          steps.findLastIndex((step) => step <= Number(from)),
        )
  const after = to === '' ? last : steps.findIndex((step) => step >= Number(to))
  const high = after < 0 ? last : after
  const textAt = (at: number, end: number): string => (at === end ? '' : String(steps[at]))
  return (
    <RangeSlider
      mb="sm"
      size="sm"
      min={0}
      max={last}
      minRange={0}
      value={[Math.min(low, high), high]}
      onChange={([left, right]) => onChoose([textAt(left, 0), textAt(right, last)])}
      label={(at) => steps[Math.round(at)]?.toLocaleString(locale)}
      thumbFromLabel={`${title}: ${say('range_from')}`}
      thumbToLabel={`${title}: ${say('range_to')}`}
    />
  )
}
