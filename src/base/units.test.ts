import { expect, test } from 'vitest'
import { formatChange, formatDay, formatInstant, formatValue } from './units.ts'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('figures are written by locale and unit', () => {
  expect(plain(formatValue(12.54, 'hours', { locale: 'ru' }))).toBe('12,5 ч')
  expect(plain(formatValue(12.54, 'hours', { locale: 'en' }))).toBe('12.5 hr')
  expect(plain(formatValue(0.6018, 'share', { locale: 'ru' }))).toBe('60,2 %')
  expect(plain(formatValue(1234567, 'count', { locale: 'ru' }))).toBe('1 234 567')
  expect(plain(formatValue(1500, 'money', { locale: 'ru', currency: 'RUB' }))).toBe('1 500 ₽')
  expect(plain(formatValue(12400, 'count', { locale: 'ru', compact: true }))).toBe('12,4 тыс.')
})

test('no figure is a dash and zero is zero', () => {
  expect([formatValue(null, 'count', { locale: 'ru' }), formatValue(0, 'count', { locale: 'ru' })]).toEqual(['—', '0'])
})

test('instants are written on the wall clock of the zone', () => {
  expect(plain(formatInstant('2023-12-31T21:30:00Z', { locale: 'ru', timeZone: 'Europe/Moscow' }))).toBe(
    '1 янв. 2024 г., 00:30',
  )
  expect(plain(formatDay('2023-03-01', 'en'))).toBe('Mar 1, 2023')
})

test('a change is per cent, of shares percentage points, from zero nothing', () => {
  expect(plain(formatChange(112, 100, 'count', 'en'))).toBe('+12%')
  expect(plain(formatChange(0.5, 0.531, 'share', 'ru'))).toBe('-3,1 п. п.')
  expect(formatChange(5, 0, 'count', 'ru')).toBe('—')
  expect(formatChange(null, 4, 'count', 'ru')).toBe('—')
})
