import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

test('a secret shows itself in no way but reveal', () => {
  const secret = new Secret('abc123')

  expect([String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret })].join(' ')).not.toContain(
    'abc123',
  )
  expect(secret.reveal()).toBe('abc123')
})
