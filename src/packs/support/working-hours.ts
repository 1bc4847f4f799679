import { type Day, addDays, offsetSpans } from '../../base/index.ts'
import { WEEKDAYS, type Weekday } from '../../kit/index.ts'
import { type WorkingCalendar } from './settings.ts'

/** A stretch of work: epoch seconds in UTC. */
export interface WorkingInterval {
  startSecond: number
  endSecond: number
  /** working seconds from the calendar's beginning to `startSecond` */
  secondsBefore: number
}

const DAY_SECONDS = 86_400

/**
 * The calendar as instants. A clock time that is skipped in spring moves forward and a doubled one is its first, as `instantAt` has it;
 * a stretch over the change is as long as the clock on the wall makes it, an hour less or more.
 * @example workingIntervals(calendar, { from: '2010-01-01', to: '2028-12-31' }, 'Europe/Berlin') // about 4 900 stretches in a few milliseconds
 */
export function workingIntervals(
  calendar: WorkingCalendar,
  period: { from: Day; to: Day },
  workspaceZone: string,
): WorkingInterval[] {
  const toUtc = clock(period, calendar.timeZone ?? workspaceZone)
  const holidays = new Set(calendar.holidays)
  const intervals: WorkingInterval[] = []
  let secondsBefore = 0
  const lastMidnight = epochSecond(period.to)
  for (let midnight = epochSecond(period.from); midnight <= lastMidnight; midnight += DAY_SECONDS) {
    for (const text of hoursOf(midnight, calendar, holidays)) {
      const startSecond = toUtc(midnight + clockSeconds(text.slice(0, 5)))
      const endSecond = toUtc(midnight + clockSeconds(text.slice(6)))
      if (endSecond <= startSecond) continue
      intervals.push({ startSecond, endSecond, secondsBefore })
      secondsBefore += endSecond - startSecond
    }
  }
  return intervals
}

function hoursOf(midnight: number, calendar: WorkingCalendar, holidays: ReadonlySet<Day>): readonly string[] {
  const date = new Date(midnight * 1000)
  const day = date.toISOString().slice(0, 10)
  const special = calendar.specialDays[day]
  if (special) return special
  if (holidays.has(day)) return []
  return calendar.week[weekdayOf(date)]
}

const weekdayOf = (date: Date): Weekday => WEEKDAYS[(date.getUTCDay() + 6) % 7]!

/** Wall-clock seconds of a zone → epoch seconds, going forward in time. */
function clock(period: { from: Day; to: Day }, zone: string): (wallSecond: number) => number {
  const spans = offsetSpans({ from: addDays(period.from, -1), to: addDays(period.to, 1) }, zone).map((span) => ({
    sinceSecond: span.since === undefined ? -Infinity : Date.parse(span.since) / 1000,
    offsetSeconds: span.offsetSeconds,
  }))
  let at = 0
  return (wallSecond) => {
    // a clock time belongs to the earliest span that has not ended when it strikes there
    while (at + 1 < spans.length && wallSecond - spans[at]!.offsetSeconds >= spans[at + 1]!.sinceSecond) {
      const next = spans[at + 1]!
      const isSkipped = wallSecond - next.offsetSeconds < next.sinceSecond
      if (isSkipped) return wallSecond - spans[at]!.offsetSeconds
      at += 1
    }
    return wallSecond - spans[at]!.offsetSeconds
  }
}

const epochSecond = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 1000

const clockSeconds = (text: string): number => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60
