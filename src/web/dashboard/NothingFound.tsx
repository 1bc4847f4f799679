import { Button } from '@mantine/core'
import { useLocale, useSay } from '../locale.tsx'
import { formatSpan } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import { useDashboardState } from './context.ts'

/** Why a tile is empty: the period has no data, or the filters leave nothing; and the way out of it. */
export function NothingFound() {
  const say = useSay()
  const locale = useLocale()
  const { view, setView, span } = useDashboardState()
  const hasFilters = view.where.length > 0
  const next = span
    ? say(hasFilters ? 'empty_filters' : 'empty_period', { span: formatSpan(span.from, span.to, locale) })
    : say('empty_warehouse')
  return (
    <Empty
      title={say('empty')}
      next={next}
      action={
        span && (
          <Button
            size="xs"
            variant="light"
            onClick={() => setView({ ...view, where: [], ...(hasFilters ? {} : { period: 'all' }) })}
          >
            {say(hasFilters ? 'clear_all' : 'show_all_time')}
          </Button>
        )
      }
    />
  )
}
