import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { checkServerIdentity, type TLSSocket } from 'node:tls'
import type { Connection, ConnectionOptions, FieldPacket, QueryError } from 'mysql2'
import type { Sql } from '../sql.ts'
import type { MysqlConnection, MysqlTls } from './contract.ts'
import { NO_CA } from './told.ts'

export type MysqlRow = Readonly<Record<string, unknown>>

/** A column of a result, as the driver tells it. */
export interface MysqlColumn {
  name: string
  /** the protocol's number of its type */
  type: number
  /** bytes, not text */
  isBinary: boolean
}

/**
 * A connection to MariaDB or MySQL that can only read. Values travel as parameters. Times come as texts, whole numbers
 * beyond 2^53 too; those with a fraction that is exact come as texts, JSON as its text.
 */
export interface MysqlSession {
  /** how far it is encrypted */
  tls: MysqlTls
  /** begins a transaction over one moment of the database */
  begin(reading?: string): Promise<void>
  rows(query: Sql, reading?: string): Promise<readonly MysqlRow[]>
  /** the columns of a select; it should give no rows */
  columns(query: Sql, reading?: string): Promise<readonly MysqlColumn[]>
  /** at the reader's pace, a row at a time */
  stream(query: Sql, reading: string): AsyncGenerator<MysqlRow>
  /** the same, each row the list of its values */
  lists(query: Sql, reading: string): AsyncGenerator<readonly unknown[]>
  close(): Promise<void>
}

export interface MysqlOptions {
  /** names stand in double quotes, as `identifier()` writes them; otherwise texts may, as MySQL has it */
  hasAnsiQuotes: boolean
  /** columns `timestamp` are given in UTC; otherwise on the server's clock */
  isUtc: boolean
  /** an error as a sentence; `reading` names the table or stream, absent while connecting */
  explain(error: unknown, reading?: string): Error
}

const ROWS_AHEAD = 1000
/** A server gives a reader so long to take more. */
const WRITE_SECONDS = 600

/**
 * Connects, and gives up the right to write before anything is asked.
 * @throws what `explain` makes of every way in which a connection can fail
 */
export async function openMysqlSession(
  settings: MysqlConnection,
  folder: string,
  signal: AbortSignal,
  { hasAnsiQuotes, isUtc, explain }: MysqlOptions,
): Promise<MysqlSession> {
  signal.throwIfAborted()
  const failed = (error: unknown, reading?: string): Error => {
    signal.throwIfAborted()
    return explain(error, reading)
  }
  const tls = settings.tls ?? (isThisMachine(settings.host) ? 'off' : 'verify')
  const ssl =
    tls === 'off'
      ? {}
      : {
          ssl: await tlsOptions(tls, settings.host, folder).catch((error: unknown) => {
            throw failed(error)
          }),
        }
  const options = { ...connectionOptions(settings), ...ssl }
  const { createConnection } = await import('mysql2')
  const connection = createConnection(options)
  const stop = () => connection.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await ask<void>((done) => connection.connect((error) => done(error)))
    if (tls !== 'off' && tls !== 'require' && isIP(settings.host)) checkAddress(connection, settings.host)
    // a connection that breaks while nothing is asked fails the next question
    connection.on('error', () => {})
    await giveUpWriting(connection, settings, { hasAnsiQuotes, isUtc })
  } catch (error) {
    signal.removeEventListener('abort', stop)
    connection.destroy()
    throw failed(error)
  }
  let isReading = false
  async function* read<T>(query: Sql, reading: string, rowsAsArray: boolean): AsyncGenerator<T> {
    const found = connection.execute({ sql: textOf(query), rowsAsArray }, [...query.values])
    const rows = found.stream({ highWaterMark: ROWS_AHEAD })
    // of a connection that breaks the driver tells the connection alone: its rows would be waited for without end
    const onBroken = (error: unknown) =>
      void rows.destroy(error instanceof Error ? error : new Error('Connection lost'))
    const onStopped = () => onBroken(signal.reason)
    connection.once('error', onBroken)
    signal.addEventListener('abort', onStopped, { once: true })
    isReading = true
    try {
      yield* rows as AsyncIterable<T>
      isReading = false
    } catch (error) {
      throw failed(error, reading)
    } finally {
      connection.off('error', onBroken)
      signal.removeEventListener('abort', onStopped)
    }
  }
  return {
    tls,
    async begin(reading) {
      try {
        await run(connection, 'set transaction isolation level repeatable read')
        await run(connection, 'start transaction with consistent snapshot, read only')
      } catch (error) {
        throw failed(error, reading)
      }
    },
    async rows(query, reading) {
      try {
        return await ask<readonly MysqlRow[]>((done) =>
          connection.execute(textOf(query), [...query.values], (error, rows) => done(error, rows as never)),
        )
      } catch (error) {
        throw failed(error, reading)
      }
    },
    async columns(query, reading) {
      try {
        const fields = await ask<readonly FieldPacket[]>((done) =>
          connection.query({ sql: textOf(query), rowsAsArray: true }, [...query.values], (error, _, found) =>
            done(error, found),
          ),
        )
        return fields.map(({ name, columnType = 0, characterSet }) => ({
          name,
          type: columnType,
          isBinary: characterSet === BINARY,
        }))
      } catch (error) {
        throw failed(error, reading)
      }
    },
    stream: (query, reading) => read<MysqlRow>(query, reading, false),
    lists: (query, reading) => read<readonly unknown[]>(query, reading, true),
    async close() {
      signal.removeEventListener('abort', stop)
      // nothing waits for what was asked and not read
      if (isReading) connection.destroy()
      else await ask<void>((done) => connection.end((error) => done(error))).catch(() => connection.destroy())
    },
  }
}

/** The protocol's number of the character set of bytes. */
const BINARY = 63

const isThisMachine = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)

const connectionOptions = (settings: MysqlConnection): ConnectionOptions => ({
  host: settings.host,
  port: settings.port,
  user: settings.user,
  password: settings.password?.reveal() ?? '',
  connectTimeout: settings.connectTimeoutSeconds * 1000,
  charset: 'utf8mb4',
  ...(settings.database === undefined ? {} : { database: settings.database }),
  dateStrings: true,
  jsonStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: false,
  // files of this machine are not for the server to ask for
  flags: ['-LOCAL_FILES'],
})

async function tlsOptions(
  tls: Exclude<MysqlTls, 'off'>,
  host: string,
  folder: string,
): Promise<NonNullable<ConnectionOptions['ssl']>> {
  if (tls === 'require') return { rejectUnauthorized: false }
  // of an address the driver compares “localhost” with the certificate: it is compared below
  const verified = { rejectUnauthorized: true, verifyIdentity: !isIP(host) }
  if (tls === 'verify') return verified
  const path = isAbsolute(tls.ca) ? tls.ca : join(folder, tls.ca)
  try {
    return { ...verified, ca: await readFile(path, 'utf8') }
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? String(error)
    throw Object.assign(new Error(cause), { code: NO_CA, path })
  }
}

/** @throws {Error} as TLS does, before anything is asked, where the certificate is not for this address */
function checkAddress(connection: Connection, host: string): void {
  const { stream } = connection as unknown as { stream: TLSSocket }
  const wrong = checkServerIdentity(host, stream.getPeerCertificate())
  if (wrong) throw wrong
}

/** MariaDB and MySQL call the time-out by other names and units. */
async function giveUpWriting(
  connection: Connection,
  { statementTimeoutSeconds }: MysqlConnection,
  { hasAnsiQuotes, isUtc }: Pick<MysqlOptions, 'hasAnsiQuotes' | 'isUtc'>,
): Promise<void> {
  if (hasAnsiQuotes) await run(connection, "set session sql_mode = 'ANSI_QUOTES'")
  await run(connection, 'set session transaction read only')
  if (isUtc) await run(connection, "set session time_zone = '+00:00'")
  await run(connection, `set session net_write_timeout = ${WRITE_SECONDS}`)
  const [server] = (await run(connection, 'select version() as version')) as { version: string }[]
  const isMariadb = /mariadb/i.test(server?.version ?? '')
  await run(
    connection,
    isMariadb
      ? `set session max_statement_time = ${statementTimeoutSeconds}`
      : `set session max_execution_time = ${Math.round(statementTimeoutSeconds * 1000)}`,
  )
}

const run = (connection: Connection, text: string): Promise<unknown> =>
  ask<unknown>((done) => connection.query(text, (error, rows) => done(error, rows)))

const ask = <T>(question: (done: (error: QueryError | null, answer?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => question((error, answer) => (error ? reject(error) : resolve(answer as T))))

/** The text with the driver's placeholders. */
const textOf = (query: Sql): string => query.pieces.join('?')
