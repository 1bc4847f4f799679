import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asServed, leastOf, median, print, printLine, touchMemory, type Spent } from '../measure.ts'
import { openTickets } from './open.ts'

/*
A million rows of eighteen columns, newest first, as a file for a person: asked over HTTP of the product's own server, read to
the end by another process. Beside it the engine's own COPY of the same rows in the same order into a file, in turns in the same
run; the processor's time of the server's process, which is the engine's, too, is told besides. Memory is the resident set of that process,
in runs of their own where nothing else was done before. Meanwhile others ask a small question; its times stand beside those of
the same question alone.
*/
const TURNS = 6
/** half the speed of COPY */
const LIMIT = 2
const MEMORY_MEGABYTES = 500
/** `warehouse.memoryMegabytes` of a workspace that is to stay small; elsewhere the engine takes what the machine has */
const ENGINE_MEGABYTES = 128
/** of what a turn reads, copies and writes, and somewhat over */
const TOUCHED_MEGABYTES = 1000
const READ_BYTES = 1024 * 1024
/** what ends an answer of unknown length that came whole */
const LAST_CHUNK = '0\r\n\r\n'
/** lines of a drawn curve at most */
const SHOWN = 20
const CHILD = fileURLToPath(new URL('serve-child.ts', import.meta.url))

interface Told extends Spent {
  curve: [seconds: number, megabytes: number][]
}

interface Served {
  url: string
  headers: Record<string, string>
  tell(message: 'begin' | 'end' | 'copy'): Promise<Told>
}

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-exports-'))
try {
  const { warehouse } = await openTickets(folder)
  await warehouse.close()
  await compare()
  for (const as of ['csv', 'xlsx'] as const) await remember(as)
  await crowd()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(): Promise<void> {
  await served(async (server) => {
    const [copied, exported]: [Told[], Told[]] = [[], []]
    for (let turn = 0; turn < TURNS; turn++) {
      touchMemory(TOUCHED_MEGABYTES, folder)
      copied.push(await server.tell('copy'))
      exported.push((await taken(server, 'csv')).told)
    }
    const [bare, ours] = [leastOf(copied), leastOf(exported)]
    const cpuRatio = ours.cpuSeconds / bare.cpuSeconds
    print('CSV of 1M rows', { seconds: ours.seconds, baseline: bare.seconds, limit: LIMIT }, { cpuRatio })
  })
}

async function remember(as: 'csv' | 'xlsx'): Promise<void> {
  await served(async (server) => {
    const { told, bytes } = await taken(server, as)
    const peak = Math.max(...told.curve.map(([, megabytes]) => megabytes))
    const ok = peak <= MEMORY_MEGABYTES
    printLine({
      bench: `${as} of 1M rows, memory`,
      megabytes: peak,
      limit: MEMORY_MEGABYTES,
      ok,
      seconds: told.seconds,
      fileMegabytes: bytes / 2 ** 20,
    })
    draw(told.curve)
  }, ENGINE_MEGABYTES)
}

/** How long a small question takes alone, and while two long files are made. */
async function crowd(): Promise<void> {
  await served(async (server) => {
    const alone = await askedWhile(server, (asked) => asked >= 20)
    let isOver = false
    const files = Promise.all([taken(server, 'csv'), taken(server, 'xlsx')]).finally(() => (isOver = true))
    const beside = await askedWhile(server, () => isOver)
    await files
    const times = { alone: median(alone), beside: median(beside), slowest: Math.max(...beside), asked: beside.length }
    printLine({ bench: 'questions beside two exports, seconds', ...times, ok: beside.length > 0 })
  })
}

async function askedWhile({ url, headers }: Served, isEnough: (asked: number) => boolean): Promise<number[]> {
  const times: number[] = []
  while (!isEnough(times.length)) {
    const startedAt = performance.now()
    // another day each time, so that no answer is remembered
    const from = `2022-${String(1 + (times.length % 12)).padStart(2, '0')}-${String(1 + (times.length % 28)).padStart(2, '0')}`
    const query = {
      metrics: ['tickets'],
      by: ['priority'],
      period: { from, to: `2023-12-${String(1 + (Math.floor(times.length / 28) % 31)).padStart(2, '0')}` },
    }
    const answer = await fetch(`${url}/api/query`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, locale: 'ru' }),
    })
    if (!answer.ok) throw new Error(await answer.text())
    await answer.arrayBuffer()
    times.push((performance.now() - startedAt) / 1000)
  }
  return times
}

async function taken(server: Served, as: 'csv' | 'xlsx'): Promise<{ told: Told; bytes: number }> {
  const rows = encodeURIComponent(JSON.stringify({ metric: 'tickets' }))
  const { hostname, port, host } = new URL(server.url)
  const request = [
    `GET /api/export?as=${as}&locale=ru&rows=${rows} HTTP/1.1`,
    `host: ${host}`,
    ...Object.entries(server.headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ]
  touchMemory(TOUCHED_MEGABYTES, folder)
  await server.tell('begin')
  const bytes = await readToEnd({ host: hostname, port: Number(port) }, `${request.join('\r\n')}\r\n\r\n`)
  return { told: await server.tell('end'), bytes }
}

/** A reader is elsewhere in life: here it takes as little of the same processor as it can. @returns bytes of the answer */
async function readToEnd(to: { host: string; port: number }, request: string): Promise<number> {
  let bytes = 0
  let [first, last] = ['', '']
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  const callback = (read: number): boolean => {
    if (bytes === 0) first = buffer.toString('latin1', 0, Math.min(read, 15))
    last = (last + buffer.toString('latin1', Math.max(0, read - LAST_CHUNK.length), read)).slice(-LAST_CHUNK.length)
    bytes += read
    return true
  }
  const socket = connect({ ...to, onread: { buffer, callback } })
  socket.write(request)
  await once(socket, 'close')
  if (first !== 'HTTP/1.1 200 OK' || last !== LAST_CHUNK) throw new Error(`${first} … ${last}`)
  return bytes
}

async function served(work: (server: Served) => Promise<void>, memoryMegabytes?: number): Promise<void> {
  const given = [folder, '18900', ...(memoryMegabytes ? [String(memoryMegabytes)] : [])]
  const child = fork(CHILD, given, asServed)
  const { url, headers } = await heard<Pick<Served, 'url' | 'headers'>>(child)
  await work({
    url,
    headers,
    tell: (message) => {
      child.send(message)
      return heard<Told>(child)
    },
  })
  child.send('close')
  await once(child, 'exit')
}

async function heard<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

/** The curve as text, so that it stands in a log. */
function draw(curve: Told['curve']): void {
  const step = Math.max(1, Math.ceil(curve.length / SHOWN))
  for (const [seconds, megabytes] of curve.filter((_point, index) => index % step === 0))
    console.log(
      `${seconds.toFixed(1).padStart(6)} s ${String(Math.round(megabytes)).padStart(4)} MB ${'█'.repeat(Math.round(megabytes / 10))}`,
    )
}
