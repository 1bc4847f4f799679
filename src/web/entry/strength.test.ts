import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

test.each([
  ['', 'short'],
  ['тёплыйчай', 'short'],
  ['ivanova-2024', 'own-name'],
  ['МояIVANOVA1', 'own-name'],
  ['aaaaaaaaaaaa', 'plain'],
  ['123456789012', 'plain'],
  ['abcdefghijkl', 'plain'],
  ['abababababab', 'plain'],
  ['лошадь-скрепка', 'fair'],
  ['верная лошадь грызёт скрепку', 'good'],
])('%j is %s', (password, strength) => {
  expect(strengthOf(password, ['ivanova', 'Анна'])).toBe(strength)
})

test('a name of two letters forbids nothing', () => {
  expect(strengthOf('полынь-и-мята', ['ян', 'и'])).toBe('fair')
})
