import { describe, expect, test } from 'vitest'
import { dayRules } from './day-rules.ts'
import { remindersSettings } from './pack-settings.ts'

const settings = remindersSettings.parse({
  calendar: { holidays: ['2024-05-01', '2024-05-09'], workingDays: ['2024-04-27'] },
})

describe('the hours at which a client may be contacted', () => {
  test.each([
    ['a workday', '2024-04-24', 'Europe/Moscow', '2024-04-24T05:00:00Z', '2024-04-24T19:00:00Z'],
    ['a workday far in the east', '2024-04-24', 'Asia/Kamchatka', '2024-04-23T20:00:00Z', '2024-04-24T10:00:00Z'],
    ['a Sunday', '2024-04-28', 'Europe/Moscow', '2024-04-28T06:00:00Z', '2024-04-28T17:00:00Z'],
    ['a Saturday that is worked', '2024-04-27', 'Europe/Moscow', '2024-04-27T05:00:00Z', '2024-04-27T19:00:00Z'],
    ['a holiday on a Wednesday', '2024-05-01', 'Asia/Omsk', '2024-05-01T03:00:00Z', '2024-05-01T14:00:00Z'],
  ])('%s', (_, day, zone, from, to) => {
    expect(dayRules(day, settings).timeFor(zone)).toMatchObject({ zone, from, to })
  })

  test('the wished hour is the client’s, and moves where it is not allowed', () => {
    const at = (hour: string, day: string) =>
      dayRules(day, remindersSettings.parse({ hour })).timeFor('Asia/Vladivostok')

    expect(at('10:00', '2024-04-24')).toMatchObject({ atClock: '10:00', at: '2024-04-24T00:00:00Z' })
    expect(at('08:00', '2024-04-28')).toMatchObject({ atClock: '09:00', at: '2024-04-27T23:00:00Z' })
    expect(at('20:30', '2024-04-28')?.atClock).toBe('09:00')
    expect(at('20:30', '2024-04-24')?.atClock).toBe('20:30')
  })

  test.each([[null], ['МСК+3']])(
    'of the zone %s only hours count that are allowed from Kaliningrad to Kamchatka',
    (zone) => {
      const workday = dayRules('2024-04-24', settings).timeFor(zone)
      const sunday = dayRules('2024-04-28', settings).timeFor(zone)

      expect(workday).toEqual({
        zone: null,
        // 8:00 in Kaliningrad … 22:00 in Kamchatka
        from: '2024-04-24T06:00:00Z',
        to: '2024-04-24T10:00:00Z',
        at: '2024-04-24T06:00:00Z',
        atClock: null,
      })
      expect(sunday).toMatchObject({ from: '2024-04-28T07:00:00Z', to: '2024-04-28T08:00:00Z' })
    },
  )

  test('zones too far apart leave no hour', () => {
    const unknownZones = ['Pacific/Honolulu', 'Asia/Kamchatka']

    expect(dayRules('2024-04-24', remindersSettings.parse({ unknownZones })).timeFor(null)).toBeNull()
  })
})

test('weeks run from Monday to Sunday, months by the calendar', () => {
  const { week, month, isDayOff } = dayRules('2024-05-01', settings)

  expect(week).toEqual({ from: '2024-04-29', to: '2024-05-05' })
  expect(month).toEqual({ from: '2024-05-01', to: '2024-05-31' })
  expect(isDayOff).toBe(true)
})
