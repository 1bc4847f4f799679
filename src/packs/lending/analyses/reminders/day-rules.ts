import {
  type Day,
  type Instant,
  addDays,
  instantAt,
  isZone,
  nextGrain,
  startOfGrain,
  weekdayOf,
} from '../../../../base/index.ts'
import type { RemindersSettings } from './pack-settings.ts'
import { DAY_OFF_HOURS, type Hours, WORKDAY_HOURS } from './rules.ts'

/** Days from the first to the last, both included. */
export interface Days {
  from: Day
  to: Day
}

/** When a client may be contacted on a day. */
export interface ContactTime {
  /** the client's own zone; null where it is not known */
  zone: string | null
  from: Instant
  to: Instant
  /** when the list says to send: the wished hour, moved into what is allowed */
  at: Instant
  /** the same on the client's clock, `10:00`; null where the zone is not known */
  atClock: string | null
}

/** What the law says of one day. Made once and asked for every client. */
export interface DayRules {
  day: Day
  week: Days
  month: Days
  isDayOff: boolean
  hours: Hours
  settings: RemindersSettings
  /** null where no hour is allowed in all zones that the client may live in */
  timeFor(zone: string | null): ContactTime | null
}

export function dayRules(day: Day, settings: RemindersSettings): DayRules {
  const isDayOff = isFree(day, settings.calendar)
  const hours = isDayOff ? DAY_OFF_HOURS : WORKDAY_HOURS
  const known = new Map<string | null, ContactTime | null>()
  return Object.freeze({
    day,
    week: { from: startOfGrain(day, 'week'), to: addDays(nextGrain(day, 'week'), -1) },
    month: { from: startOfGrain(day, 'month'), to: addDays(nextGrain(day, 'month'), -1) },
    isDayOff,
    hours,
    settings,
    timeFor(zone: string | null) {
      const found = known.get(zone)
      if (found !== undefined) return found
      const made = contactTime(day, knownZone(zone), hours, settings)
      known.set(zone, made)
      return made
    },
  })
}

/** A zone as an IANA name; anything else is a zone that is not known. */
export const knownZone = (zone: string | null): string | null => (zone !== null && isZone(zone) ? zone : null)

function isFree(day: Day, { holidays, workingDays }: RemindersSettings['calendar']): boolean {
  if (holidays.includes(day)) return true
  return weekdayOf(day) >= 6 && !workingDays.includes(day)
}

function contactTime(day: Day, zone: string | null, hours: Hours, settings: RemindersSettings): ContactTime | null {
  const zones = zone === null ? settings.unknownZones : [zone]
  const from = zones.map((each) => instantAt(day, hours.from, each)).reduce((a, b) => (a > b ? a : b))
  const to = zones.map((each) => instantAt(day, hours.to, each)).reduce((a, b) => (a < b ? a : b))
  if (from >= to) return null
  if (zone === null) return { zone, from, to, at: from, atClock: null }
  const atClock = settings.hour < hours.from ? hours.from : settings.hour >= hours.to ? hours.from : settings.hour
  return { zone, from, to, at: instantAt(day, atClock, zone), atClock }
}
