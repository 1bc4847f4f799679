import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/index.ts'
import { writeWorkspace } from '../../src/workspace/index.ts'
import { ended, svodka } from '../cli/program.ts'

const BIN = fileURLToPath(new URL('../../bin/svodka.js', import.meta.url))
const LONGEST_WAIT_MILLISECONDS = 60_000
const LOOK_MILLISECONDS = 40
const TOKEN = '7000000001:AAexample_token'
export const HEAD_CHAT = 501
export const METRICS_TOKEN = 'metrics-of-the-test'

/** Three sales of two managers; one line has no time and is rejected. */
const SALES = `sale_id,line,sold_at,buyer,amount,kind,manager
1,1,2023-12-30T10:00:00Z,Romashka,100,sale,Anna
2,1,2023-12-30T11:00:00Z,Vasilek,200,sale,Boris
3,1,2023-12-31T12:00:00Z,Romashka,400,sale,Anna
4,1,never,Romashka,800,sale,Anna
`

const configOf = (telegramUrl: string): string => `import { defineWorkspace, secret } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

export default defineWorkspace({
  name: 'Parts', timeZone: 'Europe/Moscow', locale: 'en', currency: 'RUB', today: '2024-01-01',
  sources: [files({ id: 'shop', streams: { 'orders.sale_line': { path: 'sales.csv', key: ['sale_id', 'line'] } } })],
  packs: [orders({})],
  sync: [{ at: '0 4 1 6 *' }],
  reports: [{ report: 'orders.manager-list', at: '0 9 1 6 *', to: ['head'], pictures: false }],
  recipients: { head: { telegram: ${HEAD_CHAT}, locale: 'en' } },
  delivery: { telegram: { token: secret('TELEGRAM_TOKEN'), apiRoot: '${telegramUrl}' } },
  metrics: { token: secret('METRICS_TOKEN') },
  server: { port: 18610 },
})
`

/** A command that goes on; what it printed is looked at, and it is ended as a person or the machine would. */
export interface Started {
  child: ChildProcess
  /** all that it printed so far, data and progress */
  told(): string
  /** waits for a text among what it printed */
  tells(text: RegExp): Promise<RegExpExecArray>
  end(signal?: NodeJS.Signals): Promise<void>
}

export interface OperationsWorkspace {
  folder: string
  telegram: TelegramSandbox
  start(...args: string[]): Started
  run(...args: string[]): ReturnType<typeof svodka>
  close(): Promise<void>
}

/** A workspace with sales in a file and a bot; nothing of it was read yet, and nothing runs. */
export async function openOperations(): Promise<OperationsWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-operations-'))
  const telegram = await startTelegramSandbox({ token: TOKEN, limits: 'off' }, () => new Date())
  telegram.addChat({ id: HEAD_CHAT, type: 'private', name: 'Head', languageCode: 'en' })
  mkdirSync(join(folder, 'data'))
  const secrets = { TELEGRAM_TOKEN: TOKEN, METRICS_TOKEN }
  // as `svodka init` writes one: the configuration finds the program by a link of its own
  writeWorkspace(folder, {
    'svodka.config.ts': configOf(telegram.url),
    'sales.csv': SALES,
    '.env': Object.entries(secrets)
      .map((pair) => `${pair.join('=')}\n`)
      .join(''),
  })
  const running = new Set<Started>()
  return {
    folder,
    telegram,
    start(...args) {
      const started = start(args, folder)
      running.add(started)
      started.child.once('exit', () => running.delete(started))
      return started
    },
    run: (...args) => svodka(args, folder),
    async close() {
      await Promise.all([...running].map((each) => each.end()))
      await telegram.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function start(args: readonly string[], folder: string): Started {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, LANG: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  child.stdout?.on('data', (part) => (told += String(part)))
  child.stderr?.on('data', (part) => (told += String(part)))
  return {
    child,
    told: () => told,
    tells: (text) =>
      until(() => {
        const found = text.exec(told)
        if (!found && child.exitCode !== null) throw new Error(`ended: ${told}`)
        return found ?? undefined
      }, text.source),
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      await ended(child)
    },
  }
}

/** Looks again and again until there is something. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (const last = performance.now() + LONGEST_WAIT_MILLISECONDS; performance.now() < last;) {
    const found = await look()
    if (found !== undefined) return found
    await wait(LOOK_MILLISECONDS)
  }
  throw new Error(`waited too long for ${what}`)
}

export const processFile = (folder: string, name: string): { pid: number; url: string; token: string } =>
  JSON.parse(readFileSync(join(folder, 'data', name), 'utf8')) as { pid: number; url: string; token: string }
