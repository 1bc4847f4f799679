import { expect, test } from 'vitest'
import { MISSED, MOST_MISSED } from './contract.ts'
import { dueTimes } from './cron.ts'
import { planOf } from './missed.ts'

const HOURLY = dueTimes('0 * * * *', 'UTC')
const NINE = '2024-01-01T09:00:00.000Z'
const at = (hour: number) => `2024-01-01T0${hour}:00:00.000Z`

const plan = (missed: (typeof MISSED)[number], since: string, now: string, times = HOURLY) => {
  const { run, skip } = planOf(times, missed, { since, now })
  return { run, skip: skip.flatMap(({ dueTimes: left }) => left) }
}

test('after a break the newest runs, or all in order, or none', () => {
  const since = '2024-01-01T05:30:00.000Z'
  const now = '2024-01-01T08:20:00.000Z'

  expect(plan('latest', since, now)).toEqual({ run: [at(8)], skip: [at(6), at(7)] })
  expect(plan('all', since, now)).toEqual({ run: [at(6), at(7), at(8)], skip: [] })
  expect(plan('skip', since, now)).toEqual({ run: [], skip: [at(6), at(7), at(8)] })
})

test('a time less than a minute old is on time', () => {
  const now = '2024-01-01T08:00:59.999Z'

  expect(plan('skip', at(6), now)).toEqual({ run: [at(8)], skip: [at(7)] })
  expect(plan('skip', at(6), '2024-01-01T08:01:00.000Z').run).toEqual([])
})

test('where nothing is due nothing is planned', () => {
  expect(MISSED.map((missed) => plan(missed, at(8), '2024-01-01T08:59:59.999Z'))).toEqual(
    MISSED.map(() => ({ run: [], skip: [] })),
  )
})

test('after a year of minutes only the newest times count, and one row says so', () => {
  const minutes = dueTimes('* * * * *', 'Europe/Berlin')
  const [since, now] = ['2023-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z']

  const { run, skip } = planOf(minutes, 'latest', { since, now })
  const all = plan('all', since, now, minutes)

  expect(run).toEqual([now])
  expect(skip[0]).toMatchObject({
    dueTimes: ['2023-12-31T15:40:00.000Z'],
    cause: { en: expect.stringContaining('500') },
  })
  expect(skip[1]?.dueTimes).toHaveLength(MOST_MISSED - 1)
  expect([all.run.length, all.skip.length]).toEqual([MOST_MISSED, 1])
})

test('a clock that went back runs what comes now, and makes up for nothing', () => {
  expect(plan('all', '2025-01-01T00:00:00.000Z', '2024-01-01T09:00:30.000Z')).toEqual({ run: [NINE], skip: [] })
  expect(plan('all', '2025-01-01T00:00:00.000Z', '2024-01-01T09:30:00.000Z')).toEqual({ run: [], skip: [] })
})
