import { SvodkaError, type Recovery } from '../base/index.ts'
import { explainedConnection, isBrokenOff, type PostgresAddress, type PostgresTold } from '../kit/index.ts'
import { fault } from './fault.ts'

/** What was being done when it failed. */
export interface Doing {
  address: PostgresAddress
  target: string
  /** on its way */
  mart?: string | undefined
}

type Explanation = readonly [code: string, recovery: Recovery]

/** By SQLSTATE. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '57P01': ['shut_down', 'retry'],
  '57P02': ['shut_down', 'retry'],
  '42501': ['denied', 'stop'],
  '25006': ['read_only', 'stop'],
  '53100': ['server_full', 'stop'],
  '53200': ['server_full', 'retry'],
  '55P03': ['locked', 'retry'],
  '40P01': ['locked', 'retry'],
  '57014': ['cancelled', 'retry'],
}

/** An error of the driver, the network or PostgreSQL as a sentence that says what to do; never the password. */
export function explained(thrown: unknown, { address, target, mart }: Doing): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error)) return thrown as Error
  if (thrown.name === 'AbortError') return thrown
  const told = thrown as PostgresTold
  const refused = explainedConnection(told, address)
  if (refused) return refused
  // a fault of the program, the disk or the warehouse is none of PostgreSQL
  if (!isBrokenOff(told) && !isState(told.code ?? '')) return told
  const { host, port, database, user } = address
  const place = { host, port, database, user, target, mart: mart ?? 'none' }
  const [code, recovery] = explanationOf(told)
  return fault(code, { ...place, state: told.code ?? '–', cause: causeOf(told) }, recovery)
}

function explanationOf(told: PostgresTold): Explanation {
  const { code = '' } = told
  if (isBrokenOff(told)) return ['lost', 'retry']
  return EXPLANATIONS[code] ?? [code.startsWith('22') ? 'bad_value' : 'other', 'stop']
}

/** PostgreSQL's own, which hold a digit: EPERM and its like are the disk's. */
const isState = (code: string): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(code)

const LONGEST_PLACE = 200

/** What PostgreSQL said, and where in the rows it was. */
const causeOf = ({ message, where }: PostgresTold): string =>
  where?.startsWith('COPY') ? `${message} (${where.slice(0, LONGEST_PLACE)})` : message
