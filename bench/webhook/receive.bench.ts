import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { RECORDS, type Load, type Loaded } from './load.ts'
import { median, print } from '../measure.ts'

/**
 * Requests of ten ratings, by a process of its own that is the same for all: as fast as they are answered, in turn to the
 * inbox, to a bare Hono handler that parses, writes and fsyncs each request, and to one whose requests share fsyncs; then
 * 2 000 a second, for how long an answer takes. Fast and slow spells of the machine meet all alike: the median of the turns,
 * and of the answers the quickest stretch.
 */
const TURNS = 5
const SECONDS = Number(process.env['SVODKA_BENCH_SECONDS'] ?? 4)
const PER_SECOND = 2000
const STEADY_TURNS = 3
const STEADY_SECONDS = 5
/** at least 60 % of the speed */
const LIMIT = 1 / 0.6
const LONGEST_P99_SECONDS = 0.1
const CONNECTIONS = 64
const KINDS = ['inbox', 'bare', 'shared'] as const
type Kind = (typeof KINDS)[number]

interface Turn {
  /** of the clock, for a thousand requests */
  seconds: number
  /** of the server's processor, for a thousand requests */
  cpuSeconds: number
}

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
const servers = new Map<Kind, { child: ChildProcess; url: string }>()
try {
  for (const kind of KINDS) servers.set(kind, await start(kind))
  const turns: Record<Kind, Turn[]> = { inbox: [], bare: [], shared: [] }
  for (const kind of KINDS) await turn(kind, 2)
  for (let round = 0; round < TURNS; round++)
    for (const kind of KINDS.toSorted(() => (round % 2 === 0 ? 1 : -1))) turns[kind].push(await turn(kind, SECONDS))
  const of = (kind: Kind, what: keyof Turn) => median(turns[kind].map((each) => each[what]))
  for (const [kind, name] of [
    ['bare', 'a bare handler'],
    ['shared', 'a bare handler whose requests share fsyncs'],
  ] as const) {
    print(
      `1 000 requests of ${RECORDS} records, against ${name}`,
      { seconds: of('inbox', 'seconds'), baseline: of(kind, 'seconds'), limit: LIMIT },
      {
        requestsPerSecond: 1000 / of('inbox', 'seconds'),
        cpuSeconds: of('inbox', 'cpuSeconds'),
        cpuRatio: of('inbox', 'cpuSeconds') / of(kind, 'cpuSeconds'),
      },
    )
  }
  const steady = await steadily('inbox')
  const bare = await steadily('bare')
  print(
    `99 of 100 answers at ${PER_SECOND} requests a second`,
    { seconds: steady.p99Milliseconds / 1000, baseline: LONGEST_P99_SECONDS, limit: 1 },
    {
      requestsPerSecond: steady.requests / steady.seconds,
      medianMilliseconds: steady.medianMilliseconds,
      bareP99Milliseconds: bare.p99Milliseconds,
    },
  )
} finally {
  for (const { child } of servers.values()) child.stdin?.end()
  rmSync(folder, { recursive: true, force: true })
}

async function start(kind: Kind): Promise<{ child: ChildProcess; url: string }> {
  const path = fileURLToPath(new URL('serve-child.ts', import.meta.url))
  const child = spawn(process.execPath, [path, kind, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  return { child, url: await said(child) }
}

function said(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())))
}

function urlOf(kind: Kind): string {
  return servers.get(kind)?.url ?? ''
}

/** Of the processor since it was asked last. */
function cpuSecondsOf(kind: Kind): Promise<string> {
  const { child } = servers.get(kind) as { child: ChildProcess }
  const answer = said(child)
  child.stdin?.write('\n')
  return answer
}

async function turn(kind: Kind, seconds: number): Promise<Turn> {
  await cpuSecondsOf(kind)
  const loaded = await post({ url: urlOf(kind), connections: CONNECTIONS, seconds })
  const perThousand = 1000 / loaded.requests
  return { seconds: loaded.seconds * perThousand, cpuSeconds: Number(await cpuSecondsOf(kind)) * perThousand }
}

/** The quickest of a few stretches: other work of the machine can only add. */
async function steadily(kind: Kind): Promise<Loaded> {
  const stretches: Loaded[] = []
  for (let turn = 0; turn < STEADY_TURNS; turn++)
    stretches.push(
      await post({ url: urlOf(kind), connections: CONNECTIONS, seconds: STEADY_SECONDS, perSecond: PER_SECOND }),
    )
  return stretches.toSorted((a, b) => a.p99Milliseconds - b.p99Milliseconds)[0] as Loaded
}

async function post(load: Load): Promise<Loaded> {
  const path = fileURLToPath(new URL('load-child.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [path, JSON.stringify(load)])
  return JSON.parse(stdout) as Loaded
}
