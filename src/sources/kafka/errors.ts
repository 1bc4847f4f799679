import { SvodkaError, type MessageValues } from '../../base/index.ts'
import { fault } from './fault.ts'

/** What was being done when it failed. */
export interface Doing {
  brokers: readonly string[]
  /** absent while nothing is asked of one */
  topic?: string | undefined
  user: string | undefined
}

/** What the client and Kafka say, by whatever class. */
interface Told extends Error {
  code?: string
  /** Kafka's own name of a fault: `OFFSET_OUT_OF_RANGE` */
  apiId?: string
  canRetry?: boolean
  errors?: readonly unknown[]
}

const TLS = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])
const MOVING = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
])
const DENIED = /AUTHORIZATION_FAILED$/
const UNREADABLE = /UNSUPPORTED_COMPRESSION|UNSUPPORTED_FORMAT|OUT_OF_BOUNDS|CORRUPT_MESSAGE/

/** An error and everything that it was made of. */
export function* within(error: unknown): Generator<Told> {
  if (!(error instanceof Error)) return
  const told = error as Told
  yield told
  for (const inner of told.errors ?? []) yield* within(inner)
  yield* within(told.cause)
}

const some = (error: unknown, is: (told: Told) => boolean): boolean => [...within(error)].some(is)

/** A moment later it may work: a broker that restarts, a partition whose leader moves. */
export function isPassing(error: unknown): boolean {
  if (error instanceof SvodkaError || isTls(error)) return false
  if (isClosedAtLogin(error)) return true
  if (some(error, ({ canRetry }) => canRetry === false)) return false
  return some(error, ({ canRetry }) => canRetry === true)
}

const isTls = (error: unknown): boolean =>
  some(error, ({ code = '', message }) => TLS.test(code) || /requires TLS|TLS handshake failed/.test(message))

const isLogin = (error: unknown): boolean => some(error, ({ code }) => code === 'PLT_KFK_AUTHENTICATION')

/** Nobody said no: a broker that stops just now, or one that waits for an encrypted word. */
const isClosedAtLogin = (error: unknown): boolean =>
  isLogin(error) &&
  some(error, ({ code }) => code === 'PLT_KFK_NETWORK') &&
  !some(error, ({ apiId = '' }) => apiId.includes('SASL'))

/**
 * An error of the client, the network or Kafka as a sentence that says what to do; never the password.
 */
export function explained(thrown: unknown, doing: Doing): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error) || thrown.name === 'AbortError')
    return thrown as Error
  const values: MessageValues = {
    brokers: doing.brokers.join(', '),
    topic: doing.topic ?? '–',
    reading: doing.topic ?? 'none',
    user: doing.user ?? '–',
    cause: causeOf(thrown),
  }
  const [code, recovery] = explanationOf(thrown)
  return fault(code, values, recovery)
}

type Explanation = readonly [code: string, recovery: 'retry' | 'skip' | 'stop']

function explanationOf(error: Error): Explanation {
  if (isTls(error)) return ['tls_failed', 'stop']
  if (some(error, ({ apiId }) => apiId === 'UNSUPPORTED_SASL_MECHANISM')) return ['wrong_mechanism', 'stop']
  if (isClosedAtLogin(error)) return ['closed_at_login', 'retry']
  if (isLogin(error)) return ['refused_login', 'stop']
  if (some(error, ({ apiId = '' }) => DENIED.test(apiId))) return ['denied', 'skip']
  if (some(error, ({ apiId }) => apiId === 'OFFSET_OUT_OF_RANGE')) return ['gone_meanwhile', 'retry']
  if (some(error, ({ apiId = '' }) => MOVING.has(apiId)) || some(error, isLeaderless)) return ['no_leader', 'retry']
  if (some(error, ({ code = '', apiId = '' }) => UNREADABLE.test(code) || UNREADABLE.test(apiId)))
    return ['unreadable', 'skip']
  if (some(error, ({ code = '' }) => UNREACHABLE.has(code))) return ['no_answer', 'retry']
  if (some(error, ({ canRetry }) => canRetry === true)) return ['lost', 'retry']
  return ['other', 'skip']
}

const isLeaderless = ({ message }: Told): boolean => message.includes('not available in the current cluster metadata')

/** The innermost thing that was said: the outer ones count attempts. */
function causeOf(error: Error): string {
  const told = [...within(error)].findLast(({ message }) => message !== '')
  const name = told?.apiId ?? told?.code
  return name === undefined || told?.message.includes(name) ? (told?.message ?? '') : `${told?.message} (${name})`
}
