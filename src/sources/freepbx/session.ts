import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { checkServerIdentity, type TLSSocket } from 'node:tls'
import type { Connection, ConnectionOptions, QueryError } from 'mysql2'
import type { Sql } from '../../kit/index.ts'
import { explained, type Doing } from './errors.ts'
import { fault } from './fault.ts'
import type { DatabaseSettings, Tls } from './schema.ts'

export type MysqlRow = Readonly<Record<string, unknown>>

/** A connection that can only read; errors are sentences already. Names in double quotes, values as parameters. */
export interface Session {
  /** how far it is encrypted */
  tls: Tls
  rows(query: Sql, of?: Doing['reading']): Promise<readonly MysqlRow[]>
  /** at the reader's pace, a row at a time */
  stream(query: Sql, of: Doing['reading']): AsyncGenerator<MysqlRow>
  close(): Promise<void>
}

const ROWS_AHEAD = 1000

/**
 * Connects, and gives up the right to write before anything is asked.
 * @throws {SourceError} for every way that a connection can fail
 */
export async function openSession(settings: DatabaseSettings, folder: string, signal: AbortSignal): Promise<Session> {
  signal.throwIfAborted()
  const tls = settings.tls ?? (isThisMachine(settings.host) ? 'off' : 'verify')
  const ssl = tls === 'off' ? {} : { ssl: await tlsOptions(tls, settings.host, folder) }
  const options = { ...connectionOptions(settings), ...ssl }
  const { createConnection } = await import('mysql2')
  const connection = createConnection(options)
  const stop = () => connection.destroy()
  signal.addEventListener('abort', stop, { once: true })
  const failed = (error: unknown, reading?: Doing['reading']): Error => {
    signal.throwIfAborted()
    return explained(error, { ...settings, reading })
  }
  try {
    await ask<void>((done) => connection.connect((error) => done(error)))
    if (tls !== 'off' && tls !== 'require' && isIP(settings.host)) checkAddress(connection, settings.host)
    // a connection that breaks while nothing is asked fails the next question
    connection.on('error', () => {})
    await giveUpWriting(connection, settings)
  } catch (error) {
    signal.removeEventListener('abort', stop)
    connection.destroy()
    throw failed(error)
  }
  let isReading = false
  return {
    tls,
    async rows(query, reading) {
      try {
        return await ask<readonly MysqlRow[]>((done) =>
          connection.execute(textOf(query), [...query.values], (error, rows) => done(error, rows as never)),
        )
      } catch (error) {
        throw failed(error, reading)
      }
    },
    async *stream(query, reading) {
      const found = connection.execute(textOf(query), [...query.values]).stream({ highWaterMark: ROWS_AHEAD })
      isReading = true
      try {
        yield* found as AsyncIterable<MysqlRow>
        isReading = false
      } catch (error) {
        throw failed(error, reading)
      }
    },
    async close() {
      signal.removeEventListener('abort', stop)
      // nothing waits for what was asked and not read
      if (isReading) connection.destroy()
      else await ask<void>((done) => connection.end((error) => done(error))).catch(() => connection.destroy())
    },
  }
}

const isThisMachine = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)

const connectionOptions = (settings: DatabaseSettings): ConnectionOptions => ({
  host: settings.host,
  port: settings.port,
  user: settings.user,
  password: settings.password?.reveal() ?? '',
  connectTimeout: settings.connectTimeoutSeconds * 1000,
  charset: 'utf8mb4',
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: false,
  // files of this machine are not for the server to ask for
  flags: ['-LOCAL_FILES'],
})

async function tlsOptions(
  tls: Exclude<Tls, 'off'>,
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
    throw fault('no_ca', { path, cause: (error as NodeJS.ErrnoException).code ?? String(error) }, 'stop')
  }
}

/** @throws {Error} as TLS does, before anything is asked, where the certificate is not for this address */
function checkAddress(connection: Connection, host: string): void {
  const { stream } = connection as unknown as { stream: TLSSocket }
  const wrong = checkServerIdentity(host, stream.getPeerCertificate())
  if (wrong) throw wrong
}

/** MariaDB and MySQL call the time-out by other names and units. */
async function giveUpWriting(connection: Connection, { statementTimeoutSeconds }: DatabaseSettings): Promise<void> {
  const run = (text: string) => ask<unknown>((done) => connection.query(text, (error, rows) => done(error, rows)))
  await run("set session sql_mode = 'ANSI_QUOTES'")
  await run('set session transaction read only')
  const [server] = (await run('select version() as version')) as { version: string }[]
  const isMariadb = /mariadb/i.test(server?.version ?? '')
  await run(
    isMariadb
      ? `set session max_statement_time = ${statementTimeoutSeconds}`
      : `set session max_execution_time = ${Math.round(statementTimeoutSeconds * 1000)}`,
  )
}

const ask = <T>(question: (done: (error: QueryError | null, answer?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => question((error, answer) => (error ? reject(error) : resolve(answer as T))))

/** The text with the driver's placeholders. */
const textOf = (query: Sql): string => query.pieces.join('?')
