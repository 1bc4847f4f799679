import { pipeline } from 'node:stream/promises'
import {
  joinSql,
  postgresAddress,
  postgresClient,
  sql,
  sqlText,
  trusted,
  type PostgresAddress,
  type Sql,
} from '../kit/index.ts'
import type { PublishTarget } from './contract.ts'
import { explained } from './errors.ts'
import { wellFormed } from './well-formed.ts'

/** A connection to the database outside; errors are as the driver throws them. */
export interface Database {
  address: PostgresAddress
  rows<R extends Record<string, unknown>>(query: Sql): Promise<R[]>
  /** several statements, in a transaction whose settings do not stay behind in a connection that a pooler hands on */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** undone as a whole, locks included, where `work` fails; within a transaction */
  attempt<T>(work: () => Promise<T>): Promise<T>
  /** @returns the number of rows that arrived; within a transaction, which can only be undone where it fails */
  copy(bytes: AsyncIterable<Buffer>, table: Sql, columns: Sql): Promise<number>
  close(): Promise<void>
}

const RELEASE = sql`release savepoint tried`

/** What waits here keeps no reader waiting. */
const LOCK_SECONDS = 10
/** Whoever waits for a reader's lock makes later readers wait, too: too short for a person, and for PostgreSQL to see a deadlock. */
const READER_LOCK_MILLISECONDS = 300

/** What texts and times of the engine mean, and how long a statement may wait. */
const SETTINGS: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  standard_conforming_strings: 'on',
  search_path: 'pg_catalog',
  lock_timeout: `${LOCK_SECONDS}s`,
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
}

/** @throws {SvodkaError} for every way that a connection can fail */
export async function connect({ id, postgres }: PublishTarget, folder: string, signal: AbortSignal): Promise<Database> {
  signal.throwIfAborted()
  const { url: connection, ...rest } = postgres
  const { password, ...address } = postgresAddress({ connection, ...rest }, 'url')
  const [pg, { from }] = await Promise.all([import('pg'), import('pg-copy-streams')])
  const client = new pg.Client(await postgresClient({ ...address, password }, folder))
  // a connection that breaks while nothing is asked fails the next question
  client.on('error', () => {})
  // in the middle of a copy, too
  const stop = () => void client.end()
  signal.addEventListener('abort', stop, { once: true })
  const close = async () => {
    signal.removeEventListener('abort', stop)
    await client.end()
  }
  const rows = async <R extends Record<string, unknown>>(query: Sql): Promise<R[]> =>
    (await client.query<R>(sqlText(query), [...query.values])).rows
  try {
    await client.connect()
  } catch (error) {
    signal.removeEventListener('abort', stop)
    throw explained(error, { address, target: id })
  }
  const undoing = async <T>(begin: Sql, work: () => Promise<T>, commit: Sql, rollback: readonly Sql[]): Promise<T> => {
    await rows(begin)
    try {
      const result = await work()
      await rows(commit)
      return result
    } catch (error) {
      // of a broken connection the server itself undoes what was begun
      for (const statement of rollback) await rows(statement).catch(() => undefined)
      throw error
    }
  }
  return {
    address,
    rows,
    transaction: (work) =>
      undoing(
        sql`begin transaction isolation level read committed read write`,
        async () => {
          await rows(sql`select ${joinSql(Object.entries(SETTINGS).map(setting), ', ')}`)
          return work()
        },
        sql`commit`,
        [sql`rollback`],
      ),
    attempt: (work) => undoing(sql`savepoint tried`, work, RELEASE, [sql`rollback to savepoint tried`, RELEASE]),
    async copy(bytes, table, columns) {
      const into = client.query(from(sqlText(sql`copy ${table} (${columns}) from stdin (format csv, freeze)`)))
      await pipeline(bytes, wellFormed, into)
      return into.rowCount
    },
    close,
  }
}

/** From here to the end of the transaction or attempt, a lock that readers hold is given up soon. */
export const givingWay = ({ rows }: Database): Promise<unknown> =>
  rows(sql`select set_config('lock_timeout', ${`${READER_LOCK_MILLISECONDS}`}, true)`)

/** Whether somebody's lock was in the way. */
export const isLocked = (error: unknown): boolean => ['55P03', '40P01'].includes(codeOf(error))

export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''

const setting = ([name, value]: [string, string]): Sql => sql`set_config(${name}, ${value}, true)`

/** A quoted text constant, for statements that take no parameters. */
export const textConstant = (text: string): Sql => trusted(`'${text.replaceAll("'", "''")}'`)

/** A whole number, for statements that take no parameters. */
export const numberConstant = (value: number): Sql => trusted(String(value))
