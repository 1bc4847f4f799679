import { type Day, offsetSpans, startOfDay } from '../../base/index.ts'
import type { SettingsTable } from '../../kit/index.ts'
import type { LendingSettings } from './settings.ts'

/** Days of the workspace's zone are known from here to the end of next year. */
const CALENDAR_FROM = '1970-01-01'

/** What the models need of the settings, as small tables. */
export function settingsTables(
  settings: LendingSettings,
  workspace: { timeZone: string; today: Day },
): readonly SettingsTable[] {
  const { schedule, toleranceAmount, graceDays, buckets, amountBands } = settings
  return [
    {
      name: 'lending_terms',
      columns: { schedule: 'string', tolerance_amount: 'decimal', grace_days: 'integer' },
      rows: [[schedule, toleranceAmount, graceDays]],
    },
    {
      name: 'lending_bucket',
      columns: { bucket: 'string', from_days: 'integer', to_days: 'integer' },
      rows: [['0', 0, 0], ...bandsOf(buckets, 1).map(({ name, from, to }) => [name, from, to])],
    },
    {
      name: 'lending_amount_band',
      columns: { amount_band: 'string', from_amount: 'decimal', below_amount: 'decimal' },
      rows: bandsOf([0, ...amountBands], 0).map(({ name, from, to }) => [name, from, to]),
    },
    { name: 'lending_today', columns: { today: 'day' }, rows: [[workspace.today]] },
    offsets(workspace),
  ]
}

/** `30-59`, or `90+` where nothing ends it; `to` is `step` below the next edge. */
const bandsOf = (edges: readonly number[], step: number) =>
  edges.map((from, at) => {
    const next = edges[at + 1]
    const to = next === undefined ? null : next - step
    return { name: to === null ? `${from}+` : `${from}-${to}`, from, to }
  })

/** The zone's distance from UTC, a row for each stretch of time between changes of the clock. */
function offsets({ timeZone, today }: { timeZone: string; today: Day }): SettingsTable {
  // to the end of a year, so that the table does not change every day
  const to = `${Number(today.slice(0, 4)) + 1}-12-31`
  const spans = offsetSpans({ from: CALENDAR_FROM, to }, timeZone)
  const since = spans.map((span) => span.since ?? startOfDay(CALENDAR_FROM, 'UTC'))
  return {
    name: 'lending_offset',
    columns: { since: 'instant', until: 'instant', offset_seconds: 'integer' },
    rows: spans.map((span, at) => [since[at]!, since[at + 1] ?? startOfDay(to, 'UTC'), span.offsetSeconds]),
  }
}
