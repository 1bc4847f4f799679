import { expect, test } from 'vitest'
import { checkSettings } from '../../kit/index.ts'
import { settingsTables } from './settings-tables.ts'
import { callsSettings } from './settings.ts'

const check = (settings: unknown) => checkSettings(callsSettings, settings, 'svodka.config.ts', ['packs', 'calls'])
const week = { monday: ['09:00-13:00', '14:00-24:00'] }

test.each<[string, unknown, RegExp]>([
  [
    'an unknown formula',
    { serviceLevel: { formula: 'abandon-ignored' } },
    /packs\.calls\.serviceLevel\.formula.*abandons-ignored/s,
  ],
  ['no target', { serviceLevel: { seconds: 0 } }, /packs\.calls\.serviceLevel\.seconds/],
  ['an end that is no missed call', { missed: ['answered'] }, /packs\.calls\.missed\.0/],
  ['hours that end before they begin', { workingHours: { week: { monday: ['18:00-09:00'] } } }, /must end later/],
  ['hours that overlap', { workingHours: { week: { monday: ['09:00-13:00', '12:00-18:00'] } } }, /must not overlap/],
  ['a misspelt setting', { wrapUpSecond: 5 }, /wrapUpSeconds/],
])('%s is refused by its path', (_, settings, expected) => {
  expect(() => check(settings)).toThrow(expected)
})

test('working hours become seconds of each weekday, and days of their own', () => {
  const settings = check({
    workingHours: { week, holidays: ['2024-01-01'], specialDays: { '2024-01-06': ['10:00-12:00'] } },
  })

  const tables = new Map(
    settingsTables(settings, { timeZone: 'Europe/Moscow', today: '2024-01-01' }).map((table) => [table.name, table]),
  )

  expect(tables.get('calls_weekday')?.rows.slice(0, 2)).toEqual([
    [1, 32_400, 46_800, 50_400, 86_400, 0, 0],
    [2, 0, 0, 0, 0, 0, 0],
  ])
  expect(tables.get('calls_special_day')?.rows).toEqual([
    ['2024-01-01', 0, 0, 0, 0, 0, 0],
    ['2024-01-06', 36_000, 43_200, 0, 0, 0, 0],
  ])
})

test('without working hours every day is open around the clock', () => {
  const tables = settingsTables(check({}), { timeZone: 'Europe/Moscow', today: '2024-01-01' })

  const rows = tables.find(({ name }) => name === 'calls_weekday')?.rows
  expect(rows?.every(([, from, to]) => from === 0 && to === 86_400)).toBe(true)
})
