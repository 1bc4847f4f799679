import { Cron } from 'croner'
import { Temporal } from 'temporal-polyfill'
import { LOCALES, type Instant, type Locale } from '../base/index.ts'
import type { Said } from '../state/index.ts'
import { words } from './words.ts'

/** When a job is due, by the clock on the wall of a zone. */
export interface DueTimes {
  /** the first due time after an instant; undefined when there is none */
  after(instant: Instant): Instant | undefined
  /** due times after `since` and up to `until`, that one included: at most so many of the newest, in order */
  between(since: Instant, until: Instant, most: number): Instant[]
}

/**
 * Due times of a cron pattern of five fields. Where the clocks of the zone change:
 * - a time of day that does not exist comes once, at the first instant after the gap, together with others that fell into it;
 * - a time of day that exists twice comes once, the first time;
 * - a pattern that names no hour (`30 * * * *`) is no time of day: it keeps coming at its minutes through both passes of a
 *   repeated hour, and nothing of it is made up for after a gap.
 */
export function dueTimes(at: string, timeZone: string): DueTimes {
  return at.trim().split(/\s+/)[1] === '*' ? intervalTimes(at, timeZone) : clockTimes(at, timeZone)
}

/** croner's own way with patterns whose hour is open. */
function intervalTimes(at: string, timeZone: string): DueTimes {
  const cron = parsed(at, timeZone)
  return {
    after: (instant) => cron.nextRun(new Date(instant))?.toISOString(),
    between(since, until, most) {
      const found: Instant[] = []
      let [due] = cron.previousRuns(1, justAfter(until))
      for (; due && due > new Date(since) && found.length < most; [due] = cron.previousRuns(1, due)) {
        found.push(due.toISOString())
      }
      return found.toReversed()
    },
  }
}

/** croner walks on a clock that never changes; each of its times is then looked up on the zone's. */
function clockTimes(at: string, timeZone: string): DueTimes {
  const cron = parsed(at, 'UTC')
  return {
    after(instant) {
      const asked = new Date(instant)
      let wall = cron.nextRun(wallOf(zoned(asked, timeZone)))
      while (wall && instantOf(wall, timeZone) <= asked) wall = cron.nextRun(wall)
      return wall ? instantOf(wall, timeZone).toISOString() : undefined
    },
    between(since, until, most) {
      const [first, last] = [new Date(since), new Date(until)]
      const found: Instant[] = []
      let [wall] = cron.previousRuns(1, justAfter(latestWall(last, timeZone)))
      for (; wall && found.length < most; [wall] = cron.previousRuns(1, wall)) {
        const due = instantOf(wall, timeZone)
        if (due <= first) break
        if (due <= last && found.at(-1) !== due.toISOString()) found.push(due.toISOString())
      }
      return found.toReversed()
    },
  }
}

const parsed = (at: string, timeZone: string): Cron =>
  new Cron(at, { timezone: timeZone, mode: '5-part', paused: true })

/** croner looks strictly before a whole second */
const justAfter = (instant: Instant | Date): Date =>
  new Date(Math.floor(new Date(instant).getTime() / 1000) * 1000 + 1000)

const zoned = (instant: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)

/** What the zone's clock shows, as if it were UTC. */
const wallOf = (at: Temporal.ZonedDateTime): Date =>
  new Date(at.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds)

/** The instant at which the zone's clock first shows this time, or first shows a later one. */
function instantOf(wall: Date, timeZone: string): Date {
  const shown = zoned(wall, 'UTC').toPlainDateTime()
  const first = shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (first.toPlainDateTime().equals(shown)) return new Date(first.epochMilliseconds)
  const change = first.getTimeZoneTransition('next') // 'earlier' moves a time that does not exist to before the gap
  return new Date((change ?? first).epochMilliseconds)
}

/** The latest time that the zone's clock has shown up to an instant: more than it shows now in the second pass of an hour. */
function latestWall(instant: Date, timeZone: string): Date {
  const now = zoned(instant, timeZone)
  const change = now.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
  const shown = wallOf(now)
  if (!change) return shown
  const before = wallOf(change.subtract({ milliseconds: 1 }))
  return before > shown ? before : shown
}

/** croner takes what has others, a clock's colon say, for a date. */
const SIGNS = /^[a-z0-9*,/#?+-]+$/i

const FIELDS = ['minute', 'hour', 'day', 'month', 'weekday'] as const

/**
 * What is wrong with the text of a schedule, and what would be right; undefined when it is a schedule.
 * @example checkCron('0 45 8 * * *')?.en // “0 45 8 * * *” has six fields. … write five, …, e.g. “45 8 * * *”.
 */
export function checkCron(at: string): Said | undefined {
  const given = at.trim()
  const fields = given.split(/\s+/)
  if (fields.length === 6) return inBoth('cron.seconds', { given, suggestion: fields.slice(1).join(' ') })
  if (fields.length !== 5) return inBoth('cron.fields', { given })
  for (const [place, field] of FIELDS.entries()) {
    const value = fields[place] ?? ''
    const alone = FIELDS.map((_, each) => (each === place ? value : '*')).join(' ')
    if (value === '?' || !SIGNS.test(value) || !isPattern(alone)) return inBoth('cron.field', { given, field, value })
  }
  if (!parsed(given, 'UTC').nextRun(new Date('2000-01-01T00:00:00Z'))) return inBoth('cron.never', { given })
  return undefined
}

function isPattern(at: string): boolean {
  try {
    parsed(at, 'UTC')
    return true
  } catch (error) {
    // croner throws both for what it cannot read
    if (error instanceof TypeError || error instanceof RangeError) return false
    throw error
  }
}

export const inBoth = (key: string, values: Readonly<Record<string, string | number>> = {}): Said =>
  Object.fromEntries(LOCALES.map((locale) => [locale, words.say(locale, key, values)])) as Record<Locale, string>
