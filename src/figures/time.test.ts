import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf, startOfGrain, type Grain } from '../base/index.ts'
import { defineMetric } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, openDesk, type OpenDesk } from './testing.ts'

const open = defineMetric({ ...created, id: 'desk.open', until: 'ended_at' })

const FIRST = new Date('2022-12-01T00:00:00Z').getTime()
const STEP_MINUTES = 30
const COUNT = 21_000

/** A ticket each half an hour for more than a year, each open for 90 minutes. */
const TICKETS = `
select
  timestamp '2022-12-01' + to_minutes(${STEP_MINUTES} * number) as created_at,
  timestamp '2022-12-01' + to_minutes(${STEP_MINUTES} * number + 90) as ended_at
from (select unnest(generate_series(0, ${COUNT - 1})) as number) as numbers`

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({ marts: { tickets: TICKETS }, metrics: [created, open], today: '2024-12-31' })
})
afterAll(() => desk.close())

const counts = async (timeZone: string, from: string, to: string, grain: Grain = 'day', metric = 'desk.created') => {
  const { rows } = await desk.figures.query(
    { metrics: [metric], grain, timeZone, period: { from, to } },
    OWNER_IN_ENGLISH,
  )
  return rows.map((row) => [row['period'], row[metric]])
}

describe('days in a zone', () => {
  test('a day on which clocks go forward has 23 hours, one on which they go back 25', async () => {
    expect(await counts('Europe/Berlin', '2023-03-25', '2023-03-27')).toEqual([
      ['2023-03-25', 48],
      ['2023-03-26', 46],
      ['2023-03-27', 48],
    ])
    expect(await counts('Europe/Berlin', '2023-10-28', '2023-10-30')).toEqual([
      ['2023-10-28', 48],
      ['2023-10-29', 50],
      ['2023-10-30', 48],
    ])
    expect(await counts('America/New_York', '2023-03-12', '2023-03-12')).toEqual([['2023-03-12', 46]])
    expect(await counts('America/New_York', '2023-11-05', '2023-11-05')).toEqual([['2023-11-05', 50]])
  })

  test('zones without clock changes have days of 24 hours all year, also those half an hour aside', async () => {
    for (const zone of ['Europe/Moscow', 'Asia/Kolkata', 'UTC']) {
      const days = await counts(zone, '2023-01-01', '2023-12-31')

      expect(days).toHaveLength(365)
      expect(new Set(days.map(([, count]) => count))).toEqual(new Set([48]))
    }
  })

  test('the period begins and ends at midnight of its zone', async () => {
    expect(await counts('Asia/Kolkata', '2022-12-01', '2022-12-02')).toEqual([
      ['2022-12-01', 37], // data begins at 05:30 there
      ['2022-12-02', 48],
    ])
    expect(await counts('America/New_York', '2022-11-30', '2022-12-01')).toEqual([
      ['2022-11-30', 10], // and at 19:00 of the day before here
      ['2022-12-01', 48],
    ])
  })

  test('a level is taken at midnight of the zone, whatever the clocks did', async () => {
    expect(await counts('Europe/Berlin', '2023-03-24', '2023-03-28', 'day', 'desk.open')).toEqual(
      ['2023-03-24', '2023-03-25', '2023-03-26', '2023-03-27', '2023-03-28'].map((day) => [day, 3]),
    )
  })
})

describe('longer grains', () => {
  test('weeks start on Monday, across the end of a year', async () => {
    expect(await counts('UTC', '2022-12-26', '2023-01-08', 'week')).toEqual([
      ['2022-12-26', 7 * 48],
      ['2023-01-02', 7 * 48],
    ])
  })

  test('a week that the period cuts holds only the days asked for, and is named by its Monday', async () => {
    expect(await counts('UTC', '2023-01-01', '2023-01-03', 'week')).toEqual([
      ['2022-12-26', 48],
      ['2023-01-02', 2 * 48],
    ])
  })

  test('every grain equals a count by hand in every zone', async () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/Moscow', 'Australia/Lord_Howe']) {
      const days = new Map<string, number>()
      for (let number = 0; number < COUNT; number++) {
        const day = dayOf(new Date(FIRST + number * STEP_MINUTES * 60_000), zone)
        if (day >= '2022-12-10' && day <= '2024-01-20') days.set(day, (days.get(day) ?? 0) + 1)
      }
      for (const grain of ['day', 'week', 'month', 'quarter', 'year'] as const) {
        const expected = new Map<string, number>()
        for (const [day, count] of days) {
          const start = startOfGrain(day, grain)
          expected.set(start, (expected.get(start) ?? 0) + count)
        }

        expect(await counts(zone, '2022-12-10', '2024-01-20', grain)).toEqual([...expected])
      }
    }
  })
})

describe('long periods', () => {
  test('a century of months, quarters and years finds every ticket in its place', async () => {
    for (const grain of ['month', 'quarter', 'year'] as const) {
      const found = (await counts('Europe/Berlin', '1930-01-01', '2029-12-31', grain)).filter(([, count]) => count)
      const near = (await counts('Europe/Berlin', '2022-10-01', '2024-06-30', grain)).filter(([, count]) => count)

      expect(found).toEqual(near)
    }
  })

  test('a century of days has every day once, clock changes or not', async () => {
    const days = await counts('America/New_York', '1950-01-01', '2049-12-31')

    expect(days).toHaveLength(36_525)
    expect(days.filter(([day]) => day === '2023-03-12')).toEqual([['2023-03-12', 46]])
    expect(days.filter(([, count]) => count)).toEqual(
      (await counts('America/New_York', '2022-01-01', '2024-12-31')).filter(([, count]) => count),
    )
  })
})

describe('presets', () => {
  test('are counted from the day that is today', async () => {
    const answer = await desk.figures.query({ metrics: ['desk.created'], period: 'last-year' }, OWNER_IN_ENGLISH)

    expect(answer.period).toEqual({ from: '2023-01-01', to: '2023-12-31', timeZone: 'UTC' })
    expect(answer.rows).toEqual([{ 'desk.created': 365 * 48 }])
  })

  test('"all" is the span of the data in the zone of the question', async () => {
    const { period } = await desk.figures.query(
      { metrics: ['desk.created'], period: 'all', timeZone: 'America/New_York' },
      OWNER_IN_ENGLISH,
    )

    expect(period).toMatchObject({
      from: '2022-11-30',
      to: dayOf(new Date(FIRST + (COUNT - 1) * 1_800_000), 'America/New_York'),
    })
  })
})
