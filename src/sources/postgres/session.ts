import type { Client, FieldDef } from 'pg'
import { nearest } from '../../base/index.ts'
import {
  joinSql,
  postgresAddress,
  postgresClient,
  sql,
  sqlText,
  type PostgresAddress,
  type Sql,
} from '../../kit/index.ts'
import { explained, namedIn, type Doing } from './errors.ts'
import { nameParts } from './names.ts'
import type { PostgresSettings } from './schema.ts'

/** A connection that can only read. Errors are sentences already. */
export interface Session {
  address: PostgresAddress
  /**
   * Begins a read-only transaction over one moment of the database, with its own time-outs; everything is said within
   * it, so that nothing stays behind in a connection that a pooler hands on.
   */
  begin(stream?: Doing['stream']): Promise<void>
  end(): Promise<void>
  rows<R extends Record<string, unknown>>(query: Sql): Promise<R[]>
  /** the columns of a select that is not run */
  fields(query: Sql): Promise<readonly FieldDef[]>
  /** the bytes of a `copy … to stdout`, at the reader's pace */
  copy(statement: Sql): AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

const IDLE_SECONDS = 60

/**
 * Connects. Waiting ends when the signal says so.
 * @throws {SourceError} for every way that a connection can fail
 */
export async function openSession(settings: PostgresSettings, folder: string, signal: AbortSignal): Promise<Session> {
  signal.throwIfAborted()
  const { password, ...address } = postgresAddress(settings)
  const doing: Doing = { ...settings, address }
  const config = await postgresClient({ ...address, password }, folder)
  const pg = await import('pg')
  const client = new pg.Client(config)
  // a connection that breaks while nothing is asked fails the next question
  client.on('error', () => {})
  // in the middle of a copy, too
  const stop = () => void client.end()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
  } catch (error) {
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
    throw explained(error, doing)
  }
  return sessionOver(client, settings, doing, signal, stop)
}

function sessionOver(
  client: Client,
  settings: PostgresSettings,
  doing: Doing,
  signal: AbortSignal,
  stop: () => void,
): Session {
  let stream: Doing['stream']
  const failed = async (error: unknown): Promise<Error> => {
    signal.throwIfAborted()
    const code = (error as { code?: string }).code
    const similar = code === '42P01' ? await similarTable(client, (error as Error).message) : undefined
    return explained(error, { ...doing, stream }, similar)
  }
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question()
    } catch (error) {
      throw await failed(error)
    }
  }
  return {
    address: doing.address,
    async begin(of) {
      stream = of
      await ask(async () => {
        await client.query('begin transaction isolation level repeatable read read only')
        const set = settingOf(transactionSettings(settings))
        await client.query(sqlText(set), [...set.values])
      })
    },
    end: () => ask(async () => void (await client.query('rollback'))),
    rows: (query) => ask(async () => (await client.query(sqlText(query), [...query.values])).rows),
    fields: (query) => ask(async () => (await client.query(sqlText(query))).fields),
    async *copy(statement) {
      const { to } = await import('pg-copy-streams')
      try {
        yield* client.query(to(sqlText(statement))) as AsyncIterable<Uint8Array>
      } catch (error) {
        throw await failed(error)
      }
    },
    async close() {
      signal.removeEventListener('abort', stop)
      await client.end()
    },
  }
}

/** What holds for one transaction; values come out the same whatever the server's own settings are. */
function transactionSettings(settings: PostgresSettings): Record<string, string> {
  return {
    default_transaction_read_only: 'on',
    statement_timeout: `${Math.round(settings.statementTimeoutSeconds * 1000)}`,
    lock_timeout: `${Math.round(settings.lockTimeoutSeconds * 1000)}`,
    idle_in_transaction_session_timeout: `${IDLE_SECONDS * 1000}`,
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    intervalstyle: 'postgres',
    extra_float_digits: '3',
    // a scan that joins another one in the middle gives the same rows in another order
    synchronize_seqscans: 'off',
    ...(settings.schema === undefined ? {} : { search_path: `"${settings.schema.replaceAll('"', '""')}"` }),
  }
}

/** All at once: a question to a database far away takes its time. */
const settingOf = (settings: Readonly<Record<string, string>>): Sql => {
  const all = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`)
  return sql`select ${joinSql(all, ', ')}`
}

const LISTED_TABLES = 5000

/** The existing table whose name is nearest to the one that the message names. */
async function similarTable(client: Client, message: string): Promise<string | undefined> {
  const wanted = namedIn(message)
  if (wanted === undefined) return undefined
  await client.query('rollback')
  const listed = sql`
    select n.nspname as schema, c.relname as name from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
    order by 1, 2 limit ${LISTED_TABLES}`
  const { rows } = await client.query<{ schema: string; name: string }>(sqlText(listed), [...listed.values])
  const name = nameParts(wanted)?.at(-1) ?? wanted
  const best = nearest(
    name,
    rows.map((row) => row.name),
  )
  const found = rows.find((row) => row.name === best)
  return found && `${found.schema}.${found.name}`
}
