import { expect, test } from 'vitest'
import { ownText } from './value-text.ts'

const TITLES = new Map([
  ['operator', 'Оператор'],
  ['queue', 'Очередь'],
])

test('dimensions are called as pages call them, values stay', () => {
  expect(ownText('operator: Анна Ежова, Пётр; queue: Казань', TITLES)).toBe(
    'Оператор: Анна Ежова, Пётр; Очередь: Казань',
  )
})

test('a value that looks like a dimension in the middle of a text stays', () => {
  expect(ownText('queue: a queue: b', TITLES)).toBe('Очередь: a queue: b')
  expect(ownText('shop: 3', TITLES)).toBe('shop: 3')
})
