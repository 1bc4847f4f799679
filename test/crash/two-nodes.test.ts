import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { openState } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { postgresPlace } from '../postgres/shared.ts'
import { temporaryPostgres } from '../postgres/workspace.ts'
import { looks, startFollower, type Follower } from './followers.ts'
import { JOBS } from './two-nodes.ts'

const QUARTER = 15 * 60_000
const FROM = '2024-01-01T00:00:00.000Z'
/** At its full size nodes are killed by the clock, wherever they are; else at a step each. */
const SIZE =
  process.env['SVODKA_FULL'] === '1'
    ? { quarters: 20, killSeconds: [1, 3] as const, steps: [], work: 900 }
    : { quarters: 3, killSeconds: undefined, steps: [3, 14, 31], work: 0 }
const DUE_TIMES = Array.from({ length: SIZE.quarters }, (_, at) =>
  new Date(Date.parse(FROM) + at * QUARTER).toISOString(),
)
const LAST = DUE_TIMES.at(-1) ?? FROM
/** Minutes from one look at the clock to the next, again and again, each longer than a lease: every second look has something due. */
const STRIDES = [1, 14]

let database: PostgresSandbox
let folder: string
beforeAll(async () => {
  database = await temporaryPostgres({ max_connections: '40' })
  folder = mkdtempSync(join(tmpdir(), 'svodka-nodes-'))
  // due times count from when a job was first seen, and the first of them may meet a dead node
  const state = await openState(await postgresPlace(database.url), pinnedWorld(FROM))
  for (const { id } of JOBS) await state.jobs.firstSeen(id)
  await state.close()
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const NODES = ['one', 'other'] as const
type Name = (typeof NODES)[number]

function start(name: Name, life: number, now: string, dieAt = 0): Promise<Follower> {
  const own = join(folder, name)
  mkdirSync(own, { recursive: true })
  const given = [database.url, join(own, 'sent.txt'), `${name}-${life}`, now, dieAt, SIZE.work]
  return startFollower('two-nodes-child.ts', given)
}

function* allLooks(): Generator<string> {
  yield* looks(FROM, LAST, STRIDES)
  // what the dead left is taken over, and what they had sent is known to be unknown
  for (const minutes of [1, 2]) yield new Date(Date.parse(LAST) + minutes * 60_000).toISOString()
}

const sentLines = (): string[] =>
  readdirSync(folder).flatMap((name) => {
    const file = join(folder, name, 'sent.txt')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  })

/** Kills one of the two, by turns, every few seconds. @returns how to stop it */
function killByTheClock(nodes: Record<Name, Follower>): () => void {
  let timer: NodeJS.Timeout | undefined
  let turn = 0
  const next = () => {
    const [least, most] = SIZE.killSeconds ?? [0, 0]
    timer = setTimeout(
      () => {
        nodes[NODES[(turn += 1) % 2] ?? 'one'].kill()
        next()
      },
      1000 * (least + Math.random() * (most - least)),
    )
  }
  if (SIZE.killSeconds) next()
  return () => clearTimeout(timer)
}

/** @returns how many lives each node had */
async function liveThrough(): Promise<Record<Name, number>> {
  const steps = [...SIZE.steps]
  const lives = { one: 1, other: 1 }
  const [one, other] = await Promise.all(NODES.map((name) => start(name, 1, FROM, steps.shift())))
  const nodes = { one: one as Follower, other: other as Follower }
  const stop = killByTheClock(nodes)
  for (const [place, now] of [...allLooks()].entries()) {
    if (Date.parse(now) > Date.parse(LAST)) stop()
    // what is due is first seen by one node alone, now by the one and now by the other, whichever of the two is the faster
    const looking = place % 2 ? NODES : [NODES[(place / 2) % 2] as Name]
    const alive = await Promise.all(looking.map((name) => nodes[name].look(now)))
    for (const [at, name] of looking.entries())
      if (!alive[at]) nodes[name] = await start(name, (lives[name] += 1), now, steps.shift())
  }
  stop()
  for (const name of NODES) {
    await nodes[name].look(new Date(Date.parse(LAST) + 180_000).toISOString())
    await nodes[name].end()
  }
  return lives
}

test(`two nodes, ${DUE_TIMES.length * JOBS.length} due times, now one and now the other killed: each ran once, each message left once`, async () => {
  const lives = await liveThrough()

  const state = await openState(await postgresPlace(database.url), pinnedWorld(LAST))
  const runs = await state.jobs.history({ limit: 100_000 })
  const rows = await state.outbox.list({ limit: 100_000 })
  await state.close()
  const expected = JOBS.flatMap(({ id }) => DUE_TIMES.map((dueAt) => `${id} ${dueAt}`)).toSorted()
  const lines = sentLines()
  const unknown = rows.filter((row) => row.state === 'unknown')
  const kills = lives.one + lives.other - NODES.length
  const shares = NODES.map((name) => rows.filter(({ receipt }) => receipt?.startsWith(`${name}-`)).length)
  process.stdout.write(
    `two nodes on one PostgreSQL, ${kills} kills: ${expected.length} due times, ${runs.length} done, each once ` +
      `(${runs.filter(({ attempt }) => attempt > 1).length} taken over); ${rows.length} messages, ${lines.length} sent ` +
      `(${shares.join(' + ')} recorded), ${lines.length - new Set(lines).size} doubled, ${unknown.length} unknown, ` +
      `${unknown.filter(({ id }) => lines.includes(id)).length} of them had arrived\n`,
  )
  expect(kills).toBeGreaterThanOrEqual(SIZE.steps.length || 5)
  expect(runs.map((run) => `${run.job} ${run.dueAt}`).toSorted()).toEqual(expected)
  expect(runs.filter((run) => run.state !== 'done')).toEqual([])
  expect(rows.map((row) => `${row.report} ${row.edition}`).toSorted()).toEqual(expected)
  expect(new Set(lines).size).toBe(lines.length)
  expect(rows.filter((row) => row.state !== 'sent' && row.state !== 'unknown')).toEqual([])
  expect(rows.filter((row) => row.state === 'sent' && !lines.includes(row.id))).toEqual([])
  expect(unknown.length).toBeLessThanOrEqual(kills)
}, 600_000)
