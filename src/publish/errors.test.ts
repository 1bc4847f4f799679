import { expect, test } from 'vitest'
import type { SvodkaError } from '../base/index.ts'
import type { PostgresAddress } from '../kit/index.ts'
import { explained } from './errors.ts'

const address: PostgresAddress = {
  host: 'db.example.com',
  port: 5433,
  database: 'bi',
  user: 'svodka',
  tls: 'verify',
  setting: 'url',
  connectTimeoutSeconds: 15,
}
const doing = { address, target: 'bi', mart: 'mart.loans' }

/** What a local server does not do on request. */
const RARE: readonly [code: string, message: string, key: string, recovery: string, text: RegExp][] = [
  ['57P01', 'terminating connection', 'shut_down', 'retry', /^mart\.loans: PostgreSQL at db\.example\.com ended/],
  ['53100', 'could not extend file', 'server_full', 'stop', /room for the one before it as well/],
  ['53200', 'out of memory', 'server_full', 'retry', /ran out of disk or memory/],
  [
    '25006',
    'cannot execute CREATE TABLE',
    'read_only',
    'stop',
    /^publish\.bi: .*only reads .*the address of the primary/,
  ],
  ['40P01', 'deadlock detected', 'locked', 'retry', /somebody else holds a lock/],
  ['57014', 'canceling statement due to user request', 'cancelled', 'retry', /somebody cancelled the publication/],
  ['22P05', 'unsupported Unicode escape', 'bad_value', 'stop', /does not take a value: unsupported Unicode escape/],
  ['ECONNRESET', 'read ECONNRESET', 'lost', 'retry', /the connection to db\.example\.com:5433 broke off/],
  ['53300', 'too many connections', 'too_many', 'retry', /no free connection left for svodka/],
  ['XX000', 'cache lookup failed', 'other', 'stop', /answered with an error \(XX000\): cache lookup failed/],
]

test.each(RARE)('%s, %s: %s', (code, message, key, recovery, text) => {
  const error = explained(Object.assign(new Error(message), { code }), doing) as SvodkaError

  expect([error.code, error.recovery]).toEqual([key, recovery])
  expect(error.message).toMatch(text)
  expect(error.say('ru')).not.toBe(error.message)
})

test('what is none of PostgreSQL stays as it is', () => {
  const disk = Object.assign(new Error('operation not permitted'), { code: 'EPERM' })
  const aborted = AbortSignal.abort().reason as Error

  expect(explained(disk, doing)).toBe(disk)
  expect(explained(aborted, doing)).toBe(aborted)
})
