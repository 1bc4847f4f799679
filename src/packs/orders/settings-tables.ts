import { type Day, addMonths, offsetSpans, startOfDay } from '../../base/index.ts'
import type { SettingsTable } from '../../kit/index.ts'
import type { OrdersSettings } from './settings.ts'

/** Days of the workspace's zone are known from here to ten years from today. */
const CALENDAR_FROM = '1970-01-01'
const CALENDAR_YEARS_AHEAD = 10

/** What the models need of the settings, as small tables. */
export function settingsTables(
  { regions }: OrdersSettings,
  workspace: { timeZone: string; today: Day },
): readonly SettingsTable[] {
  return [
    {
      name: 'orders_region',
      columns: { place: 'integer', region: 'string', pattern: 'string' },
      rows: regions.map(({ region, pattern }, at) => [at + 1, region, pattern]),
    },
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
    name: 'orders_offset',
    columns: { since: 'instant', until: 'instant', offset_seconds: 'integer' },
    rows: spans.map((span, at) => [since[at]!, since[at + 1] ?? startOfDay(to, 'UTC'), span.offsetSeconds]),
  }
}
