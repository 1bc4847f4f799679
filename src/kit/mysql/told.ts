import type { Recovery } from '../../base/index.ts'

/** What MariaDB, MySQL, their driver and the network attach to their errors. */
export interface MysqlTold extends Error {
  code?: string
  errno?: number
  /** of a file of certificates that cannot be read */
  path?: string
}

/** What an error is called among a source's words, and what it asks for. */
export type MysqlExplanation = readonly [key: string, recovery: Recovery, retryAfterSeconds?: number]

const STARTING_SECONDS = 10

/** The code of an error of a file of certificates. */
export const NO_CA = 'SVODKA_NO_CA'

/** By the name that the driver or the network gives. */
const EXPLANATIONS: Readonly<Record<string, MysqlExplanation>> = {
  [NO_CA]: ['no_ca', 'stop'],
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

/**
 * What an error of the driver, the network or the server is: `refused`, `wrong_password`, `too_slow` …; `other` where it is
 * none of those that a person is told apart.
 */
export function mysqlExplanation({ code = '', errno, message }: MysqlTold): MysqlExplanation {
  const name = (errno !== undefined && NUMBERS[errno]) || code
  // the driver wraps what TLS says into one code of its own
  if (name === 'HANDSHAKE_SSL_ERROR' || /^ERR_(SSL|TLS)|^EPROTO$/.test(name)) return tlsExplanation(message)
  const found = EXPLANATIONS[name]
  if (found) return found
  if (/closed state|Connection lost/i.test(message)) return ['lost', 'retry']
  return ['other', 'skip']
}

function tlsExplanation(message: string): MysqlExplanation {
  if (/altnames|does not match/i.test(message)) return ['tls_wrong_name', 'stop']
  if (/expired|not yet valid/i.test(message)) return ['tls_expired', 'stop']
  if (/self.signed|unable to (get|verify)|issuer/i.test(message)) return ['tls_untrusted', 'stop']
  return ['tls_failed', 'stop']
}
