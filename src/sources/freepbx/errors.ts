import { SvodkaError, type MessageValues, type Recovery } from '../../base/index.ts'
import { fault } from './fault.ts'

/** What was being done when it failed; never the password. */
export interface Doing {
  host: string
  port: number
  user: string
  statementTimeoutSeconds: number
  connectTimeoutSeconds: number
  /** `asteriskcdrdb.cdr`; absent while connecting */
  reading?: string | undefined
}

/** What MariaDB and the network attach to their errors. */
interface Told extends Error {
  code?: string
  errno?: number
}

type Explanation = readonly [code: string, recovery: Recovery, retryAfterSeconds?: number]

const STARTING_SECONDS = 10

/** By the name that the driver or the network gives. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: ['host_unknown', 'stop'],
  EAI_AGAIN: ['host_unknown', 'retry'],
  ECONNREFUSED: ['refused', 'retry'],
  ETIMEDOUT: ['no_answer', 'retry'],
  EHOSTUNREACH: ['no_answer', 'retry'],
  ENETUNREACH: ['no_answer', 'retry'],
  ECONNRESET: ['lost', 'retry'],
  EPIPE: ['lost', 'retry'],
  PROTOCOL_CONNECTION_LOST: ['lost', 'retry'],
  PROTOCOL_SEQUENCE_TIMEOUT: ['no_answer', 'retry'],
  HANDSHAKE_NO_SSL_SUPPORT: ['tls_unsupported', 'stop'],
  HANDSHAKE_SSL_ERROR: ['tls_untrusted', 'stop'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_untrusted', 'stop'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls_untrusted', 'stop'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls_untrusted', 'stop'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls_untrusted', 'stop'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_wrong_name', 'stop'],
  CERT_HAS_EXPIRED: ['tls_expired', 'stop'],
  CERT_NOT_YET_VALID: ['tls_expired', 'stop'],
  ER_SECURE_TRANSPORT_REQUIRED: ['tls_required', 'stop'],
  ER_ACCESS_DENIED_ERROR: ['wrong_password', 'stop'],
  ER_DBACCESS_DENIED_ERROR: ['denied', 'skip'],
  ER_TABLEACCESS_DENIED_ERROR: ['denied', 'skip'],
  ER_COLUMNACCESS_DENIED_ERROR: ['denied', 'skip'],
  ER_HOST_NOT_PRIVILEGED: ['host_not_admitted', 'stop'],
  ER_HOST_IS_BLOCKED: ['host_blocked', 'stop'],
  ER_BAD_DB_ERROR: ['no_table', 'skip'],
  ER_NO_SUCH_TABLE: ['no_table', 'skip'],
  ER_BAD_FIELD_ERROR: ['no_column', 'skip'],
  ER_CON_COUNT_ERROR: ['too_many', 'retry'],
  ER_TOO_MANY_USER_CONNECTIONS: ['too_many', 'retry'],
  ER_USER_LIMIT_REACHED: ['too_many', 'retry'],
  ER_STATEMENT_TIMEOUT: ['too_slow', 'skip'],
  ER_QUERY_TIMEOUT: ['too_slow', 'skip'],
  ER_QUERY_INTERRUPTED: ['cancelled', 'retry'],
  ER_LOCK_WAIT_TIMEOUT: ['locked', 'retry'],
  ER_LOCK_DEADLOCK: ['locked', 'retry'],
  ER_SERVER_SHUTDOWN: ['shut_down', 'retry', STARTING_SECONDS],
  ER_CONNECTION_KILLED: ['shut_down', 'retry', STARTING_SECONDS],
}

/** What MariaDB numbers and the driver does not name. */
const NUMBERS: Readonly<Record<number, string>> = {
  1969: 'ER_STATEMENT_TIMEOUT',
  3024: 'ER_QUERY_TIMEOUT',
  1927: 'ER_CONNECTION_KILLED',
  3159: 'ER_SECURE_TRANSPORT_REQUIRED',
}

/** An error of the driver, the network or MariaDB as a sentence that says what to do. */
export function explained(thrown: unknown, doing: Doing): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error)) return thrown as Error
  if (thrown.name === 'AbortError') return thrown
  const told = thrown as Told
  const [code, recovery, retryAfterSeconds] = explanationOf(told)
  const values: MessageValues = {
    host: doing.host,
    port: doing.port,
    user: doing.user,
    reading: doing.reading ?? '–',
    state: told.code ?? '–',
    cause: told.message,
    statementSeconds: doing.statementTimeoutSeconds,
    connectSeconds: doing.connectTimeoutSeconds,
  }
  return fault(code, values, recovery, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
}

function explanationOf({ code = '', errno, message }: Told): Explanation {
  const name = (errno !== undefined && NUMBERS[errno]) || code
  // the driver wraps what TLS says into one code of its own
  if (name === 'HANDSHAKE_SSL_ERROR' || /^ERR_(SSL|TLS)|^EPROTO$/.test(name)) return tlsExplanation(message)
  const found = EXPLANATIONS[name]
  if (found) return found
  if (/closed state|Connection lost/i.test(message)) return ['lost', 'retry']
  return ['other', 'skip']
}

function tlsExplanation(message: string): Explanation {
  if (/altnames|does not match/i.test(message)) return ['tls_wrong_name', 'stop']
  if (/expired|not yet valid/i.test(message)) return ['tls_expired', 'stop']
  if (/self.signed|unable to (get|verify)|issuer/i.test(message)) return ['tls_untrusted', 'stop']
  return ['tls_failed', 'stop']
}
