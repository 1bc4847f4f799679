import { describe, expect, test } from 'vitest'
import { instantAt } from '../../base/index.ts'
import { sql } from '../../kit/index.ts'
import { openHelpDesk } from '../../../test/study/help-desk.ts'
import { supportSettings } from './settings.ts'
import { settingsTables } from './settings-tables.ts'
import { workingIntervals } from './working-hours.ts'

const calendarOf = (workingCalendar: unknown) => supportSettings.parse({ workingCalendar }).workingCalendar

/** Working hours of tickets, through the settings table and the model. */
async function workedHours(
  workingCalendar: Record<string, unknown>,
  timeZone: string,
  stretches: Readonly<Record<string, readonly [string, string]>>,
) {
  const desk = await openHelpDesk({ settings: { workingCalendar }, timeZone })
  try {
    await desk.load({
      'support.ticket': Object.entries(stretches).map(([ticket_id, [created_at, resolved_at]]) => ({
        ticket_id,
        priority: '1',
        status: '4',
        created_at,
        resolved_at,
        updated_at: resolved_at,
      })),
    })
    const rows = await desk.rows(sql`select ticket_id, resolution_working_hours as hours from mart.support_tickets`)
    return Object.fromEntries(rows.map((row) => [row['ticket_id'], row['hours']]))
  } finally {
    await desk.close()
  }
}

describe('working hours through the model', () => {
  test('by hand, in Moscow: weekend, holiday, short day, lunch', async () => {
    const worked = await workedHours(
      {
        week: { wednesday: ['09:00-13:00', '14:00-18:00'] },
        holidays: ['2023-05-09', '2023-05-06'],
        specialDays: { '2023-05-05': ['09:00-15:00'], '2023-05-06': ['10:00-12:00'] },
      },
      'Europe/Moscow',
      {
        'within a day': ['2023-05-02T07:00:00Z', '2023-05-02T09:30:00Z'], // 10:00–12:30
        'over lunch': ['2023-05-03T09:30:00Z', '2023-05-03T11:30:00Z'], // 12:30–14:30, lunch 13–14
        'over a short Friday and a working Saturday': ['2023-05-05T06:00:00Z', '2023-05-08T07:00:00Z'], // 6 + 2 + 1
        'over a holiday': ['2023-05-08T14:00:00Z', '2023-05-10T07:00:00Z'], // Monday 17–18, Tuesday off, Wednesday 9–10
        'at night': ['2023-05-02T19:00:00Z', '2023-05-02T22:00:00Z'],
        'a fortnight': ['2023-05-15T06:00:00Z', '2023-05-29T06:00:00Z'], // ten days, two of them 8 hours
      },
    )

    expect(worked).toEqual({
      'within a day': 2.5,
      'over lunch': 1,
      'over a short Friday and a working Saturday': 9,
      'over a holiday': 2,
      'at night': 0,
      'a fortnight': 8 * 9 + 2 * 8,
    })
  })

  test('by hand, in Berlin: the nights when clocks change', async () => {
    const worked = await workedHours({ week: { sunday: ['00:00-06:00'] } }, 'Europe/Berlin', {
      'an ordinary Sunday': ['2023-03-18T23:00:00Z', '2023-03-19T23:00:00Z'],
      'the short Sunday of March': ['2023-03-25T23:00:00Z', '2023-03-26T22:00:00Z'],
      'the long Sunday of October': ['2023-10-28T22:00:00Z', '2023-10-29T23:00:00Z'],
      'Friday 17:00 to Monday 10:00 over the March change': ['2023-03-24T16:00:00Z', '2023-03-27T08:00:00Z'],
      'from within the doubled hour': ['2023-10-29T00:30:00Z', '2023-10-29T05:00:00Z'], // 02:30 summer time to 06:00
    })

    expect(worked).toEqual({
      'an ordinary Sunday': 6,
      'the short Sunday of March': 5,
      'the long Sunday of October': 7,
      'Friday 17:00 to Monday 10:00 over the March change': 1 + 5 + 1,
      'from within the doubled hour': 4.5,
    })
  })

  test('work around midnight in UTC is counted once', async () => {
    const worked = await workedHours({}, 'Asia/Vladivostok', {
      // 09:00–18:00 in UTC+10 is 23:00–08:00
      'a working day': ['2023-05-01T22:00:00Z', '2023-05-02T09:00:00Z'],
      'over midnight in UTC': ['2023-05-01T23:30:00Z', '2023-05-02T00:30:00Z'],
    })

    expect(worked).toEqual({ 'a working day': 9, 'over midnight in UTC': 1 })
  })

  test('stretches of minutes within one hour add up, to the second', async () => {
    const worked = await workedHours(
      { week: { tuesday: ['10:05-10:10', '10:20-10:25', '10:50-11:10'] } },
      'Asia/Kolkata',
      {
        'the whole day': ['2023-05-01T20:00:00Z', '2023-05-02T18:00:00Z'],
        'from within the first to within the last': ['2023-05-02T04:37:30Z', '2023-05-02T05:35:45Z'], // 10:07:30–11:05:45
      },
    )

    expect(worked).toEqual({
      'the whole day': 30 / 60,
      'from within the first to within the last': (150 + 300 + 945) / 3600,
    })
  })

  test('outside the calendar nothing is known, not even before 1970', async () => {
    const worked = await workedHours({}, 'Europe/Moscow', {
      'long before': ['1969-12-30T10:00:00Z', '2023-05-02T10:00:00Z'],
      'far ahead': ['2023-05-02T10:00:00Z', '2123-05-02T10:00:00Z'],
    })

    expect(worked).toEqual({ 'long before': null, 'far ahead': null })
  })
})

describe('the calendar as instants', () => {
  test('agrees with the clock of the zone on every day of three years', () => {
    const calendar = calendarOf({ week: { monday: ['00:00-02:30', '02:30-09:15', '23:00-24:00'] } })

    const intervals = workingIntervals(calendar, { from: '2021-01-01', to: '2023-12-31' }, 'America/New_York')

    const epoch = (day: string, clock: string) => Date.parse(instantAt(day, clock, 'America/New_York')) / 1000
    const starts = new Set(intervals.map(({ startSecond }) => startSecond))
    for (let day = Date.parse('2021-01-01T00:00:00Z'); day <= Date.parse('2023-12-31T00:00:00Z'); day += 86_400_000) {
      const date = new Date(day)
      const text = date.toISOString().slice(0, 10)
      const weekday = date.getUTCDay()
      expect(starts.has(epoch(text, '09:00'))).toBe(weekday >= 2 && weekday <= 5)
      expect(starts.has(epoch(text, '23:00'))).toBe(weekday === 1)
    }
  })

  test('seconds add up and intervals never overlap', () => {
    const calendar = calendarOf({ week: { sunday: ['00:00-02:30', '02:45-24:00'] } })

    const intervals = workingIntervals(calendar, { from: '2010-01-01', to: '2025-12-31' }, 'Europe/Berlin')

    let seconds = 0
    let previousEnd = 0
    for (const interval of intervals) {
      expect(interval.secondsBefore).toBe(seconds)
      expect(interval.startSecond).toBeGreaterThanOrEqual(previousEnd)
      seconds += interval.endSecond - interval.startSecond
      previousEnd = interval.endSecond
    }
  })

  test('the calendar has a zone of its own where it is told', () => {
    const own = calendarOf({ timeZone: 'Asia/Tokyo' })

    const [first] = workingIntervals(own, { from: '2023-05-02', to: '2023-05-02' }, 'Europe/Moscow')

    expect(new Date(first!.startSecond * 1000).toISOString()).toBe('2023-05-02T00:00:00.000Z')
  })

  test('settings tables reach two years past today and stay the same within a year', () => {
    const settings = supportSettings.parse({})
    const at = (today: string) => settingsTables(settings, { timeZone: 'Europe/Moscow', today })[1]!.rows

    expect(at('2023-02-01')).toEqual(at('2023-11-30'))
    expect(String(at('2023-02-01').at(-1)![0])).toBe('2025-12-31T06:00:00Z')
  })
})

describe('settings of the calendar', () => {
  test.each([
    ['hours that end before they begin', { week: { monday: ['18:00-09:00'] } }, 'must end later'],
    ['hours that overlap', { week: { monday: ['09:00-13:00', '12:00-18:00'] } }, 'must not overlap'],
    ['an hour that no clock has', { week: { monday: ['09:00-25:00'] } }, 'must be hours'],
    ['a day that no calendar has', { holidays: ['2023-02-30'] }, 'YYYY-MM-DD'],
    ['a zone that nobody knows', { timeZone: 'Europe/Moskva' }, 'IANA'],
  ])('%s are refused', (_, workingCalendar, message) => {
    const result = supportSettings.safeParse({ workingCalendar })

    expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message)
  })

  test('a group stands in one line only', () => {
    const result = supportSettings.safeParse({ lines: { line_1: ['A'], line_2: ['A'] } })

    expect(result.error?.issues[0]?.message).toContain('line_1')
  })
})
