import { type Day, addMonths, offsetSpans, startOfDay } from '../../base/index.ts'
import type { SettingsTable } from '../../kit/index.ts'
import type { JourneySettings } from './settings.ts'

/** Days of the workspace's zone are known from here to ten years from today. */
const CALENDAR_FROM = '1970-01-01'
const CALENDAR_YEARS_AHEAD = 10

/** What the models need of the settings, as small tables. */
export function settingsTables(
  { processes, funnel, experiments, purchase }: JourneySettings,
  workspace: { timeZone: string; today: Day },
): readonly SettingsTable[] {
  return [
    {
      name: 'journey_process',
      columns: {
        process_number: 'integer',
        process_id: 'string',
        title: 'string',
        start: 'string',
        limit_seconds: 'integer',
      },
      rows: processes.map(({ id, title, start, limitHours }, at) => [
        at + 1,
        id,
        title,
        start,
        Math.round(limitHours * 3600),
      ]),
    },
    {
      name: 'journey_process_end',
      columns: { process_number: 'integer', event: 'string' },
      rows: processes.flatMap(({ end }, at) => end.map((event) => [at + 1, event])),
    },
    { name: 'journey_experiment_event', columns: { event: 'string' }, rows: experiments.map((event) => [event]) },
    {
      name: 'journey_funnel_step',
      columns: { step: 'integer', event: 'string' },
      rows: funnel.map((event, at) => [at + 1, event]),
    },
    { name: 'journey_purchase', columns: { event: 'string' }, rows: [[purchase]] },
    offsets(workspace),
  ]
}

/** The zone's distance from UTC, a row for each stretch of time between changes of the clock. */
function offsets({ timeZone, today }: { timeZone: string; today: Day }): SettingsTable {
  // to the end of that year, so that the table does not change every day
  const to = `${addMonths(today, 12 * CALENDAR_YEARS_AHEAD).slice(0, 4)}-12-31`
  const spans = offsetSpans({ from: CALENDAR_FROM, to }, timeZone)
  const since = spans.map((span) => span.since ?? startOfDay(CALENDAR_FROM, 'UTC'))
  return {
    name: 'journey_offset',
    columns: { since: 'instant', until: 'instant', offset_seconds: 'integer' },
    rows: spans.map((span, at) => [since[at]!, since[at + 1] ?? startOfDay(to, 'UTC'), span.offsetSeconds]),
  }
}
