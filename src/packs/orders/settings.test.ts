import { expect, test } from 'vitest'
import { checkSettings } from '../../kit/index.ts'
import { orders } from './index.ts'
import { settingsTables } from './settings-tables.ts'

const { definition } = orders()
const check = (given: unknown) => checkSettings(definition.settings, given, 'svodka.config.ts', ['packs', 'orders'])
const faultOf = (given: unknown): string => {
  try {
    check(given)
    return 'no fault'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const thresholds = { recency: [10, 30, 60, 90], frequency: [2, 3, 5, 8], monetary: [100, 200, 300, 1000.5] }

test('nothing must be set', () => {
  expect(check({})).toEqual({
    rfm: { windowDays: 365, scoring: 'fifths', returns: 'net' },
    regions: [],
    silentAfter: 2,
  })
})

test('all may be set', () => {
  const given = {
    rfm: {
      windowDays: null,
      scoring: 'thresholds',
      thresholds,
      returns: 'gross',
      rules: [{ segment: 'Лучшие', r: [4, 5], f: [5, 5], m: [1, 5] }],
    },
    regions: [{ region: 'Юг', pattern: 'краснодар|сочи' }],
    silentAfter: 3,
  }

  expect(check(given)).toEqual(given)
})

test('a rule takes every score of what it does not name', () => {
  expect(check({ rfm: { rules: [{ segment: 'A' }] } })).toMatchObject({
    rfm: { rules: [{ segment: 'A', r: [1, 5], f: [1, 5], m: [1, 5] }] },
  })
})

test.each([
  ['thresholds that are missing', { rfm: { scoring: 'thresholds' } }, 'packs.orders.rfm.thresholds: must be given'],
  ['thresholds that nobody uses', { rfm: { thresholds } }, 'rfm.thresholds: is not used by the scoring fifths'],
  [
    'thresholds that fall',
    { rfm: { scoring: 'thresholds', thresholds: { ...thresholds, recency: [30, 10, 60, 90] } } },
    'rfm.thresholds.recency: must grow',
  ],
  [
    'three thresholds',
    { rfm: { scoring: 'thresholds', thresholds: { ...thresholds, frequency: [1, 2, 3] } } },
    'rfm.thresholds.frequency: must be four numbers',
  ],
  ['no rule', { rfm: { rules: [] } }, 'rfm.rules: must have at least one rule'],
  ['scores the wrong way round', { rfm: { rules: [{ segment: 'A', r: [5, 4] }] } }, 'rfm.rules.0.r: must be'],
  ['a score of six', { rfm: { rules: [{ segment: 'A', f: [1, 6] }] } }, 'rfm.rules.0.f.1'],
  ['a window of no day', { rfm: { windowDays: 0 } }, 'rfm.windowDays'],
  ['a pattern that is none', { regions: [{ region: 'Юг', pattern: '(' }] }, 'regions.0.pattern: must be a regular'],
  ['a pattern that looks ahead', { regions: [{ region: 'Юг', pattern: 'a(?=b)' }] }, 'regions.0.pattern: must be'],
  ['an unknown scoring', { rfm: { scoring: 'quantile' } }, 'quantiles'],
  ['a misspelt setting', { region: [] }, 'regions'],
])('%s is named by its path', (_, given, fault) => {
  expect(faultOf(given)).toContain(fault)
})

test('the tables of the settings do not change from day to day within a year', () => {
  const settings = definition.settings.parse({})
  const at = (today: string) => settingsTables(settings, { timeZone: 'Europe/Berlin', today })

  expect(at('2023-12-31')).toEqual(at('2023-01-01'))
})
