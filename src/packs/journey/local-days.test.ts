import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, dayOf, startOfDay } from '../../base/index.ts'
import { sql } from '../../kit/index.ts'
import { type JourneyDesk, openJourneyDesk } from '../../../test/journey/journey-desk.ts'

const settings = { processes: [{ id: 'line', title: 'Line', start: 'task', end: ['answer'] }] }

/** Zones whose clocks change by night, at midnight, by half an hour, by a whole day, or not at all. */
const ZONES = [
  'Europe/Moscow',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'Atlantic/Azores',
]

describe.each(ZONES)('days of %s', (timeZone) => {
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({ settings, timeZone })
  })
  afterAll(() => desk.close())

  test('each UTC day knows the local day at its beginning, when it ends and which comes next', async () => {
    await desk.load({ 'journey.event': [] })

    const days = await desk.rows(sql`
      select * from core.journey_utc_day
      where utc_day between '2011-12-01' and '2012-01-31' or utc_day between '2018-10-15' and '2018-11-30'
        or utc_day between '2023-03-01' and '2023-11-30'
      order by utc_day`)

    expect(days.length).toBeGreaterThan(350)
    for (const day of days) {
      const midnight = `${String(day['utc_day'])}T00:00:00Z`
      const localDay = dayOf(midnight, timeZone)
      const endsAt = startOfDay(addDays(localDay, 1), timeZone)
      const nextDay = dayOf(endsAt, timeZone)
      const isWithin = Date.parse(endsAt) <= Date.parse(midnight) + 86_400_000
      expect(day).toEqual({
        utc_day: day['utc_day'],
        local_day: localDay,
        ends_at: endsAt,
        next_day: nextDay,
        next_ends_at: isWithin ? startOfDay(addDays(nextDay, 1), timeZone) : null,
      })
    }
  })
})

describe('a day of 23 hours and one of 25 in New York', () => {
  let desk: JourneyDesk
  const start = (user_id: string, happened_at: string) => ({ user_id, event: 'task', happened_at })
  const end = (user_id: string, happened_at: string) => ({ user_id, event: 'answer', happened_at })
  beforeAll(async () => {
    desk = await openJourneyDesk({ settings, timeZone: 'America/New_York' })
    await desk.load({
      'journey.event': [
        // 12 March 2023 begins at 05:00 UTC and ends at 04:00 UTC
        start('short, closed', '2023-03-12T05:00:00Z'),
        end('short, closed', '2023-03-13T03:59:59Z'),
        start('short, late', '2023-03-12T05:00:00Z'),
        end('short, late', '2023-03-13T04:00:00Z'),
        // 5 November 2023 begins at 04:00 UTC and ends at 05:00 UTC
        start('long, closed', '2023-11-05T04:00:00Z'),
        end('long, closed', '2023-11-06T04:59:59Z'),
        start('long, late', '2023-11-05T04:00:00Z'),
        end('long, late', '2023-11-06T05:00:00Z'),
      ],
    })
  })
  afterAll(() => desk.close())

  test.each([
    ['short, closed', '2023-03-12', '2023-03-13T04:00:00Z', false],
    ['short, late', '2023-03-12', '2023-03-13T04:00:00Z', true],
    ['long, closed', '2023-11-05', '2023-11-06T05:00:00Z', false],
    ['long, late', '2023-11-05', '2023-11-06T05:00:00Z', true],
  ])('%s', async (user, started_on, day_ends_at, is_unclosed) => {
    const rows = await desk.rows(
      sql`select started_on, day_ends_at, is_unclosed from mart.journey_process_days where user_id = ${user}`,
    )

    expect(rows).toEqual([{ started_on, day_ends_at, is_unclosed }])
  })
})
