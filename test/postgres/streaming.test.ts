import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { postgres } from '../../src/sources/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { openPostgresWorkspace, temporaryPostgres, type PostgresWorkspace } from './workspace.ts'

const IS_FULL = process.env['SVODKA_FULL'] === '1'
const MANY = IS_FULL ? 10_000_000 : 1_000_000
const KILLS = IS_FULL ? 30 : 2
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
const MEGABYTE = 1024 * 1024

let database: PostgresSandbox
let root: string
beforeAll(async () => {
  database = await temporaryPostgres()
  root = mkdtempSync(join(tmpdir(), 'svodka-streaming-'))
  await makeEvents('few', 100)
  await makeEvents('enough', 60_000)
  await makeEvents('many', MANY)
}, 600_000)
afterAll(async () => {
  await database.close()
  rmSync(root, { recursive: true, force: true })
})

async function makeEvents(table: string, rows: number): Promise<void> {
  await database.run(`create table ${table} (user_id int8, event text, happened_at timestamptz)`)
  await database.run(
    `insert into ${table} select n % 100000, 'событие "' || n % 7 || E'"\\n', timestamptz '2023-01-01' + n * interval '1 second'
      from generate_series(1, $1::int) as n`,
    [rows],
  )
}

const COLUMNS = { user_id: 'user_id', event: 'event', happened_at: 'happened_at' }

/** The source alone, without ingest. */
function reading(stream: Record<string, unknown>, signal = new AbortController().signal) {
  const { definition } = postgres({ id: 'crm' })
  const settings = definition.settings.parse({
    connection: new Secret(database.url),
    streams: { 'journey.event': stream },
  })
  const [only] = definition.streams(settings)
  if (!only) throw new Error('one stream expected')
  const neverAsked = () => Promise.reject(new Error('nobody is asked over HTTP'))
  const http = { getJson: neverAsked, getText: neverAsked }
  const world = pinnedWorld('2024-01-01T00:00:00Z')
  return definition.read({
    sourceId: 'crm',
    settings,
    stream: only,
    after: undefined,
    folder: root,
    http,
    world,
    signal,
  })
}

async function contentOf(stream: Record<string, unknown>, signal?: AbortSignal) {
  const deliveries = reading(stream, signal)[Symbol.asyncIterator]()
  const { value } = await deliveries.next()
  if (value?.kind !== 'content') throw new Error('content expected')
  return { deliveries, pieces: (value.content as AsyncGenerator<Uint8Array>)[Symbol.asyncIterator]() }
}

const sessions = () =>
  database.run(
    "select pid, state, wait_event from pg_stat_activity where application_name = 'svodka' and state is not null",
  )

test('a slow reader makes PostgreSQL wait; who stops reading leaves no session behind', async () => {
  const { deliveries, pieces } = await contentOf({ table: 'many' })
  let bytes = (await pieces.next()).value?.length ?? 0

  let waiting = await sessions()
  while (waiting[0]?.['wait_event'] !== 'ClientWrite') waiting = await sessions()
  for (let piece = 0; piece < 50; piece++) bytes += (await pieces.next()).value?.length ?? 0
  waiting = await sessions()
  while (waiting[0]?.['wait_event'] !== 'ClientWrite') waiting = await sessions()
  await pieces.return(undefined)
  await deliveries.return?.(undefined)
  while (waiting.length > 0) waiting = await sessions()

  expect(bytes).toBeLessThan(20 * MEGABYTE)
  expect(waiting).toEqual([])
})

test('a sync that is stopped lets go of PostgreSQL in the middle of a copy', async () => {
  const stopping = new AbortController()
  const { deliveries, pieces } = await contentOf({ table: 'many' }, stopping.signal)
  await pieces.next()

  stopping.abort()
  const rest = (async () => {
    for (let next = await pieces.next(); !next.done; next = await pieces.next());
  })()

  await expect(rest).rejects.toThrow('aborted')
  await deliveries.return?.(undefined)
  let left = await sessions()
  while (left.length > 0) left = await sessions()
})

test('a connection that is ended in the middle of a copy leaves nothing, and the second try brings everything', async () => {
  await database.run('create table spoiled (id int); insert into spoiled values (1)')
  const query = `
    select user_id, event, happened_at from enough
    where happened_at <> timestamptz '2023-01-01 10:00:00' or not exists (select from spoiled)
      or pg_terminate_backend(pg_backend_pid())`
  const workspace = await openPostgresWorkspace(database, { streams: { 'journey.event': { query, columns: COLUMNS } } })
  const left: string[][] = []
  workspace.world.sleep = async () => {
    left.push(files(workspace))
    await database.run('delete from spoiled')
  }

  const [result] = await workspace.sync()

  const told = workspace.world.lines.find(({ event }) => event === 'sync.failed')
  expect(told?.fields).toMatchObject({ code: 'shut_down', recovery: 'retry' })
  expect(left).toEqual([[]])
  expect(result).toMatchObject({ added: 60_000, error: null })
  await workspace.close()
})

const files = ({ warehouse }: PostgresWorkspace): string[] =>
  readdirSync(warehouse.rawFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(warehouse.rawFolder.length + 1))
    .toSorted()

interface ChildRun {
  steps: string[]
  /** absent when it was killed */
  result?: { added: number; error: string | null; megabytes: number }
}

async function runChild(folder: string, table: string, fileBytes: number, killAt?: number): Promise<ChildRun> {
  const args = [CHILD, database.url, folder, table, String(fileBytes)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const run: ChildRun = { steps: [] }
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) run.result = JSON.parse(line) as NonNullable<ChildRun['result']>
    else run.steps.push(line)
    if (run.steps.length === killAt) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  return run
}

test(`${MANY} rows are read and loaded in bounded memory`, async () => {
  const few = await runChild(join(root, 'few'), 'few', 32 * MEGABYTE)
  const many = await runChild(join(root, 'many'), 'many', 32 * MEGABYTE)

  expect(few.result).toMatchObject({ added: 100, error: null })
  expect(many.result).toMatchObject({ added: MANY, error: null })
  const growth = (many.result?.megabytes ?? 0) - (few.result?.megabytes ?? 0)
  process.stdout.write(`${MANY} rows: ${Math.round(growth)} MB more than a hundred\n`)
  expect(growth).toBeLessThan(900)
}, 600_000)

const open = (folder: string) =>
  openPostgresWorkspace(
    database,
    { streams: { 'journey.event': { table: 'enough', columns: COLUMNS, cursor: 'happened_at' } } },
    { folder, contentFileBytes: MEGABYTE / 2 },
  )

/** All rows as one number each for count and content. */
const contents = ({ rows }: PostgresWorkspace) =>
  rows(`select count(*)::int as n, sum(hash(user_id, event, happened_at))::varchar as sum,
    (select count(*)::int from core.journey_event_history) as former from core.journey_event`)

test(`an extraction killed at ${KILLS} moments, then run again, ends with the rows of an undisturbed one`, async () => {
  const undisturbed = await runChild(join(root, 'undisturbed'), 'enough', MEGABYTE / 2)
  const whole = await open(join(root, 'undisturbed'))
  const expected = await contents(whole)
  await whole.warehouse.close()
  const { steps } = undisturbed
  expect(expected[0]).toMatchObject({ n: 60_000, former: 0 })
  expect(steps.filter((step) => step === 'loaded').length).toBeGreaterThan(3)

  let afterCommits = 0
  for (let round = 0; round < KILLS; round++) {
    const folder = join(root, `round-${round}`)
    const killAt = 1 + Math.floor(((round + Math.random()) / KILLS) * (steps.length - 1))
    const killed = await runChild(folder, 'enough', MEGABYTE / 2, killAt)
    if (killed.steps.includes('loaded')) afterCommits += 1
    const again = await open(folder)
    const [result] = await again.sync()

    expect(result?.error).toBeNull()
    expect(await contents(again)).toEqual(expected)
    const batches = (await again.rows('select file, sha256 from raw.batch order by file')) as {
      file: string
      sha256: string
    }[]
    expect(batches.map(({ file }) => file)).toEqual(files(again))
    for (const { file, sha256 } of batches)
      expect(
        createHash('sha256')
          .update(readFileSync(join(again.warehouse.rawFolder, file)))
          .digest('hex'),
      ).toBe(sha256)
    await again.warehouse.close()
  }
  process.stdout.write(
    `${KILLS} extractions killed among ${steps.length} steps, ${afterCommits} of them after some commits\n`,
  )
}, 600_000)
