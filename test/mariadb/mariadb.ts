import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection, type Connection } from 'mysql2/promise'
import { freePort } from '../../src/sandbox/index.ts'

/** A real MariaDB of Debian (`apt-get install mariadb-server`) over a temporary folder that goes with it. */
export interface TemporaryMariadb {
  port: number
  folder: string
  /** statements as the administrator, several at once */
  run(text: string): Promise<void>
  rows(text: string): Promise<Record<string, unknown>[]>
  insert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void>
  close(): Promise<void>
}

const PROGRAM = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'

/** Why suites that need MariaDB are skipped here; undefined where it is installed. */
export const mariadbMissing: string | undefined =
  existsSync(PROGRAM) && existsSync(INSTALL) ? undefined : `there is no MariaDB on this machine (${PROGRAM})`

/** What a server for tests can do without: nobody needs its rows when the machine stops. */
const QUICK = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=16M',
  '--sync-binlog=0',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--performance-schema=OFF',
]

/** Starts MariaDB on 127.0.0.1 and a free port; its clock is that of `timeZone`. */
export async function startMariadb(options: readonly string[] = [], timeZone = 'UTC'): Promise<TemporaryMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-mariadb-'))
  const place = [`--datadir=${join(folder, 'data')}`, '--user=root']
  const installed = spawnSync(
    INSTALL,
    ['--no-defaults', ...place, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { encoding: 'utf8', timeout: 120_000 },
  )
  if (installed.status !== 0) throw new Error(`MariaDB could not be prepared: ${installed.stderr || installed.stdout}`)
  const port = await freePort()
  const socket = `--socket=${join(folder, 'mariadb.sock')}`
  const network = [`--port=${port}`, '--bind-address=127.0.0.1', socket]
  const server = spawn(PROGRAM, ['--no-defaults', ...place, ...network, ...QUICK, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TZ: timeZone, LC_ALL: 'C' },
  })
  await isReady(server)
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  const onExit = () => void server.kill('SIGKILL')
  process.once('exit', onExit)
  const connection: Connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: 'root',
    multipleStatements: true,
    dateStrings: true,
  })
  return {
    port,
    folder,
    run: async (text) => void (await connection.query(text)),
    rows: async (text) => (await connection.query(text))[0] as Record<string, unknown>[],
    async insert(table, columns, rows) {
      if (rows.length > 0) await connection.query(`insert into ${table} (${columns.join(', ')}) values ?`, [rows])
    },
    async close() {
      process.off('exit', onExit)
      connection.destroy()
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function isReady(server: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.once('exit', (code) => fail(new Error(`mariadbd ended with ${code}: ${said.slice(-2000)}`)))
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready for connections')) done()
    })
  })
  server.stderr?.removeAllListeners('data')
  server.stderr?.resume()
}
