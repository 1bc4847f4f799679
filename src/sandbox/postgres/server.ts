import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { accountOf, type Account } from './account.ts'
import { postgresBinaries, type Binaries } from './binaries.ts'
import { freePort } from '../free-port.ts'

export const SUPERUSER = 'svodka'

/** What a stand-in can do without: it may lose everything when the machine stops, and nobody watches it. */
const QUICK = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  shared_buffers: '64MB',
  max_connections: '20',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
}

export interface PostgresServer {
  port: number
  password: string
  close(): Promise<void>
}

export interface ServerOptions {
  folder: string
  port: number | undefined
  /** settings of `postgresql.conf` */
  settings: Readonly<Record<string, string>>
}

/** Starts PostgreSQL on 127.0.0.1 over `<folder>/data`; the folder is made where there is none, and used again where there is. */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const folder = resolve(options.folder)
  const data = join(folder, 'data')
  const account = accountOf()
  const binaries = await postgresBinaries()
  const password = await initialised(folder, data, account, binaries)
  const port = options.port ?? (await freePort())
  const settings = {
    ...QUICK,
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = account.spawn(binaries.postgres, ['-D', data, ...flags], ['ignore', 'ignore', 'pipe'])
  await isReady(child)
  return { port, password, close: stopper(child) }
}

/** @returns the superuser's password, which stands beside the data for the next start */
async function initialised(folder: string, data: string, account: Account, { initdb }: Binaries): Promise<string> {
  const passwordFile = join(folder, 'password')
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile)) {
    await stopLeftover(data)
    return readFile(passwordFile, 'utf8')
  }
  const password = randomBytes(18).toString('base64url')
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  for (const path of [data, passwordFile]) account.own(path)
  const whose = ['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const args = [...whose, ...locale, '--no-sync', '--no-instructions']
  const child = account.spawn(initdb, args, ['ignore', 'ignore', 'pipe'])
  const said = textOf(child)
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) {
    await rm(data, { recursive: true, force: true })
    throw new Error(`initdb ended with ${code}: ${said()}`)
  }
  return password
}

/** A server that outlived its program (killed on a system without `sh`) would keep the folder to itself. */
async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0])
  // PostgreSQL itself tells a stale file
  if (!(await isPostgresOver(pid, data))) return
  process.kill(pid, 'SIGINT')
  while (existsSync(file)) await new Promise((done) => setTimeout(done, 20))
}

/** A number in a stale file may be another program's by now. */
async function isPostgresOver(pid: number, data: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(data)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function textOf(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000)
  })
  return () => text.trim()
}

async function isReady(child: ChildProcess): Promise<void> {
  const said = textOf(child)
  await new Promise<void>((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`postgres ended with ${code}: ${said()}`)))
    child.stderr?.on('data', () => {
      if (said().includes('ready to accept connections')) done()
    })
  })
  child.stderr?.removeAllListeners('data')
  child.stderr?.resume()
}

/** PostgreSQL must not outlive this process, however it ends: a guard waits for our end of a pipe to close. */
function stopper(child: ChildProcess): () => Promise<void> {
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const onExit = () => void child.kill('SIGINT')
  process.once('exit', onExit)
  const guard = process.platform === 'win32' ? undefined : startGuard(child.pid ?? 0)
  child.once('exit', () => guard?.pid && process.kill(-guard.pid, 'SIGKILL'))
  for (const each of [child, guard]) each?.unref()
  ;(child.stderr as { unref?(): void } | null)?.unref?.()
  return async () => {
    process.off('exit', onExit)
    child.ref()
    // every connection is ended at once; what was committed is kept
    child.kill('SIGINT')
    await exited
  }
}

function startGuard(pid: number): ChildProcess {
  const script = 'cat > /dev/null; kill -INT "$0"'
  const guard = spawn('sh', ['-c', script, String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  ;(guard.stdin as { unref?(): void } | null)?.unref?.()
  return guard
}
