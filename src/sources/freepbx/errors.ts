import { SvodkaError, type MessageValues } from '../../base/index.ts'
import { mysqlExplanation, type MysqlTold } from '../../kit/index.ts'
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

/** An error of the driver, the network or MariaDB as a sentence that says what to do. */
export function explained(thrown: unknown, doing: Doing): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error)) return thrown as Error
  if (thrown.name === 'AbortError') return thrown
  const told = thrown as MysqlTold
  const [code, recovery, retryAfterSeconds] = mysqlExplanation(told)
  const values: MessageValues = {
    host: doing.host,
    port: doing.port,
    user: doing.user,
    reading: doing.reading ?? '–',
    path: told.path ?? '–',
    state: told.code ?? '–',
    cause: told.message,
    statementSeconds: doing.statementTimeoutSeconds,
    connectSeconds: doing.connectTimeoutSeconds,
  }
  return fault(code, values, recovery, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
}
