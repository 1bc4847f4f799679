import { expect, test } from 'vitest'
import { SvodkaError } from '../../base/index.ts'
import { explained, type Doing } from './errors.ts'
import { nameParts } from './names.ts'

const doing: Doing = {
  address: {
    host: 'db.example.com',
    port: 5433,
    database: 'quest',
    user: 'reader',
    tls: 'verify',
    setting: 'connection',
    connectTimeoutSeconds: 15,
  },
  stream: { name: 'journey.event', table: undefined },
  statementTimeoutSeconds: 60,
  lockTimeoutSeconds: 5,
}

/** What a local server does not do on request. */
const RARE: readonly [code: string, message: string, key: string, recovery: string, text: RegExp][] = [
  ['57P03', 'the database system is starting up', 'starting', 'retry', /just starting or stopping/],
  ['57P01', 'terminating connection due to administrator command', 'shut_down', 'retry', /was shut down, or/],
  ['40001', 'canceling statement due to conflict with recovery', 'conflict', 'retry', /hot_standby_feedback/],
  ['40P01', 'deadlock detected', 'conflict', 'retry', /deadlock detected/],
  ['57014', 'canceling statement due to user request', 'cancelled', 'retry', /somebody cancelled/],
  ['57014', 'выполнение оператора отменено из-за тайм-аута', 'too_slow', 'skip', /after 60 s/],
  ['53100', 'could not extend file: No space left on device', 'server_full', 'skip', /ran out of disk or memory/],
  ['08006', 'connection failure', 'lost', 'retry', /broke off while journey\.event was read/],
  ['ECONNRESET', 'read ECONNRESET', 'lost', 'retry', /db\.example\.com:5433 broke off/],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'no_answer', 'retry', /did not answer within 15 s/],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'tls_expired', 'stop', /not valid today \(CERT_HAS_EXPIRED\)/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'tls_failed', 'stop', /wrong version number/],
  ['28000', 'role "reader" is not permitted to log in', 'not_admitted', 'stop', /may not log in/],
  ['28000', 'нет записи в pg_hba.conf для компьютера', 'no_entry', 'stop', /adds a line to pg_hba\.conf/],
  ['42501', 'нет доступа к таблице "Платежи"', 'denied', 'skip', /run: grant select on "Платежи" to reader;$/],
  ['42501', 'permission denied for function f', 'denied', 'skip', /run: grant execute on function f to reader;$/],
  ['XX000', 'cache lookup failed', 'other', 'skip', /answered with an error \(XX000\): cache lookup failed/],
]

test.each(RARE)('%s, %s: %s', (code, message, key, recovery, text) => {
  const error = explained(Object.assign(new Error(message), { code }), doing) as SvodkaError

  expect([error.code, error.recovery]).toEqual([key, recovery])
  expect(error.message).toMatch(text)
  expect(error.say('ru')).not.toBe(error.message)
})

test('what was stopped, and what is a sentence already, stays as it is', () => {
  const aborted = AbortSignal.abort().reason as Error

  expect(explained(aborted, doing)).toBe(aborted)
})

test('a table’s name: letter case, dots and quotes inside double quotes', () => {
  expect(nameParts('Events')).toEqual(['Events'])
  expect(nameParts('sales.events')).toEqual(['sales', 'events'])
  expect(nameParts('"Мой отдел"."The ""x"".y"')).toEqual(['Мой отдел', 'The "x".y'])
  for (const wrong of ['', 'a.b.c', 'a b', '"a', 'a.', '.a', 'events; drop']) expect(nameParts(wrong)).toBeUndefined()
})
