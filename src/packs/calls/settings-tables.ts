import { type Day, addMonths, offsetSpans, startOfDay } from '../../base/index.ts'
import { MOST_STRETCHES, type SettingsTable, WEEKDAYS } from '../../kit/index.ts'
import { type CallsSettings, type WorkingHours } from './settings.ts'

/** Days of the workspace's zone are known to two years from today. */
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
    weekdays(settings.workingHours),
    specialDays(settings.workingHours),
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

const STRETCHES = Object.fromEntries(
  PLACES.flatMap((place) => [[`from_${place}`, 'integer'] as const, [`to_${place}`, 'integer'] as const]),
)

/** Seconds of the clock between which calls are answered, by weekday from 1, Monday; around the clock unless told. */
const weekdays = (working: WorkingHours | undefined): SettingsTable => ({
  name: 'calls_weekday',
  columns: { weekday: 'integer', ...STRETCHES },
  rows: WEEKDAYS.map((weekday, at) => [at + 1, ...secondsOf(working?.week[weekday] ?? AROUND_THE_CLOCK)]),
})

/** The same of days that are unlike their weekday. */
const specialDays = (working: WorkingHours | undefined): SettingsTable => ({
  name: 'calls_special_day',
  columns: { local_day: 'day', ...STRETCHES },
  rows: Object.entries({
    ...Object.fromEntries((working?.holidays ?? []).map((day): [Day, readonly string[]] => [day, []])),
    ...working?.specialDays,
  }).map(([day, stretches]) => [day, ...secondsOf(stretches)]),
})

const secondsOf = (stretches: readonly string[]): number[] =>
  PLACES.flatMap((_, at) => {
    const stretch = stretches[at]
    return stretch === undefined ? [0, 0] : [clockSeconds(stretch.slice(0, 5)), clockSeconds(stretch.slice(6))]
  })

const clockSeconds = (text: string): number => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60
