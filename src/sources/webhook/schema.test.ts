import { expect, test } from 'vitest'
import { Secret } from '../../kit/index.ts'
import { webhookSchema } from './schema.ts'

const token = new Secret('0123456789abcdef')
const isTaken = (given: Record<string, unknown>): boolean => webhookSchema.safeParse({ streams: {}, ...given }).success

test('a source without a token, or with one that is soon guessed, is refused', () => {
  expect(isTaken({ token })).toBe(true)
  expect(isTaken({ token: new Secret('0123456789abcde') })).toBe(false)
  expect(isTaken({})).toBe(false)
})

test('a stream is named so that it can stand in an address and be a folder', () => {
  for (const name of ['calls.rating', 'orders', 'till-2.lines'])
    expect(isTaken({ token, streams: { [name]: {} } })).toBe(true)
  for (const name of ['../raw', 'a/b', '', '.hidden', 'a b', 'a..b'])
    expect(isTaken({ token, streams: { [name]: {} } })).toBe(false)
})
