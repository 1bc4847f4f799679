import { type Day, addMonths } from '../../base/index.ts'
import type { SettingsTable } from '../../kit/index.ts'
import { LINES, type SupportSettings } from './settings.ts'
import { workingIntervals } from './working-hours.ts'

/** Working hours are known from here to two years from today; outside they are null. */
const CALENDAR_FROM = '2010-01-01'
const CALENDAR_YEARS_AHEAD = 2

/** What the models need of the settings, as small tables. */
export function settingsTables(
  settings: SupportSettings,
  workspace: { timeZone: string; today: Day },
): readonly SettingsTable[] {
  // to the end of that year, so that the table does not change every day
  const to = `${addMonths(workspace.today, 12 * CALENDAR_YEARS_AHEAD).slice(0, 4)}-12-31`
  return [
    {
      name: 'support_line',
      columns: { group_name: 'string', line: 'string' },
      rows: LINES.flatMap((line) => settings.lines[line].map((group) => [group, line])),
    },
    {
      name: 'support_working_interval',
      columns: { start_at: 'instant', end_at: 'instant', seconds_before: 'integer' },
      rows: workingIntervals(settings.workingCalendar, { from: CALENDAR_FROM, to }, workspace.timeZone).map(
        (interval) => [instant(interval.startSecond), instant(interval.endSecond), interval.secondsBefore],
      ),
    },
    {
      name: 'support_change',
      columns: { from_on: 'day', to_on: 'day', title: 'string' },
      rows: settings.changes.map(({ from, to, title }) => [from, to, title]),
    },
  ]
}

const instant = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z')
