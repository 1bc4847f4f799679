import { expect, test } from 'vitest'
import { batchOf, periodOf } from './address.ts'

const TODAY = '2024-01-31'

test('the period is that of the address: days, a preset, or the last thirty days', () => {
  expect(periodOf({ from: '2023-12-01', to: '2023-12-31' }, TODAY)).toEqual({ from: '2023-12-01', to: '2023-12-31' })
  expect(periodOf({ period: 'all' }, TODAY)).toEqual({ from: '1970-01-01', to: TODAY })
  expect(periodOf({ from: '2023-12-31', to: '2023-12-01' }, TODAY)).toEqual(periodOf({ period: 'last-30-days' }, TODAY))
  expect(periodOf({ period: 'some day' }, TODAY)).toEqual(periodOf({}, TODAY))
})

test('a load is a whole number', () => {
  expect(batchOf({ since: '12' }, 'since')).toBe(12)
  expect(batchOf({ since: '1 or 1' }, 'since')).toBeUndefined()
  expect(batchOf({}, 'since')).toBeUndefined()
})
