import { expect, test } from 'vitest'
import { SvodkaError } from '../../base/index.ts'
import { explained, type Doing } from './errors.ts'
import { nameParts } from './names.ts'
import { offsetsOf } from './values.ts'

const doing: Doing = {
  host: 'db.example.com',
  port: 3306,
  user: 'reader',
  database: 'shop',
  statementTimeoutSeconds: 60,
  connectTimeoutSeconds: 15,
  reading: 'shop.payment',
}

/** What a local server does not do on request. */
test.each([
  ['PROTOCOL_CONNECTION_LOST', undefined, 'Connection lost', 'lost', 'retry', /broke off while shop\.payment was read/],
  ['ER_CON_COUNT_ERROR', 1040, 'Too many connections', 'too_many', 'retry', /no free connection left for reader/],
  [
    'UNKNOWN_CODE_PLEASE_REPORT',
    1927,
    'Connection was killed',
    'shut_down',
    'retry',
    /administrator ended the session/,
  ],
  ['UNKNOWN', 1969, 'max_statement_time exceeded', 'too_slow', 'skip', /^shop\.payment: .* after 60 s\. Add an index/],
  [
    'ER_BAD_FIELD_ERROR',
    1054,
    "Unknown column 'x'",
    'no_column',
    'skip',
    /^shop\.payment: MySQL does not find such a column: Unknown column 'x'\./,
  ],
  [
    'ER_TABLEACCESS_DENIED_ERROR',
    1142,
    'SELECT command denied',
    'denied',
    'skip',
    /grant select on that table to reader/,
  ],
  [
    'HANDSHAKE_SSL_ERROR',
    undefined,
    'self-signed certificate',
    'tls_untrusted',
    'stop',
    /nobody whom this machine trusts/,
  ],
  ['ER_OUT_OF_RESOURCES', 1041, 'Out of memory', 'other', 'skip', /answered with an error \(ER_OUT_OF_RESOURCES\)/],
])('%s %s: %s', (code, errno, message, key, recovery, text) => {
  const error = explained(Object.assign(new Error(message), { code, errno }), doing) as SvodkaError

  expect([error.code, error.recovery]).toEqual([key, recovery])
  expect(error.message).toMatch(text)
  expect(error.say('ru')).toMatch(/[а-я]{4}/)
})

test('what was stopped, and what is a sentence already, stays as it is', () => {
  const aborted = AbortSignal.abort().reason as Error

  expect(explained(aborted, doing)).toBe(aborted)
})

test.each([
  ['events', ['events']],
  ['sales.events', ['sales', 'events']],
  ['`My base`.`a.b``c`', ['My base', 'a.b`c']],
  ['a.b.c', undefined],
  ['a b', undefined],
  ['`open', undefined],
])('the name %s', (text, parts) => {
  expect(nameParts(text)).toEqual(parts)
})

test.each([
  ['Europe/Moscow', '2023-07-01 12:00:00', '+03:00'],
  ['Europe/Berlin', '2023-07-01 12:00:00', '+02:00'],
  ['Europe/Berlin', '2023-10-29 02:30:00', '+02:00'],
  ['Europe/Berlin', '2023-10-29 03:00:00', '+01:00'],
  ['Europe/Berlin', '2023-03-26 02:30:00', '+01:00'],
  ['Asia/Kolkata', '2023-07-01 00:10:00.5', '+05:30'],
  ['America/St_Johns', '2023-01-01 23:59:59', '-03:30'],
  ['UTC', '2023-07-01 12:00:00', '+00:00'],
])('in %s the clock at %s is %s ahead of UTC', (zone, wall, offset) => {
  expect(offsetsOf(zone)(wall)).toBe(offset)
})
