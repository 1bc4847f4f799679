import { SvodkaError, type MessageValues, type Recovery } from '../../base/index.ts'
import { explainedConnection, isBrokenOff, type PostgresAddress, type PostgresTold } from '../../kit/index.ts'
import { fault } from './fault.ts'
import { nameParts } from './names.ts'

/** What was being done when it failed. */
export interface Doing {
  address: PostgresAddress
  /** of the settings; absent while connecting */
  stream?: { name: string; table?: string | undefined } | undefined
  statementTimeoutSeconds: number
  lockTimeoutSeconds: number
}

type Explanation = readonly [code: string, recovery: Recovery]

/** By SQLSTATE. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '57P01': ['shut_down', 'retry'],
  '57P02': ['shut_down', 'retry'],
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
  const told = thrown as PostgresTold
  const { stream, address } = doing
  const refused = explainedConnection(told, address)
  if (refused) return refused
  const [code, recovery] = explanationOf(told)
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
  }
  return fault(code, values, recovery)
}

function explanationOf(told: PostgresTold): Explanation {
  const { code = '', message } = told
  if (isBrokenOff(told)) return ['lost', 'retry']
  // canceling statement due to statement timeout; the other reasons are a person's
  if (code === '57014' && /time-?out|та[ий]м-?аут/i.test(message)) return ['too_slow', 'skip']
  return EXPLANATIONS[code] ?? [/^(42|22|21|0A|2201)/.test(code) ? 'wrong_query' : 'other', 'skip']
}

/** `relation "evnts" does not exist`, in whatever language the server speaks: what stands in quotes. */
export const namedIn = (message: string): string | undefined => /["«“]([^"»”]+)["»”]/.exec(message)?.[1]

/** What an administrator of the database would run to let the user read. */
function grantOf({ code, message }: PostgresTold, { address, stream }: Doing): string {
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
