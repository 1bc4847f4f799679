import { SvodkaError, type MessageValues } from '../../base/index.ts'
import {
  mysqlExplanation,
  openMysqlSession,
  type MysqlExplanation,
  type MysqlSession,
  type MysqlTold,
} from '../../kit/index.ts'
import { fault } from './fault.ts'
import type { MysqlSettings } from './schema.ts'

/** What was being done when it failed; never the password. */
export type Doing = Pick<
  MysqlSettings,
  'host' | 'port' | 'user' | 'database' | 'statementTimeoutSeconds' | 'connectTimeoutSeconds'
> & {
  /** the stream; absent while connecting */
  reading?: string | undefined
}

/** What says something about the question, by number. */
const QUESTIONS: Readonly<Record<number, MysqlExplanation>> = {
  1044: ['no_database', 'stop'],
  1049: ['no_database', 'stop'],
  1060: ['wrong_query', 'skip'],
  1064: ['wrong_query', 'skip'],
  1792: ['writes', 'skip'],
}

/** An error of the driver, the network or the server as a sentence that says what to do. */
export function explained(thrown: unknown, doing: Doing): Error {
  if (thrown instanceof SvodkaError || !(thrown instanceof Error)) return thrown as Error
  if (thrown.name === 'AbortError') return thrown
  const told = thrown as MysqlTold
  const [code, recovery, retryAfterSeconds] = QUESTIONS[told.errno ?? 0] ?? mysqlExplanation(told)
  const values: MessageValues = {
    host: doing.host,
    port: doing.port,
    user: doing.user,
    database: doing.database,
    stream: doing.reading ?? '–',
    path: told.path ?? '–',
    state: told.code ?? '–',
    cause: told.message,
    statementSeconds: doing.statementTimeoutSeconds,
    connectSeconds: doing.connectTimeoutSeconds,
  }
  return fault(code, values, recovery, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
}

/** Connects; texts in queries may stand in double quotes, and `timestamp` is given in UTC. */
export const openSession = (settings: MysqlSettings, folder: string, signal: AbortSignal): Promise<MysqlSession> =>
  openMysqlSession(settings, folder, signal, {
    hasAnsiQuotes: false,
    isUtc: true,
    explain: (error, reading) => explained(error, { ...settings, reading }),
  })
