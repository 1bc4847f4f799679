import { describe, expect, test } from 'vitest'
import {
  comparisonPeriod,
  dayOf,
  daysBetween,
  grainsIn,
  instantAt,
  isDay,
  isZone,
  nextGrain,
  offsetSpans,
  presetPeriod,
  startOfDay,
  startOfGrain,
} from './time.ts'

describe('days and zones', () => {
  test('a Moscow day begins three hours before UTC midnight', () => {
    expect(startOfDay('2023-03-01', 'Europe/Moscow')).toBe('2023-02-28T21:00:00Z')
    expect(dayOf('2023-02-28T21:00:00Z', 'Europe/Moscow')).toBe('2023-03-01')
    expect(dayOf('2023-02-28T20:59:59Z', 'Europe/Moscow')).toBe('2023-02-28')
  })

  test('a day on which the clock skips midnight begins at one', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00Z')
  })

  test('a wall-clock time that does not exist moves forward, one that exists twice is the first', () => {
    expect(instantAt('2023-03-26', '02:30', 'Europe/Berlin')).toBe('2023-03-26T01:30:00Z')
    expect(instantAt('2023-10-29', '02:30', 'Europe/Berlin')).toBe('2023-10-29T00:30:00Z')
  })

  test('only real days and real zones pass', () => {
    expect([isDay('2023-02-28'), isDay('2023-02-30'), isDay('28.02.2023')]).toEqual([true, false, false])
    expect([isDay('+010000-01-01'), isDay('-000001-01-01'), isDay('')]).toEqual([false, false, false])
    expect([isZone('Europe/Moscow'), isZone('Moscow/Europe')]).toEqual([true, false])
  })
})

describe('grains', () => {
  test('weeks start on Monday, also across a year', () => {
    expect(startOfGrain('2023-01-01', 'week')).toBe('2022-12-26')
    expect(nextGrain('2022-12-30', 'week')).toBe('2023-01-02')
  })

  test('a period lists every month that it touches', () => {
    expect(grainsIn({ from: '2023-01-15', to: '2023-04-01' }, 'month')).toEqual([
      '2023-01-01',
      '2023-02-01',
      '2023-03-01',
      '2023-04-01',
    ])
  })

  test('quarters begin in January, April, July and October', () => {
    expect(startOfGrain('2023-12-31', 'quarter')).toBe('2023-10-01')
  })
})

describe('periods', () => {
  const all = { from: '2020-01-01', to: '2023-12-31' }

  test('presets count from today', () => {
    expect(presetPeriod('yesterday', '2023-03-01', all)).toEqual({ from: '2023-02-28', to: '2023-02-28' })
    expect(presetPeriod('last-week', '2023-03-01', all)).toEqual({ from: '2023-02-20', to: '2023-02-26' })
    expect(presetPeriod('last-month', '2023-03-31', all)).toEqual({ from: '2023-02-01', to: '2023-02-28' })
    expect(presetPeriod('last-12-months', '2024-01-01', all)).toEqual({ from: '2023-01-01', to: '2023-12-31' })
    expect(presetPeriod('all', '2024-01-01', all)).toEqual(all)
  })

  test('whole months are compared with as many whole months, other periods with as many days', () => {
    expect(comparisonPeriod({ from: '2023-03-01', to: '2023-04-30' }, 'previous-period')).toEqual({
      from: '2023-01-01',
      to: '2023-02-28',
    })
    expect(comparisonPeriod({ from: '2023-03-10', to: '2023-03-12' }, 'previous-period')).toEqual({
      from: '2023-03-07',
      to: '2023-03-09',
    })
    expect(comparisonPeriod({ from: '2024-02-29', to: '2024-03-01' }, 'previous-year')).toEqual({
      from: '2023-02-28',
      to: '2023-03-01',
    })
  })

  test('days between count whole days in either direction', () => {
    expect(daysBetween('2023-02-27', '2023-03-01')).toBe(2)
    expect(daysBetween('2023-03-01', '2023-02-27')).toBe(-2)
  })
})

describe('offset spans', () => {
  test('a zone without clock changes has one span', () => {
    expect(offsetSpans({ from: '2023-01-01', to: '2023-12-31' }, 'Europe/Moscow')).toEqual([
      { since: undefined, offsetSeconds: 10_800 },
    ])
  })

  test('a year in Berlin has three', () => {
    expect(offsetSpans({ from: '2023-01-01', to: '2023-12-31' }, 'Europe/Berlin')).toEqual([
      { since: undefined, offsetSeconds: 3600 },
      { since: '2023-03-26T01:00:00Z', offsetSeconds: 7200 },
      { since: '2023-10-29T01:00:00Z', offsetSeconds: 3600 },
    ])
  })
})
