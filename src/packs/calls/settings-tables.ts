import { type Day, type Instant, addDays, addMonths, offsetSpans, startOfDay, weekdayOf } from '../../base/index.ts'
import type { SettingsTable } from '../../kit/index.ts'
import { type CallsSettings, MOST_STRETCHES, WEEKDAYS, type WorkingHours } from './settings.ts'

/** Days are known from here to two years from today. */
const CALENDAR_FROM = '2010-01-01'
const CALENDAR_YEARS_AHEAD = 2
/** The clock's changes are known from here. */
const OFFSETS_FROM = '2000-01-01'
const AROUND_THE_CLOCK = ['00:00-24:00']
const DAY_SECONDS = 86_400

/** What the models need of the settings, as small tables. */
export function settingsTables(
  settings: CallsSettings,
  { timeZone, today }: { timeZone: string; today: Day },
): readonly SettingsTable[] {
  // to the end of that year, so that the tables do not change every day
  const to = `${addMonths(today, 12 * CALENDAR_YEARS_AHEAD).slice(0, 4)}-12-31`
  return [
    rules(settings),
    table('calls_direction', { direction: 'string' }, settings.directions),
    table('calls_missed', { outcome: 'string' }, settings.missed),
    table('calls_person_application', { application: 'string' }, settings.personApplications),
    table('calls_voicemail_application', { application: 'string' }, settings.voicemailApplications),
    {
      name: 'calls_queue',
      columns: { queue_id: 'string', name: 'string' },
      rows: Object.entries(settings.queues),
    },
    offsets(to, timeZone),
    days(to, timeZone, settings.workingHours),
  ]
}

const table = (name: string, columns: SettingsTable['columns'], values: readonly string[]): SettingsTable => ({
  name,
  columns,
  rows: values.map((value) => [value]),
})

/** One row of everything that is one value. */
const rules = (settings: CallsSettings): SettingsTable => ({
  name: 'calls_rule',
  columns: {
    formula: 'string',
    target_seconds: 'integer',
    short_seconds: 'integer',
    counts_short: 'boolean',
    counts_outside: 'boolean',
    counts_parallel: 'boolean',
    wrap_up_seconds: 'integer',
    reached_seconds: 'integer',
    repeat_seconds: 'integer',
    satisfied_from: 'double',
  },
  rows: [
    [
      settings.serviceLevel.formula,
      settings.serviceLevel.seconds,
      settings.shortAbandonSeconds,
      settings.shortAbandons === 'count',
      settings.outsideHours === 'count',
      settings.parallelRings === 'missed',
      settings.wrapUpSeconds,
      settings.reachedWithinHours * 3600,
      settings.repeatWithinDays * DAY_SECONDS,
      settings.satisfiedFrom,
    ],
  ],
})

/** The zone's distance from UTC, a row for each stretch of time between changes of the clock. */
function offsets(to: Day, timeZone: string): SettingsTable {
  const spans = offsetSpans({ from: OFFSETS_FROM, to }, timeZone)
  const since = spans.map((span) => span.since ?? startOfDay(OFFSETS_FROM, 'UTC'))
  return {
    name: 'calls_offset',
    columns: { since: 'instant', until: 'instant', offset_seconds: 'integer' },
    rows: spans.map((span, at) => [since[at]!, since[at + 1] ?? startOfDay(to, 'UTC'), span.offsetSeconds]),
  }
}

const PLACES = Array.from({ length: MOST_STRETCHES }, (_, at) => at + 1)

/** Each day of the workspace: its first instant, the next one's, and the seconds of its clock between which calls are answered. */
function days(to: Day, timeZone: string, working: WorkingHours | undefined): SettingsTable {
  const midnight = midnights({ from: CALENDAR_FROM, to: addDays(to, 1) }, timeZone)
  const holidays = new Set(working?.holidays)
  const rows: (string | number)[][] = []
  let begins = midnight(CALENDAR_FROM)
  for (let on = CALENDAR_FROM; on <= to;) {
    const next = addDays(on, 1)
    const ends = midnight(next)
    rows.push([on, begins, ends, ...PLACES.flatMap((_, at) => secondsOf(hoursOf(on, working, holidays)[at]))])
    on = next
    begins = ends
  }
  const stretches = PLACES.flatMap((place) => [
    [`from_${place}`, 'integer'] as const,
    [`to_${place}`, 'integer'] as const,
  ])
  return {
    name: 'calls_day',
    columns: { local_day: 'day', begins_at: 'instant', ends_at: 'instant', ...Object.fromEntries(stretches) },
    rows,
  }
}

function hoursOf(on: Day, working: WorkingHours | undefined, holidays: ReadonlySet<Day>): readonly string[] {
  if (!working) return AROUND_THE_CLOCK
  const own = working.specialDays[on]
  if (own) return own
  return holidays.has(on) ? [] : working.week[WEEKDAYS[weekdayOf(on) - 1]!]
}

const secondsOf = (stretch: string | undefined): readonly [number, number] =>
  stretch === undefined ? [0, 0] : [clockSeconds(stretch.slice(0, 5)), clockSeconds(stretch.slice(6))]

const clockSeconds = (text: string): number => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60

/** The first instant of days that are asked for in their order: arithmetic over the zone's few changes, not a calendar's question a day. */
function midnights(period: { from: Day; to: Day }, timeZone: string): (on: Day) => Instant {
  const spans = offsetSpans(period, timeZone).map(({ since, offsetSeconds }) => ({
    since: since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since),
    offset: offsetSeconds * 1000,
  }))
  let at = 0
  return (on) => {
    const wall = Date.parse(`${on}T00:00:00Z`)
    while (at + 1 < spans.length && wall - spans[at]!.offset >= spans[at + 1]!.since) at += 1
    // where the clock skips midnight, the day begins with the change
    const instant = Math.max(wall - spans[at]!.offset, spans[at]!.since)
    return new Date(instant).toISOString().replace('.000Z', 'Z')
  }
}
