// The process between the program and a tap: however the program ends, the tap and what it started end too, and the
// folder with its secrets is removed. The tap writes to the program's pipes directly.
import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'

/** What the guard is told to start. */
export interface GuardOrder {
  program: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
}

/** What the guard tells: that its tap runs, and how it ended. */
export type GuardReport =
  | { kind: 'started'; pid: number }
  | { kind: 'ended'; code: number | null; signal: string | null }
  | { kind: 'not_started'; cause: string }

/** After being asked to end, a tap has so long to do it. */
const GRACE_MILLISECONDS = 5000

const privateFolder = process.argv[2]
let tap: ChildProcess | undefined

process.once('message', (order: GuardOrder) => start(order))
process.once('disconnect', () => {
  if (!tap) return leave()
  signalAll('SIGTERM')
  setTimeout(() => signalAll('SIGKILL'), GRACE_MILLISECONDS)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void (process.connected && process.disconnect()))

function start({ program, args, cwd, env }: GuardOrder): void {
  tap = spawn(program, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  tap.once('spawn', () => report({ kind: 'started', pid: tap?.pid ?? 0 }, () => {}))
  tap.once('error', (error: NodeJS.ErrnoException) => {
    report({ kind: 'not_started', cause: error.code ?? error.message }, leave)
  })
  tap.once('exit', (code, signal) => {
    signalAll('SIGKILL')
    report({ kind: 'ended', code, signal }, leave)
  })
}

/** The tap leads a group of its own: what it started is in it. */
function signalAll(signal: NodeJS.Signals): void {
  if (tap?.pid === undefined) return
  try {
    process.kill(-tap.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function report(told: GuardReport, then: () => void): void {
  if (process.connected) process.send?.(told, then)
  else then()
}

function leave(): void {
  if (privateFolder) rmSync(privateFolder, { recursive: true, force: true })
  process.exit()
}
