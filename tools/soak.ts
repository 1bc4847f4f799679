import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { connectSvodka, type Svodka } from '../src/app/index.ts'
import { startDemo } from '../src/demo/index.ts'
import { OWNER } from '../src/kit/index.ts'
import { asServed } from '../bench/measure.ts'
import type { Measured } from './soak-child.ts'

/**
 * Days of a served workspace in minutes: the sample's sources, packs, schedules and channels, new tickets each hour, people who
 * ask, a backup each night. The server is a process of its own, whose memory, handles and files are looked at each evening.
 * `node tools/soak.ts --days 30 --out soak.ndjson`; ends with 1 where something grows that should not.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: process.env['SOAK_DAYS'] ?? '9' },
    minutes: { type: 'string', default: '30' },
    port: { type: 'string', default: '18790' },
    out: { type: 'string' },
    steps: { type: 'boolean', default: false },
    /** a folder: what stands in the heap after the warm-up and at the end is written there; the Memory panel of Chrome's DevTools compares the two */
    heap: { type: 'string' },
  },
})
const DAY = 86_400_000
const STEP = Number(values.minutes) * 60_000
const START = Date.parse('2024-01-01T05:45:00Z')
const TICKETS_AN_HOUR = 4
/** Of the first days: caches fill, the engine takes what it may have. */
const WARM_UP_SHARE = 1 / 3
/** after the warm-up: a slope needs more than two evenings */
const LEAST_DAYS = 3
const LIMITS = { rssMegabytesADay: 1, heapMegabytesADay: 0.3, handlesADay: 0.3 }
const ASKER = { person: OWNER, locale: 'ru' as const }

let now = START
const folder = mkdtempSync(join(tmpdir(), 'svodka-soak-'))
const environment = process.env
const demo = await startDemo(
  {
    dir: folder,
    seed: 2023,
    tickets: 6000,
    users: 3000,
    customers: 600,
    clients: 300,
    change: -20,
    rise: 35,
    locale: 'ru',
  },
  environment,
  () => new Date(now),
)
await demo.svodka.close()
const config = join(folder, 'svodka.config.ts')
writeFileSync(
  config,
  readFileSync(config, 'utf8').replace('  sources: [', '  warehouse: { memoryMegabytes: 256 },\n  sources: ['),
)

const child = fork(join(import.meta.dirname, 'soak-child.ts'), [folder, values.port, String(now)], {
  execArgv: ['--expose-gc', ...asServed.execArgv],
  env: { ...asServed.env, ...environment },
})
const [{ url }] = (await once(child, 'message')) as [{ url: string }]
const svodka = await connectSvodka(folder, environment)
const days: (Measured & { day: number })[] = []
const began = performance.now()
try {
  for (let day = 1; day <= Number(values.days); day++) {
    for (const end = START + day * DAY; now < end;) await step()
    await backUp()
    const isShown = day === Math.floor(Number(values.days) * WARM_UP_SHARE) + 1 || day === Number(values.days)
    const snapshot = values.heap && isShown ? join(values.heap, `day-${day}.heapsnapshot`) : undefined
    const measured = { day, ...(await answerTo<Measured>(child, { measure: true, snapshot })) }
    days.push(measured)
    if (values.out) appendFileSync(values.out, `${JSON.stringify(measured)}\n`)
    console.error(lineOf(measured))
  }
} finally {
  child.send({ end: true })
  await once(child, 'exit')
}
console.log(tableOf(days))
const faults = verdict(days)
for (const fault of faults) console.log(`✗ ${fault}`)
if (faults.length === 0)
  console.log(`✓ ${days.length} days in ${((performance.now() - began) / 60_000).toFixed(1)} minutes: nothing grows`)
rmSync(folder, { recursive: true, force: true })
process.exit(faults.length === 0 ? 0 : 1)

async function step(): Promise<void> {
  now += STEP
  newTickets()
  const started = performance.now()
  await answerTo(child, { now })
  const ran = performance.now()
  await ask(svodka)
  const [run, asked] = [ran - started, performance.now() - ran].map((spent) => (spent / 1000).toFixed(1))
  if (values.steps)
    console.error(`  ${new Date(now).toISOString()}: what was due ${run} s, what people asked ${asked} s`)
}

/** What customers wrote since the last step, and what was answered. */
function newTickets(): void {
  const count = Math.max(1, Math.round((TICKETS_AN_HOUR * STEP) / 3_600_000))
  for (let number = 0; number < count; number++) {
    const id = 1_000_000 + Math.floor((now - START) / 1000) + number
    const at = new Date(now - number * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    demo.desk.put({ ...ticket(id), created_at: at, updated_at: at })
    const old = id - 7200
    if (old > 1_000_000 + STEP / 1000) demo.desk.put({ ...ticket(old), status: 4, updated_at: at, resolved_at: at })
  }
}

function ticket(id: number) {
  return {
    id,
    subject: `Обращение ${id}`,
    type: 'Question',
    priority: 2 as const,
    status: 2,
    source: 1,
    group_id: null,
    responder_id: null,
    requester_id: 5_000_000_000 + (id % 500),
    created_at: new Date(START).toISOString(),
    updated_at: new Date(START).toISOString(),
    first_responded_at: null,
    resolved_at: null,
    closed_at: null,
    due_by: null,
    fr_due_by: null,
    spam: false,
    deleted: false,
    tags: [],
  }
}

/** As people with the page open do. */
async function ask(program: Svodka): Promise<void> {
  await program.home(ASKER)
  await program.dashboard('support.overview', ASKER)
  await program.query(
    { metrics: ['support.tickets_created', 'support.backlog'], by: ['priority'], grain: 'day' },
    ASKER,
  )
  await program.rows({ metric: 'support.tickets_created', limit: 200 }, ASKER)
  await program.report('support.morning', { format: 'html' }, ASKER)
  for (const path of ['/healthz', '/readyz', '/metrics', '/']) await (await fetch(url + path)).arrayBuffer()
}

/** Two are kept. */
async function backUp(): Promise<void> {
  const to = join(folder, 'backups')
  await svodka.backup({ to, withSecrets: false, locale: 'ru' }, () => {})
  for (const name of readdirSync(to).toSorted().slice(0, -2)) rmSync(join(to, name), { recursive: true })
}

async function answerTo<T>(process: ChildProcess, message: object): Promise<T> {
  process.send(message)
  const [answer] = (await once(process, 'message')) as [T]
  return answer
}

function lineOf({
  day,
  rssMegabytes,
  heapMegabytes,
  codeMegabytes,
  handles,
  megabytes,
  processorSeconds,
}: (typeof days)[number]) {
  const sizes = Object.entries(megabytes).map(([name, size]) => `${name} ${size.toFixed(1)}`)
  return `day ${day}: rss ${rssMegabytes.toFixed(0)} MB, heap ${heapMegabytes.toFixed(1)} MB (code ${codeMegabytes.toFixed(1)}), ${handles} handles; ${sizes.join(', ')} MB; ${processorSeconds.toFixed(0)} s of processor`
}

function tableOf(all: typeof days): string {
  const names = Object.keys(all[0]?.megabytes ?? {})
  const table = new Table({
    head: ['day', 'rss MB', 'heap MB', 'of it code MB', 'external MB', 'handles', ...names.map((name) => `${name} MB`)],
    style: { head: [], border: [] },
  })
  for (const { day, rssMegabytes, heapMegabytes, codeMegabytes, externalMegabytes, handles, megabytes } of all)
    table.push([
      day,
      rssMegabytes.toFixed(0),
      heapMegabytes.toFixed(1),
      codeMegabytes.toFixed(1),
      externalMegabytes.toFixed(1),
      handles,
      ...names.map((name) => (megabytes[name] ?? 0).toFixed(1)),
    ])
  return table.toString()
}

/** What grows a day, by the median of all slopes between two days after the warm-up: one odd evening does not move it. */
function verdict(all: typeof days): string[] {
  const settled = all.slice(Math.floor(all.length * WARM_UP_SHARE))
  if (settled.length < LEAST_DAYS) return [`${all.length} days are too few to say what grows`]
  const grows = (name: string, of: (one: (typeof days)[number]) => number, limit: number) => {
    const slope = medianSlope(settled.map((one) => [one.day, of(one)]))
    console.log(`${name}: ${slope.toFixed(3)} a day (limit ${limit})`)
    return slope > limit ? [`${name} grows by ${slope.toFixed(2)} a day`] : []
  }
  return [
    ...grows('rss MB', ({ rssMegabytes }) => rssMegabytes, LIMITS.rssMegabytesADay),
    ...grows('heap MB', ({ heapMegabytes }) => heapMegabytes, LIMITS.heapMegabytesADay),
    ...grows('handles', ({ handles }) => handles, LIMITS.handlesADay),
  ]
}

function medianSlope(points: readonly (readonly [number, number])[]): number {
  const slopes = points.flatMap(([x, y], at) => points.slice(at + 1).map(([a, b]) => (b - y) / (a - x)))
  const sorted = slopes.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
