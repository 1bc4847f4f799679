import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../src/sandbox/index.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
/** of Debian's package `strace` */
export const STRACE = 'strace'
/** under strace, beside other work, a scene takes its time; whoever is not done then never will be */
const LONGEST_LIFE_MILLISECONDS = 600_000

/** Where a process is cut off: as it enters its so-manyth system call of a kind, or so long after a look at the clock. */
export type Cut = { call: string; number: number } | { milliseconds: number }

/** Why no system call can be chosen here; undefined where one can. */
export const straceMissing: string | undefined =
  spawnSync(STRACE, ['-f', '--seccomp-bpf', '-qq', '-e', 'trace=getpid', 'true']).status === 0
    ? undefined
    : 'there is no strace that may look at its children (apt-get install strace)'

export interface Life {
  url: string
  /** sets its clock and waits until all that is due was done. @returns false when it died before */
  look(instant: string): Promise<boolean>
  /** @returns whether it came to a good end */
  end(): Promise<boolean>
  /** why it died without having been killed; empty when it did not */
  fault(): string
}

interface Said {
  pid?: number
  url?: string
  done?: string
  closed?: boolean
}

/** Starts the program. @returns undefined where it died before it served */
export async function startLife(
  folder: string,
  instant: string,
  { cut, trace }: { cut?: Cut | undefined; trace?: string } = {},
): Promise<Life | undefined> {
  const port = await freePort()
  const [command = '', ...args] = [...watched(cut, trace), process.execPath, CHILD, folder, String(port), instant]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  child.stdin.on('error', () => undefined)
  let pid: number | undefined
  let hear: (said: Said | undefined) => void = () => {}
  const kill = () => pid !== undefined && killed(pid)
  let isTooLong = false
  const longest = setTimeout(() => {
    isTooLong = true
    kill()
  }, LONGEST_LIFE_MILLISECONDS)
  const gone = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('close', (code, signal) => {
      clearTimeout(longest)
      resolve({ code, signal })
      hear(undefined)
    }),
  )
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as Said
    pid ??= said.pid
    if (said.pid === undefined) hear(said)
  })
  const next = () => new Promise<Said | undefined>((resolve) => (hear = resolve))
  const faultAt = async (): Promise<string> => {
    const { code, signal } = await gone
    if (isTooLong) return `was not done after ${LONGEST_LIFE_MILLISECONDS / 1000} seconds: ${told}`
    return signal === 'SIGKILL' || code === 0 ? '' : `ended with ${code ?? signal}: ${told}`
  }
  const served = await next()
  let fault = ''
  if (served?.url === undefined) {
    fault = await faultAt()
    if (fault) throw new Error(fault)
    return undefined
  }
  const ask = async (line: string): Promise<Said | undefined> => {
    const answered = next()
    child.stdin.write(`${line}\n`)
    if (cut && 'milliseconds' in cut && line !== 'end') setTimeout(kill, cut.milliseconds)
    const said = await answered
    if (said === undefined) fault = await faultAt()
    return said
  }
  return {
    url: served.url,
    look: async (at) => (await ask(at))?.done === at,
    async end() {
      const said = await ask('end')
      await gone
      return said?.closed === true
    },
    fault: () => fault,
  }
}

const watched = (cut: Cut | undefined, trace: string | undefined): string[] => {
  const strace = [STRACE, '-f', '-qq']
  if (trace !== undefined) return [...strace, '--seccomp-bpf', '-o', trace, '-e', `trace=${CALLS.join(',')}`]
  if (!cut || !('call' in cut)) return []
  // where only the chosen calls are stopped at (--seccomp-bpf), strace 6.1 sends no signal
  const when = `inject=${cut.call}:signal=KILL:when=${cut.number}`
  return [...strace, '-o', '/dev/null', '-e', `trace=${cut.call}`, '-e', when]
}

/** What changes something outside of a process: files, their names, what is on disk, what goes over the network. */
export const CALLS = [
  'openat',
  'write',
  'writev',
  'pwrite64',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'link',
  'unlink',
  'mkdir',
  'connect',
  'sendto',
] as const

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
