import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { signInFirst } from '../../test/sign-in.ts'
import { printWithin } from '../measure.ts'

/** What the program itself costs: its help, the demo up to a served page, a server that nobody asks anything. */
const LIMITS = { helpCpuSeconds: 0.09, demoSeconds: 20, idleMegabytes: 250 }
const HELP_RUNS = 15
const PORT = 18_480
const QUIET_SECONDS = 25
/** hundredths of a second of the processor */
const QUIET_TICKS = 10

const BIN = fileURLToPath(new URL('../../bin/svodka.js', import.meta.url))
const METER = `data:text/javascript,process.on('exit',()=>{const u=process.cpuUsage();process._rawDebug('cpu '+(u.user+u.system)/1e6)})`

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
try {
  printWithin('svodka --help, CPU seconds', helpCpuSeconds(), LIMITS.helpCpuSeconds)
  const startedAt = performance.now()
  const demoSeconds = await served(['demo', '--dir', 'demo', '--port', String(PORT)], folder, async () =>
    Promise.resolve((performance.now() - startedAt) / 1000),
  )
  printWithin('demo to a served page, seconds', demoSeconds, LIMITS.demoSeconds)
  const { morning, idle } = await idleMegabytes()
  printWithin('idle server after its dashboard was looked at, MB', idle, LIMITS.idleMegabytes, { morning })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The least of several runs, by the process's own account: what else the machine does can only add. */
function helpCpuSeconds(): number {
  const runs = Array.from({ length: HELP_RUNS }, () => {
    const { stderr } = spawnSync(process.execPath, ['--import', METER, BIN, '--help'], { encoding: 'utf8' })
    return Number(/cpu ([\d.]+)/.exec(stderr)?.[1])
  })
  return Math.min(...runs)
}

/** Starts a command, waits until it names its page, looks at it, and stops it. */
async function served<T>(
  args: readonly string[],
  cwd: string,
  look: (child: ChildProcess, link: string) => Promise<T>,
): Promise<T> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const link = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const found = /http:\/\/127\.0\.0\.1:\d+\/welcome\S+/.exec(text)
        if (found) resolve(found[0])
      })
      child.once('exit', (code) => reject(new Error(`svodka ${args[0]} ended with ${code}`)))
    })
    return await look(child, link)
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)))
  }
}

/** A start on a morning makes its reports; the next one has nothing to do but to show its dashboard. */
async function idleMegabytes(): Promise<{ morning: number; idle: number }> {
  const start = (look: (link: string) => Promise<void>) =>
    served(['serve', '--port', String(PORT)], join(folder, 'demo'), async (child, link) => {
      await look(link)
      await untilQuiet(child)
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
    })
  return { morning: await start(async () => undefined), idle: await start(lookAtDashboard) }
}

async function lookAtDashboard(link: string): Promise<void> {
  const { url, headers } = await signInFirst(new URL(link).origin, link)
  const dashboard = (await (await fetch(`${url}/api/dashboards/support.overview?locale=ru`, { headers })).json()) as {
    tiles: { query?: object }[]
  }
  for (const { query } of dashboard.tiles.filter((tile) => tile.query)) {
    const body = JSON.stringify({ query, locale: 'ru' })
    await (await fetch(`${url}/api/query`, { method: 'POST', headers, body })).text()
  }
}

/** Until a process has done next to nothing for as long as a thread that draws stays on. */
async function untilQuiet({ pid }: ChildProcess): Promise<void> {
  const ticks = () => {
    const [, , ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    return Number(fields[11]) + Number(fields[12])
  }
  for (let quiet = 0, before = ticks(); quiet < QUIET_SECONDS; before = ticks()) {
    await wait(1000)
    quiet = ticks() - before <= QUIET_TICKS ? quiet + 1 : 0
  }
}
