import { defineWords, SourceError, type MessageValues, type Recovery } from '../../base/index.ts'
import type { PostgresAddress } from './contract.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

const words = defineWords({ en, ru })

/** What PostgreSQL, its driver and the network attach to their errors. */
export interface PostgresTold extends Error {
  /** SQLSTATE, or the network's own code */
  code?: string
  hint?: string
  detail?: string
  where?: string
}

type Explanation = readonly [code: string, recovery: Recovery, retryAfterSeconds?: number]

const STARTING_SECONDS = 10

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: ['host_unknown', 'stop'],
  EAI_AGAIN: ['host_unknown', 'retry'],
  ECONNREFUSED: ['refused', 'retry'],
  ETIMEDOUT: ['no_answer', 'retry'],
  EHOSTUNREACH: ['no_answer', 'retry'],
  ENETUNREACH: ['no_answer', 'retry'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_untrusted', 'stop'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls_untrusted', 'stop'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls_untrusted', 'stop'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls_untrusted', 'stop'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls_untrusted', 'stop'],
  CERT_SIGNATURE_FAILURE: ['tls_untrusted', 'stop'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_wrong_name', 'stop'],
  CERT_HAS_EXPIRED: ['tls_expired', 'stop'],
  CERT_NOT_YET_VALID: ['tls_expired', 'stop'],
  '28P01': ['wrong_password', 'stop'],
  '28000': ['not_admitted', 'stop'],
  '3D000': ['no_database', 'stop'],
  '53300': ['too_many', 'retry'],
  '57P03': ['starting', 'retry', STARTING_SECONDS],
}

/**
 * An error of the network or of PostgreSQL's door as a sentence that says what to do; never the password or the whole
 * address, which no value of it holds. Undefined for what fails after the door: that says something about the question.
 */
export function explainedConnection(told: PostgresTold, address: PostgresAddress): SourceError | undefined {
  const found = explanationOf(told)
  if (!found) return undefined
  const [code, recovery, retryAfterSeconds] = found
  const { connectTimeoutSeconds: connectSeconds, ...place } = address
  const values = { ...place, tls: null, connectSeconds, state: told.code ?? '–', cause: told.message }
  return connectionFault(code, values, recovery, retryAfterSeconds)
}

export const connectionFault = (
  code: string,
  values: MessageValues,
  recovery: Recovery = 'stop',
  retryAfterSeconds?: number,
): SourceError =>
  new SourceError(words, code, values, { recovery, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) })

function explanationOf({ code = '', message }: PostgresTold): Explanation | undefined {
  if (/password must be a/.test(message)) return ['no_password', 'stop']
  if (/does not support SSL/.test(message)) return ['tls_unsupported', 'stop']
  if (/timeout expired|connection timeout/i.test(message) && !isState(code)) return ['no_answer', 'retry']
  if (code === '28000' && /no encryption|SSL off|без шифрования/i.test(message)) return ['tls_required', 'stop']
  if (code === '28000' && /pg_hba/.test(message)) return ['no_entry', 'stop']
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code)) return EXPLANATIONS[code] ?? ['tls_failed', 'stop']
  return EXPLANATIONS[code]
}

const isState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code)

/** Whether a connection that stood broke off, or the server ended it. */
export const isBrokenOff = ({ code = '', message }: PostgresTold): boolean =>
  /Connection terminated|Client was closed|not queryable/.test(message) ||
  code.startsWith('08') ||
  ['ECONNRESET', 'EPIPE', '57P05', '25P03'].includes(code)
