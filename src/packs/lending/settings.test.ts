import { expect, test } from 'vitest'
import { checkSettings } from '../../kit/index.ts'
import { lending } from './index.ts'
import { settingsTables } from './settings-tables.ts'

const { definition } = lending()
const check = (given: unknown) => checkSettings(definition.settings, given, 'svodka.config.ts', ['packs', 'lending'])
const faultOf = (given: unknown): string => {
  try {
    check(given)
    return 'no fault'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('nothing must be set', () => {
  expect(check({})).toMatchObject({
    schedule: 'annuity',
    toleranceAmount: 0,
    graceDays: 0,
    buckets: [1, 30, 60, 90],
    amountBands: [10_000, 50_000, 100_000, 500_000],
  })
})

test.each([
  ['buckets that fall', { buckets: [1, 60, 30] }, 'lending.buckets: must grow'],
  ['buckets that leave the first days out', { buckets: [5, 30] }, 'lending.buckets: must begin with 1'],
  ['bands that fall', { amountBands: [50, 10] }, 'lending.amountBands: must grow'],
  ['a tolerance below zero', { toleranceAmount: -1 }, 'lending.toleranceAmount'],
  ['half a day of grace', { graceDays: 0.5 }, 'lending.graceDays'],
  ['an unknown schedule', { schedule: 'anuity' }, 'annuity'],
])('%s are named by their path', (_, given, fault) => {
  expect(faultOf(given)).toContain(fault)
})

test('bands are called by their edges', () => {
  const settings = definition.settings.parse({ buckets: [1, 15, 90], amountBands: [1000, 5000.5] })
  const tables = settingsTables(settings, { timeZone: 'UTC', today: '2023-06-15' })
  const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows

  expect(rowsOf('lending_bucket')).toEqual([
    ['0', 0, 0],
    ['1-14', 1, 14],
    ['15-89', 15, 89],
    ['90+', 90, null],
  ])
  expect(rowsOf('lending_amount_band')).toEqual([
    ['0-1000', 0, 1000],
    ['1000-5000.5', 1000, 5000.5],
    ['5000.5+', 5000.5, null],
  ])
})

test('only the day of today changes from day to day within a year', () => {
  const settings = definition.settings.parse({})
  const at = (today: string) =>
    settingsTables(settings, { timeZone: 'Europe/Berlin', today }).filter(({ name }) => name !== 'lending_today')

  expect(at('2023-12-31')).toEqual(at('2023-01-01'))
})
