import { SvodkaError, type MessageValues, type Recovery } from '../../base/index.ts'
import type { Address } from './address.ts'
import { fault } from './fault.ts'
import { nameParts } from './names.ts'

/** What was being done when it failed. */
export interface Doing {
  address: Address
  /** of the settings; absent while connecting */
  stream?: { name: string; table?: string | undefined } | undefined
  statementTimeoutSeconds: number
  lockTimeoutSeconds: number
  connectTimeoutSeconds: number
}

/** What PostgreSQL and the network attach to their errors. */
interface Told extends Error {
  code?: string
  hint?: string
}

type Explanation = readonly [code: string, recovery: Recovery, retryAfterSeconds?: number]

const STARTING_SECONDS = 10

/** By SQLSTATE, or by the network's own code. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: ['host_unknown', 'stop'],
  EAI_AGAIN: ['host_unknown', 'retry'],
  ECONNREFUSED: ['refused', 'retry'],
  ETIMEDOUT: ['no_answer', 'retry'],
  EHOSTUNREACH: ['no_answer', 'retry'],
  ENETUNREACH: ['no_answer', 'retry'],
  ECONNRESET: ['lost', 'retry'],
  EPIPE: ['lost', 'retry'],
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
  '57P01': ['shut_down', 'retry'],
  '57P02': ['shut_down', 'retry'],
  '57P05': ['lost', 'retry'],
  '25P03': ['lost', 'retry'],
  '42P01': ['no_table', 'skip'],
  '42703': ['no_column', 'skip'],
  '42501': ['denied', 'skip'],
  '57014': ['cancelled', 'retry'],
  '55P03': ['locked', 'retry'],
  '40001': ['conflict', 'retry'],
  '40P01': ['conflict', 'retry'],
  '25006': ['writes', 'skip'],
  '53100': ['server_full', 'skip'],
  '53200': ['server_full', 'retry'],
}

/**
 * An error of the driver, the network or PostgreSQL as a sentence that says what to do; never the password or the whole
 * address, which no value of it holds.
 * @param nearest an existing table of a similar name
 */
export function explained(thrown: unknown, doing: Doing, nearest?: string): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error)) return thrown as Error
  if (thrown.name === 'AbortError') return thrown
  const told = thrown as Told
  const [code, recovery, retryAfterSeconds] = explanationOf(told)
  const { stream, address } = doing
  const values: MessageValues = {
    ...address,
    tls: null,
    stream: stream?.name ?? '–',
    nearest: nearest ?? 'none',
    state: told.code ?? '–',
    cause: told.message,
    hint: told.hint ?? 'none',
    grant: grantOf(told, doing),
    statementSeconds: doing.statementTimeoutSeconds,
    lockSeconds: doing.lockTimeoutSeconds,
    connectSeconds: doing.connectTimeoutSeconds,
  }
  return fault(code, values, recovery, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
}

function explanationOf({ code = '', message }: Told): Explanation {
  if (/password must be a/.test(message)) return ['no_password', 'stop']
  if (/does not support SSL/.test(message)) return ['tls_unsupported', 'stop']
  if (/timeout expired|connection timeout/i.test(message) && !isState(code)) return ['no_answer', 'retry']
  if (/Connection terminated|Client was closed|not queryable/.test(message)) return ['lost', 'retry']
  if (code === '28000' && /no encryption|SSL off|без шифрования/i.test(message)) return ['tls_required', 'stop']
  if (code === '28000' && /pg_hba/.test(message)) return ['no_entry', 'stop']
  // canceling statement due to statement timeout; the other reasons are a person's
  if (code === '57014' && /time-?out|та[ий]м-?аут/i.test(message)) return ['too_slow', 'skip']
  const found = EXPLANATIONS[code]
  if (found) return found
  if (code.startsWith('08')) return ['lost', 'retry']
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code)) return ['tls_failed', 'stop']
  return [/^(42|22|21|0A|2201)/.test(code) ? 'wrong_query' : 'other', 'skip']
}

const isState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code)

/** `relation "evnts" does not exist`, in whatever language the server speaks: what stands in quotes. */
export const namedIn = (message: string): string | undefined => /["«“]([^"»”]+)["»”]/.exec(message)?.[1]

/** What an administrator of the database would run to let the user read. */
function grantOf({ code, message }: Told, { address, stream }: Doing): string {
  if (code !== '42501') return ''
  const whom = quoted(address.user)
  const named = /(?:["«]([^"»]+)["»]|(\S+))\s*$/.exec(message)
  const what = named?.[1] ?? named?.[2] ?? '…'
  if (/schema|схем/i.test(message)) return `grant usage on schema ${quoted(what)} to ${whom}`
  if (/function|функци/i.test(message)) return `grant execute on function ${quoted(what)} to ${whom}`
  const table = stream?.table ? (nameParts(stream.table) ?? []).map(quoted).join('.') : quoted(what)
  return `grant select on ${table} to ${whom}`
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
