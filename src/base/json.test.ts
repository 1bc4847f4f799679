import { expect, test } from 'vitest'
import { parsedJson } from './json.ts'

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

test('what is nested a thousand deep is read, deeper is no JSON that anybody could write again', () => {
  expect(JSON.stringify(parsedJson(nested(1000)))).toBe(nested(1000))
  expect(parsedJson(nested(1002))).toBeUndefined()
})

test('brackets within a text are no depth', () => {
  const text = JSON.stringify({ said: '[{"\\\''.repeat(5000) })

  expect(parsedJson(text)).toEqual(JSON.parse(text))
})
