import { Temporal } from 'temporal-polyfill'

/** A calendar day, `YYYY-MM-DD`, in whatever zone the context names. */
export type Day = string
/** An instant, ISO 8601 in UTC, e.g. `2023-12-31T21:00:00Z`. */
export type Instant = string
export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Grain = (typeof GRAINS)[number]

/** Days from the first to the last, both included. */
export interface Period {
  from: Day
  to: Day
}

export const PERIOD_PRESETS = [
  'today',
  'yesterday',
  'last-7-days',
  'last-30-days',
  'last-90-days',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
  'last-12-months',
  'all',
] as const
export type PeriodPreset = (typeof PERIOD_PRESETS)[number]

const DAY_CHARACTERS = 10

export const isDay = (text: string): text is Day => {
  try {
    return text.length === DAY_CHARACTERS && Temporal.PlainDate.from(text).toString() === text
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export const isZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export const addDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString()

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Day): number => Temporal.PlainDate.from(day).dayOfWeek

export const addMonths = (day: Day, months: number): Day => Temporal.PlainDate.from(day).add({ months }).toString()

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days

/** The day that a clock on the wall of `zone` shows at this instant. */
export const dayOf = (instant: Instant | Date, zone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(new Date(instant).getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()

/** The first instant of a day in a zone (00:00, or later where the clock skips midnight). */
export const startOfDay = (day: Day, zone: string): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'second' })

/** A wall-clock time of a day as an instant; a skipped time moves forward, a doubled one is the first. */
export const instantAt = (day: Day, clock: string, zone: string): Instant =>
  Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: zone, plainTime: clock })
    .toInstant()
    .toString({ smallestUnit: 'second' })

/** The first day of the week (Monday), month, quarter or year that holds the day. */
export function startOfGrain(day: Day, grain: Grain): Day {
  const date = Temporal.PlainDate.from(day)
  switch (grain) {
    case 'day':
      return day
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 }).toString()
    case 'month':
      return date.with({ day: 1 }).toString()
    case 'quarter':
      return date.with({ day: 1, month: Math.floor((date.month - 1) / 3) * 3 + 1 }).toString()
    case 'year':
      return date.with({ day: 1, month: 1 }).toString()
  }
}

/** The first day of the next `grain` after the one that holds the day. */
export function nextGrain(day: Day, grain: Grain): Day {
  const start = Temporal.PlainDate.from(startOfGrain(day, grain))
  const step = {
    day: { days: 1 },
    week: { weeks: 1 },
    month: { months: 1 },
    quarter: { months: 3 },
    year: { years: 1 },
  }
  return start.add(step[grain]).toString()
}

/** Every `grain` that the period touches, by its first day. */
export function grainsIn(period: Period, grain: Grain): Day[] {
  const starts: Day[] = []
  for (let day = startOfGrain(period.from, grain); day <= period.to; day = nextGrain(day, grain)) starts.push(day)
  return starts
}

/** A preset as days, counted from `today`; `all` needs the span of the data. */
export function presetPeriod(preset: PeriodPreset, today: Day, all: Period): Period {
  const back = (days: number): Period => ({ from: addDays(today, -days), to: addDays(today, -1) })
  const whole = (grain: Grain): Period => ({ from: startOfGrain(today, grain), to: today })
  const last = (grain: Grain): Period => {
    const to = addDays(startOfGrain(today, grain), -1)
    return { from: startOfGrain(to, grain), to }
  }
  switch (preset) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return back(1)
    case 'last-7-days':
      return back(7)
    case 'last-30-days':
      return back(30)
    case 'last-90-days':
      return back(90)
    case 'this-week':
      return whole('week')
    case 'last-week':
      return last('week')
    case 'this-month':
      return whole('month')
    case 'last-month':
      return last('month')
    case 'this-quarter':
      return whole('quarter')
    case 'last-quarter':
      return last('quarter')
    case 'this-year':
      return whole('year')
    case 'last-year':
      return last('year')
    case 'last-12-months':
      return { from: addMonths(startOfGrain(today, 'month'), -12), to: addDays(startOfGrain(today, 'month'), -1) }
    case 'all':
      return all
  }
}

/** The period of the same length before this one, or the same days a year earlier. */
export function comparisonPeriod(period: Period, compare: 'previous-period' | 'previous-year'): Period {
  if (compare === 'previous-year') return { from: addMonths(period.from, -12), to: addMonths(period.to, -12) }
  const wholeMonths = period.from.endsWith('-01') && addDays(period.to, 1).endsWith('-01')
  const to = addDays(period.from, -1)
  if (wholeMonths) {
    const next = Temporal.PlainDate.from(addDays(period.to, 1))
    const months = Temporal.PlainDate.from(period.from).until(next, { largestUnit: 'month' }).months
    return { from: addMonths(period.from, -months), to }
  }
  return { from: addDays(to, -daysBetween(period.from, period.to)), to }
}

/** A stretch of time during which a zone's clock keeps one distance from UTC. */
export interface OffsetSpan {
  /** from this instant on; undefined for the first span */
  since: Instant | undefined
  offsetSeconds: number
}

/**
 * The zone's offsets from UTC over a period: one span where no clock changes, more around DST.
 * Lets SQL turn instants into local days by plain addition, which is several times faster than asking ICU per row.
 */
export function offsetSpans(period: Period, zone: string): readonly OffsetSpan[] {
  const key = `${period.from} ${period.to} ${zone}`
  const known = knownSpans.get(key)
  if (known) return known
  const spans = findSpans(period, zone)
  if (knownSpans.size >= KEEP_SPANS) knownSpans.clear()
  knownSpans.set(key, spans)
  return spans
}

/** Looking for a clock change that never comes takes tens of milliseconds, and several packs ask about the same years. */
const knownSpans = new Map<string, readonly OffsetSpan[]>()
const KEEP_SPANS = 1000

function findSpans(period: Period, zone: string): OffsetSpan[] {
  const end = Temporal.PlainDate.from(addDays(period.to, 2)).toZonedDateTime(zone)
  let at = Temporal.PlainDate.from(addDays(period.from, -1)).toZonedDateTime(zone)
  const spans: OffsetSpan[] = [{ since: undefined, offsetSeconds: at.offsetNanoseconds / 1e9 }]
  for (;;) {
    const change = at.getTimeZoneTransition('next')
    if (!change || Temporal.ZonedDateTime.compare(change, end) > 0) return spans
    spans.push({ since: change.toInstant().toString(), offsetSeconds: change.offsetNanoseconds / 1e9 })
    at = change
  }
}
