import { addDays, dayOf, instantAt, type Instant } from '../../base/index.ts'
import type { OnecSettings } from './schema.ts'

/**
 * When the quiet hours begin next; undefined inside of them, or where there are none. Hours over midnight belong to the day
 * on which they begin.
 */
export function closedUntil(
  { quietHours, timeZone }: Pick<OnecSettings, 'quietHours' | 'timeZone'>,
  now: Date,
): Instant | undefined {
  if (!quietHours || quietHours.from === quietHours.to) return undefined
  const { from, to } = quietHours
  const today = dayOf(now, timeZone)
  const hours = [-1, 0, 1].map((days) => {
    const day = addDays(today, days)
    return { open: instantAt(day, from, timeZone), close: instantAt(from < to ? day : addDays(day, 1), to, timeZone) }
  })
  const at = now.getTime()
  if (hours.some(({ open, close }) => Date.parse(open) <= at && at < Date.parse(close))) return undefined
  return hours.find(({ open }) => Date.parse(open) > at)?.open
}
