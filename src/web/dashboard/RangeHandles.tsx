import { RangeSlider } from '@mantine/core'
import { useDimensionValues } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import type { FilterPillProps } from './FilterPill.tsx'

interface RangeHandlesProps extends FilterPillProps {
  ends: readonly [from: string, to: string]
  onChoose: (ends: [from: string, to: string]) => void
}

/** Two handles over the numbers that there are, each step as many of them: most amounts are small, and a straight scale would be empty. */
export function RangeHandles({ dimension, title, ends: [from, to], onChoose }: RangeHandlesProps) {
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
