import { expect, test } from 'vitest'
import { SvodkaError } from '../../base/index.ts'
import { checkSettings } from '../../kit/index.ts'
import { explained, isPassing } from './errors.ts'
import { kafkaSchema } from './schema.ts'

const doing = { brokers: ['kafka.example.com:9092'], topic: 'orders', user: 'reader' }

const told = (message: string, more: Record<string, unknown> = {}) => Object.assign(new Error(message), more)

/** What a local broker does not do on request. */
const RARE: readonly [name: string, error: Error, code: string, recovery: string, passes: boolean, text: RegExp][] = [
  [
    'nobody listens',
    told('Cannot connect to any broker.', {
      errors: [
        told('Connection failed.', { canRetry: true, cause: told('connect ECONNREFUSED', { code: 'ECONNREFUSED' }) }),
      ],
    }),
    'no_answer',
    'retry',
    true,
    /did not answer at kafka\.example\.com:9092 \(connect ECONNREFUSED\)/,
  ],
  [
    'the connection breaks off',
    told('Connection closed', { canRetry: true }),
    'lost',
    'retry',
    true,
    /broke off while orders/,
  ],
  [
    'a leader moves',
    told('answer', {
      errors: [told('For requests intended only for the leader', { apiId: 'NOT_LEADER_OR_FOLLOWER', canRetry: true })],
    }),
    'no_leader',
    'retry',
    true,
    /its leader is moving/,
  ],
  [
    'the password is wrong',
    told('SASL authentication failed.', { code: 'PLT_KFK_AUTHENTICATION', canRetry: false }),
    'refused_login',
    'stop',
    false,
    /refused the user reader/,
  ],
  [
    'the connection closes at the login',
    told('SASL authentication failed.', {
      code: 'PLT_KFK_AUTHENTICATION',
      canRetry: false,
      cause: told('Connection closed', { code: 'PLT_KFK_NETWORK', canRetry: true }),
    }),
    'closed_at_login',
    'retry',
    true,
    /while the user reader signed in/,
  ],
  [
    'the way to sign in is not offered',
    told('Cannot find a suitable SASL mechanism.', {
      code: 'PLT_KFK_AUTHENTICATION',
      canRetry: false,
      cause: told('unsupported', { apiId: 'UNSUPPORTED_SASL_MECHANISM' }),
    }),
    'wrong_mechanism',
    'stop',
    false,
    /PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512/,
  ],
  [
    'the certificate is nobody’s',
    told('failed', { canRetry: true, cause: told('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }),
    'tls_failed',
    'stop',
    false,
    /tls: \{ ca: 'ca\.pem' \}/,
  ],
  [
    'the topic may not be read',
    told('answer', { errors: [told('Not authorized', { apiId: 'TOPIC_AUTHORIZATION_FAILED', canRetry: false })] }),
    'denied',
    'skip',
    false,
    /orders: the user reader may not read it/,
  ],
  [
    'messages are deleted while they are read',
    told('answer', { errors: [told('out of range', { apiId: 'OFFSET_OUT_OF_RANGE', canRetry: false })] }),
    'gone_meanwhile',
    'retry',
    false,
    /the next attempt says what is missing/,
  ],
  [
    'the compression is unknown',
    told('Unsupported compression', { code: 'PLT_KFK_UNSUPPORTED_COMPRESSION', canRetry: false }),
    'unreadable',
    'skip',
    false,
    /cannot be read/,
  ],
]

test.each(RARE)('%s', (_, error, code, recovery, passes, text) => {
  const said = explained(error, doing) as SvodkaError

  expect([said.code, said.recovery, isPassing(error)]).toEqual([code, recovery, passes])
  expect(said.message).toMatch(text)
  expect(said.say('ru')).not.toBe(said.message)
})

test('what was stopped, and what is a sentence already, stays as it is', () => {
  const aborted = AbortSignal.abort().reason as Error
  const said = explained(told('Connection closed', { canRetry: true }), doing)

  expect([explained(aborted, doing), explained(said, doing)]).toEqual([aborted, said])
})

test('settings name every fault', () => {
  const wrong = {
    brokers: ['kafka:9092', 'http://kafka'],
    tls: { certificate: 'client.pem' },
    streams: { orders: { topic: 'a b', fields: { kafka_key: 'varchar' }, columns: { id: 'id' }, key: ['no'] } },
  }

  const say = () => checkSettings(kafkaSchema, wrong, 'svodka.config.ts', ['sources', 'bus'])

  expect(say).toThrow(/sources\.bus\.brokers\.1: .*'host:port'/)
  expect(say).toThrow(/sources\.bus\.tls: .*certificate and key belong together/)
  expect(say).toThrow(/sources\.bus\.streams\.orders\.topic: .*the name of one topic/)
})
