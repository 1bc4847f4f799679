import { fork } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { once } from 'node:events'
import type { World } from '../../base/index.ts'
import type { GuardOrder, GuardReport } from './guard.ts'
import type { SingerSettings } from './schema.ts'
import { configText, environmentOf, redactorOf, type Redact } from './secrets.ts'
import { listenTo } from './stderr.ts'

/** How a tap is started. */
export interface TapOrder {
  settings: SingerSettings
  /** the workspace's: where it runs */
  folder: string
  /** files that it is given, by their option; each stands in a folder that nobody else may look into */
  files: Readonly<Record<string, string>>
  /** what stands after the files */
  options: readonly string[]
}

export type TapEnd =
  | { kind: 'done' }
  | { kind: 'died'; code: number | null; signal: string | null }
  | { kind: 'silent' }
  | { kind: 'not_started'; cause: string }

/** A tap that runs. It writes no faster than it is read, so nothing of it gathers in memory. */
export interface Tap {
  /** `tap-csv`, for messages */
  name: string
  redact: Redact
  /** what it writes to its standard output; ends when it has ended, or was stopped */
  output(): AsyncGenerator<Buffer>
  /** asked when the output is over */
  ended(): Promise<TapEnd>
  /** the last lines of its standard error, secrets taken out */
  lastWords(): string
  /** stops it, with what it started, and removes its files */
  close(): Promise<void>
}

const PRIVATE = 0o600

/** Starts a tap; `signal` stops it. Whether the program is there at all is told by `ended`. */
export async function startTap(order: TapOrder, { log }: Pick<World, 'log'>, signal: AbortSignal): Promise<Tap> {
  signal.throwIfAborted()
  const { settings, folder, files, options } = order
  const privateFolder = await mkdtemp(join(tmpdir(), 'svodka-singer-'))
  const args = await Promise.all(
    Object.entries({ '--config': configText(settings.config), ...files }).map(async ([option, text]) => {
      const path = join(privateFolder, `${option.slice(2)}.json`)
      await writeFile(path, text, { mode: PRIVATE })
      return [option, path]
    }),
  )
  const [program = '', ...before] = settings.command
  const guard = fork(guardProgram(), [privateFolder], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: environmentOf({}, process.env),
    // what is typed in the program's terminal is for the program
    detached: true,
  })
  const redact = redactorOf(settings)
  const words = listenTo(log, redact)
  let pid: number | undefined
  let end: TapEnd | undefined
  guard.on('message', (told: GuardReport) => {
    if (told.kind === 'started') pid = told.pid
    else if (told.kind === 'not_started') end ??= told
    else end ??= told.code === 0 ? { kind: 'done' } : { kind: 'died', code: told.code, signal: told.signal }
  })
  // the channel ends after its last message, the process perhaps before
  const isGone = Promise.all([once(guard, 'exit'), once(guard, 'disconnect')])
  isGone.catch(() => {}) // told by whoever waits for it
  const stop = () => void (guard.connected && guard.disconnect())
  const silence = watchSilence(settings.silenceMinutes * 60_000, () => {
    end ??= { kind: 'silent' }
    stop()
  })
  guard.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    silence.heard()
    words.take(chunk)
  })
  signal.addEventListener('abort', stop, { once: true })
  const request: GuardOrder = {
    program: program.includes('/') && !isAbsolute(program) ? resolve(folder, program) : program,
    args: [...before, ...args.flat(), ...options],
    cwd: folder,
    env: environmentOf(settings.env, process.env),
  }
  guard.send(request, () => {})
  return {
    name: basename(program),
    redact,
    async *output() {
      silence.start()
      for await (const chunk of (guard.stdout ?? []) as AsyncIterable<Buffer>) {
        // what is done with its rows meanwhile is not the tap's silence
        silence.end()
        yield chunk
        silence.start()
      }
    },
    async ended() {
      await isGone
      silence.end()
      return end ?? { kind: 'died', code: null, signal: guard.signalCode }
    },
    lastWords: () => words.last(),
    async close() {
      silence.end()
      signal.removeEventListener('abort', stop)
      stop()
      guard.stdout?.destroy()
      await isGone.catch(() => {})
      // a guard that was killed left its tap alone
      if (guard.signalCode !== null && pid !== undefined) killGroup(pid)
      await rm(privateFolder, { recursive: true, force: true })
    },
  }
}

interface Silence {
  start(): void
  /** there was a sign of life */
  heard(): void
  end(): void
}

function watchSilence(milliseconds: number, onSilent: () => void): Silence {
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      clearTimeout(timer)
      timer = setTimeout(onSilent, milliseconds)
    },
    heard: () => void timer?.refresh(),
    end() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Beside this file, in whichever language it runs. */
const guardProgram = (): URL => new URL(import.meta.url.replace(/tap\.([jt]s)(\?.*)?$/, 'guard.$1'))

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
