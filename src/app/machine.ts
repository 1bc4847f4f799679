import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { dayOf, instantAt, SvodkaError, type Day, type Log, type World } from '../base/index.ts'
import { openLog } from '../base/log-file.ts'
import type { Place, Role } from '../server/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { words } from './words.ts'

/** The built page. */
export const PAGE = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** What a command needs to know of the workspace. */
export interface WorkspaceSummary {
  folder: string
  locale: 'ru' | 'en'
  timeZone: string
  currency: string | undefined
  sources: readonly string[]
}

export const summaryOf = ({ folder, locale, timeZone, currency, sources }: Workspace): WorkspaceSummary => ({
  folder,
  locale,
  timeZone,
  currency,
  sources: sources.map((source) => source.id),
})

/** Where a process says how it is reached; the one that holds the data is found by `server.json`, whether it is all or a part. */
export const processFile = ({ dataFolder }: Pick<Workspace, 'dataFolder'>, role: Role): string =>
  join(dataFolder, role === 'serve' || role === 'worker' ? 'server.json' : `${role}.json`)

/** Parts that were ended hard are not missed any more by a process that is all of them. */
export function forgetEnded(workspace: Pick<Workspace, 'dataFolder'>): void {
  for (const role of ['web', 'bot'] as const) {
    const file = processFile(workspace, role)
    if (existsSync(file) && !isAlive((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid)) rmSync(file)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Each part has a port of its own, so that all may run on one machine and Prometheus finds them. */
const PORT_AFTER: Readonly<Record<Role, number>> = { serve: 0, web: 0, worker: 1, bot: 2 }
export const portOf = ({ port }: Pick<Workspace, 'port'>, role: Role): number => port + PORT_AFTER[role]

/** Where a process of the workspace listens and how it is reached. */
export const placeOf = ({ host, url, trustProxy }: Pick<Workspace, 'host' | 'url' | 'trustProxy'>): Place => ({
  host,
  url,
  trustProxy,
})

/** This machine as a process of the workspace meets it: clock, network and the workspace's log. */
export interface Machine {
  world: World
  today(): Day
  closeLog(): Promise<void>
}

export async function openMachine(
  workspace: Workspace,
  environment: NodeJS.ProcessEnv,
  clock = movedClock(workspace),
): Promise<Machine> {
  const level = environment['SVODKA_LOG_LEVEL'] ?? 'info'
  const { log, close } = await openLogIn(workspace.dataFolder, level)
  const world = makeWorld(clock, log)
  return { world, today: () => dayOf(world.now(), workspace.timeZone), closeLog: close }
}

async function openLogIn(folder: string, level: string): ReturnType<typeof openLog> {
  try {
    // everybody's rows lie in it
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return await openLog(join(folder, 'log'), level)
  } catch (error) {
    throw notWritten(folder, error)
  }
}

/** What the system says where a file of the data folder cannot be written, as a person can act on it. */
export function notWritten(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  return code === undefined ? error : new SvodkaError(words, 'data_not_writable', { folder, code }, { cause: error })
}

/** The machine's clock; where the workspace pretends that another day is today, it is moved there. */
export function movedClock({ today, clock, timeZone }: Workspace): () => Date {
  const shift = today ? Date.parse(instantAt(today, clock, timeZone)) - Date.now() : 0
  return () => new Date(Date.now() + shift)
}

/** The world of a process on this machine. */
export const makeWorld = (now: () => Date, log: Log): World => ({
  now,
  sleep: async (milliseconds, signal) => void (await wait(milliseconds, undefined, signal ? { signal } : {})),
  fetch: globalThis.fetch,
  log,
})
