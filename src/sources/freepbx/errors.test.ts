import { expect, test } from 'vitest'
import { SvodkaError } from '../../base/index.ts'
import { explained, type Doing } from './errors.ts'

const doing: Doing = {
  host: 'pbx.example.com',
  port: 3306,
  user: 'reader',
  statementTimeoutSeconds: 60,
  connectTimeoutSeconds: 15,
  reading: 'asteriskcdrdb.cdr',
}

/** What a local server does not do on request. */
const RARE: readonly [
  code: string,
  errno: number | undefined,
  message: string,
  key: string,
  recovery: string,
  text: RegExp,
][] = [
  ['ER_CON_COUNT_ERROR', 1040, 'Too many connections', 'too_many', 'retry', /no free connection left for reader/],
  ['ER_SERVER_SHUTDOWN', 1053, 'Server shutdown in progress', 'shut_down', 'retry', /was shut down, or/],
  [
    'UNKNOWN_CODE_PLEASE_REPORT',
    1927,
    'Connection was killed',
    'shut_down',
    'retry',
    /administrator ended the session/,
  ],
  ['ER_QUERY_INTERRUPTED', 1317, 'Query execution was interrupted', 'cancelled', 'retry', /somebody cancelled/],
  ['UNKNOWN', 1969, 'max_statement_time exceeded', 'too_slow', 'skip', /after 60 s.*index on calldate/],
  ['ER_LOCK_WAIT_TIMEOUT', 1205, 'Lock wait timeout exceeded', 'locked', 'retry', /locked for too long/],
  ['ER_HOST_NOT_PRIVILEGED', 1130, "Host '10.0.0.5' is not allowed", 'host_not_admitted', 'stop', /10\.0\.0\.5/],
  ['ER_HOST_IS_BLOCKED', 1129, 'Host is blocked', 'host_blocked', 'stop', /flush hosts;$/],
  ['ER_BAD_FIELD_ERROR', 1054, "Unknown column 'linkedid'", 'no_column', 'skip', /Unknown column 'linkedid'/],
  ['PROTOCOL_CONNECTION_LOST', undefined, 'Connection lost', 'lost', 'retry', /broke off while asteriskcdrdb\.cdr/],
  ['ECONNRESET', undefined, 'read ECONNRESET', 'lost', 'retry', /pbx\.example\.com:3306 broke off/],
  ['ETIMEDOUT', undefined, 'connect ETIMEDOUT', 'no_answer', 'retry', /did not answer within 15 s.*firewall/],
  [
    'HANDSHAKE_NO_SSL_SUPPORT',
    undefined,
    'Server does not support secure connection',
    'tls_unsupported',
    'stop',
    /knows no/,
  ],
  ['HANDSHAKE_SSL_ERROR', undefined, 'certificate has expired', 'tls_expired', 'stop', /not valid today/],
  ['HANDSHAKE_SSL_ERROR', undefined, 'wrong version number', 'tls_failed', 'stop', /wrong version number/],
  ['ER_OUT_OF_RESOURCES', 1041, 'Out of memory', 'other', 'skip', /answered with an error \(ER_OUT_OF_RESOURCES\)/],
]

test.each(RARE)('%s %s: %s', (code, errno, message, key, recovery, text) => {
  const error = explained(Object.assign(new Error(message), { code, errno }), doing) as SvodkaError

  expect([error.code, error.recovery]).toEqual([key, recovery])
  expect(error.message).toMatch(text)
  expect(error.say('ru')).toMatch(/[а-я]{4}/)
})

test('what was stopped, and what is a sentence already, stays as it is', () => {
  const aborted = AbortSignal.abort().reason as Error

  expect(explained(aborted, doing)).toBe(aborted)
})
