import { describe, expect, test } from 'vitest'
import { addDays } from '../base/index.ts'
import { checkCron, dueTimes } from './cron.ts'

/** The next due times, as the clock of UTC shows them: month-day hour:minute. */
function next(at: string, zone: string, from: string, count: number): string[] {
  const times = dueTimes(at, zone)
  const found: string[] = []
  let due = times.after(`${from}:00Z`)
  for (; due !== undefined && found.length < count; due = times.after(due))
    found.push(due.slice(5, 16).replace('T', ' '))
  return found
}

describe('a time of day that does not exist comes once, at the end of the gap', () => {
  test.each([
    ['30 2 * * *', 'Europe/Berlin', '2024-03-30T12:00', ['03-31 01:00', '04-01 00:30']],
    ['30 2 * * *', 'America/New_York', '2024-03-09T12:00', ['03-10 07:00', '03-11 06:30']],
    ['0 0 * * *', 'Asia/Beirut', '2024-03-29T23:00', ['03-30 22:00', '03-31 21:00']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2024-10-04T16:00', ['10-05 15:30', '10-06 15:15']],
    ['0 12 * * *', 'Pacific/Apia', '2011-12-29T12:00', ['12-29 22:00', '12-30 10:00', '12-30 22:00']],
  ])('%s in %s', (at, zone, from, expected) => {
    expect(next(at, zone, from, expected.length)).toEqual(expected)
  })

  test('several times that fell into one gap come together, with the one at its end', () => {
    expect(next('*/15 2 * * *', 'Europe/Berlin', '2024-03-30T12:00', 3)).toEqual([
      '03-31 01:00',
      '04-01 00:00',
      '04-01 00:15',
    ])
    expect(next('0 1,2,3 * * *', 'Europe/Berlin', '2024-03-30T12:00', 3)).toEqual([
      '03-31 00:00',
      '03-31 01:00',
      '03-31 23:00',
    ])
  })
})

describe('a time of day that exists twice comes once, the first time', () => {
  test.each([
    ['30 2 * * *', 'Europe/Berlin', '2024-10-26T12:00', ['10-27 00:30', '10-28 01:30']],
    ['30 1 * * *', 'America/New_York', '2024-11-02T12:00', ['11-03 05:30', '11-04 06:30']],
    ['30 23 * * *', 'Asia/Beirut', '2024-10-26T12:00', ['10-26 20:30', '10-27 21:30']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2024-04-06T12:00', ['04-06 14:45', '04-07 15:15']],
    ['0 1,2,3 * * *', 'Europe/Berlin', '2024-10-26T12:00', ['10-26 23:00', '10-27 00:00', '10-27 02:00']],
    ['30 2-3 * * *', 'Europe/Berlin', '2024-10-26T12:00', ['10-27 00:30', '10-27 02:30', '10-28 01:30']],
    ['0 */2 * * *', 'Europe/Berlin', '2024-10-26T21:00', ['10-26 22:00', '10-27 00:00', '10-27 03:00']],
  ])('%s in %s', (at, zone, from, expected) => {
    expect(next(at, zone, from, expected.length)).toEqual(expected)
  })

  test('minutes of a named hour come in its first pass only', () => {
    expect(next('*/30 2 * * *', 'Europe/Berlin', '2024-10-26T12:00', 3)).toEqual([
      '10-27 00:00',
      '10-27 00:30',
      '10-28 01:00',
    ])
  })

  test('asked within the second pass, the next is after it', () => {
    expect(next('45 2 * * *', 'Europe/Berlin', '2024-10-27T01:10', 1)).toEqual(['10-28 01:45'])
  })
})

describe('a pattern without an hour is no time of day and keeps its pace', () => {
  test.each([
    ['over a gap', '2024-03-31T00:20', ['03-31 00:30', '03-31 01:00', '03-31 01:30']],
    ['through both passes', '2024-10-27T00:20', ['10-27 00:30', '10-27 01:00', '10-27 01:30', '10-27 02:00']],
  ])('%s', (_, from, expected) => {
    expect(next('*/30 * * * *', 'Europe/Berlin', from, expected.length)).toEqual(expected)
  })
})

test('Moscow has no summer time', () => {
  expect(next('45 8 * * *', 'Europe/Moscow', '2024-03-30T00:00', 3)).toEqual([
    '03-30 05:45',
    '03-31 05:45',
    '04-01 05:45',
  ])
})

test.each([
  ['0 0 31 * *', ['01-31 00:00', '03-31 00:00', '05-31 00:00']],
  ['0 9 L * *', ['01-31 09:00', '02-29 09:00', '03-31 09:00']],
  ['0 9 * * MON', ['01-01 09:00', '01-08 09:00']],
  ['0 9 * * 7', ['01-07 09:00', '01-14 09:00']],
  ['0 9 * * FRIL', ['01-26 09:00', '02-23 09:00']],
  ['0 9 29 2 *', ['02-29 09:00', '02-29 09:00']],
])('%s', (at, expected) => {
  expect(next(at, 'UTC', '2024-01-01T00:00', expected.length)).toEqual(expected)
})

describe('looking back finds the times that looking ahead finds', () => {
  const patterns = ['*/30 * * * *', '*/20 1-3 * * *', '30 2 * * *', '0 0 * * *', '45 1 1,L * *', '15 2 * * SUN']

  test.each([
    ['Europe/Berlin', '2024-03-31'],
    ['Europe/Berlin', '2024-10-27'],
    ['Asia/Beirut', '2024-03-31'],
    ['Asia/Beirut', '2024-10-27'],
    ['Australia/Lord_Howe', '2024-04-07'],
    ['Australia/Lord_Howe', '2024-10-06'],
    ['America/New_York', '2024-11-03'],
    ['Pacific/Apia', '2011-12-30'],
  ])('in %s around %s', (zone, day) => {
    const from = `${addDays(day, -2)}T00:00:00.000Z`
    const to = `${addDays(day, 2)}T00:00:00.000Z`
    for (const at of patterns) {
      const times = dueTimes(at, zone)
      const ahead: string[] = []
      for (let due = times.after(from); due !== undefined && due <= to; due = times.after(due)) ahead.push(due)

      expect([at, times.between(from, to, 1000)]).toEqual([at, ahead])
      expect([at, times.between(from, to, 3)]).toEqual([at, ahead.slice(-3)])
    }
  })
})

test('looking back from within the second pass of an hour finds what came in the first', () => {
  const times = dueTimes('*/15 2 * * *', 'Europe/Berlin')

  expect(times.between('2024-10-26T12:00:00Z', '2024-10-27T01:10:00Z', 9).map((due) => due.slice(11, 16))).toEqual([
    '00:00',
    '00:15',
    '00:30',
    '00:45',
  ])
})

test('up to an instant includes it, since an instant leaves it out', () => {
  const times = dueTimes('0 * * * *', 'UTC')

  expect(times.between('2024-01-01T01:00:00.000Z', '2024-01-01T03:00:00.000Z', 9)).toEqual([
    '2024-01-01T02:00:00.000Z',
    '2024-01-01T03:00:00.000Z',
  ])
})

test.each([
  ['45 8 * * *', undefined],
  ['*/5 8-18 * * MON-FRI', undefined],
  [
    '0 45 8 * * *',
    '“0 45 8 * * *” has six fields. The program counts in minutes: write five, without the first one for seconds, e.g. “45 8 * * *”.',
  ],
  ['8:45', '“8:45” is not a schedule: five fields are needed'],
  ['@daily', '“@daily” is not a schedule: five fields are needed'],
  ['60 8 * * *', 'the minute “60” is wrong: 0–59'],
  ['0 9:00 * * *', 'the hour “9:00” is wrong: 0–23'],
  ['2024-01-01T00:00 8 * * *', 'the minute “2024-01-01T00:00” is wrong: 0–59'],
  ['0 24 * * *', 'the hour “24” is wrong: 0–23'],
  ['0 8 32 * *', 'the day of the month “32” is wrong: 1–31'],
  ['0 8 * 13 *', 'the month “13” is wrong: 1–12'],
  ['0 8 * * FUN', 'the weekday “FUN” is wrong: 0–7'],
  ['0 8 30 2 *', '“0 8 30 2 *” never comes'],
])('the text “%s” is checked', (at, expected) => {
  const fault = checkCron(at)?.en

  expect(expected === undefined ? (fault ?? 'fine') : fault).toContain(expected ?? 'fine')
})
