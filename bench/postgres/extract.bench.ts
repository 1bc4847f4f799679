import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Log, World } from '../../src/base/index.ts'
import { landContent } from '../../src/ingest/content-landing.ts'
import { createIngest } from '../../src/ingest/index.ts'
import { defineEntity, Secret } from '../../src/kit/index.ts'
import { startPostgresSandbox, type PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { postgres } from '../../src/sources/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { printLine, secondsOf } from '../measure.ts'

/**
 * Rows of PostgreSQL → landed files in raw (hashed, synced), through the source and ingest's landing, against
 * `copy … to stdout` of the same columns into a plain file by the same library, in turn in the same run. The machine's
 * other work can only add: each side's best of a few rounds.
 */
const ROWS = 3_000_000
const ROUNDS = 3
/** at least 70 % of the speed */
const LIMIT = 1 / 0.7
const COLUMNS = ['user_id', 'event', 'happened_at']

const event = defineEntity({
  id: 'journey.event',
  meaning: 'Something that a user did.',
  key: ['user_id', 'event', 'happened_at'],
  columns: {
    user_id: { type: 'string', required: true, meaning: 'who' },
    event: { type: 'string', required: true, meaning: 'what' },
    happened_at: { type: 'instant', required: true, meaning: 'when' },
  },
})
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent }
const quietWorld = (): World => ({ now: () => new Date(), sleep: async () => {}, fetch: globalThis.fetch, log: silent })
const neverAsked = () => Promise.reject(new Error('PostgreSQL is not asked over HTTP'))

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
const database = await startPostgresSandbox({ folder: join(folder, 'postgres') })
const { definition } = postgres({ id: 'crm' })
const settings = definition.settings.parse({
  connection: new Secret(database.url),
  streams: {
    'journey.event': {
      table: 'events',
      cursor: 'happened_at',
      columns: Object.fromEntries(COLUMNS.map((column) => [column, column])),
    },
  },
})
try {
  await makeEvents(database)
  let [bare, ours] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < ROUNDS; round++) {
    bare = Math.min(bare, await secondsOf(() => copyToFile(join(folder, 'bare.csv'))))
    ours = Math.min(ours, await secondsOf(() => land(join(folder, `raw-${round}`))))
  }
  const name = `extract ${ROWS / 1_000_000}M rows of PostgreSQL to landed files`
  printLine({ bench: name, seconds: ours, baseline: bare, ratio: ours / bare, limit: LIMIT, ok: ours <= bare * LIMIT })
  const toMart = await secondsOf(syncToMart)
  printLine({
    bench: 'the same rows to a mart, for information',
    seconds: toMart,
    rowsPerSecond: ROWS / toMart,
    ok: true,
  })
} finally {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}

async function makeEvents({ run }: PostgresSandbox): Promise<void> {
  await run('create table events (user_id int8, event_id int8, event text, happened_at timestamptz, properties text)')
  await run(
    `insert into events select n % 300000, n, (array['Создание заявки', 'Назначение ВУ', 'Покупка', 'Дозвон 2Л'])[1 + n % 4],
      timestamptz '2023-01-01' + n * interval '10 seconds', repeat('x', 20) from generate_series(1, $1::int) as n`,
    [ROWS],
  )
  await run('analyze events')
  await run('create index on events (happened_at)')
}

async function copyToFile(path: string): Promise<void> {
  const client = new Client(database.url)
  await client.connect()
  const rows = client.query(copyTo(`copy (select ${COLUMNS.join(', ')} from events) to stdout (format csv, header)`))
  await pipeline(rows, createWriteStream(path))
  await client.end()
}

async function land(rawFolder: string): Promise<void> {
  const world = quietWorld()
  const { signal } = new AbortController()
  const [stream] = definition.streams(settings)
  if (!stream) throw new Error('the source has no stream')
  const request = {
    sourceId: 'crm',
    settings,
    stream,
    after: undefined,
    folder,
    http: { getJson: neverAsked, getText: neverAsked },
    world,
    signal,
  }
  for await (const delivery of definition.read(request)) {
    if (delivery.kind !== 'content') throw new Error('content expected')
    await landContent(delivery, { rawFolder, folder: 'crm/events', format: 'csv', at: world.now(), signal })
  }
  rmSync(rawFolder, { recursive: true })
}

async function syncToMart(): Promise<void> {
  const world = quietWorld()
  const warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
  const text = `/*
One row per event.
grain: source, user_id, event, happened_at
*/
select source, user_id, event, happened_at from core.journey_event
`
  await warehouse.prepare({
    sources: [{ id: 'crm', streams: definition.streams(settings) }],
    entities: [event],
    models: [{ layer: 'mart', name: 'journey_events', path: 'journey_events.sql', text }],
    settingsTables: [],
  })
  const ingest = createIngest({ sources: [{ id: 'crm', definition, settings }], warehouse, folder, world })
  const { isComplete, streams } = await ingest.sync({ mode: 'new', locale: 'en' }, () => {})
  if (!isComplete || streams[0]?.added !== ROWS) throw new Error(`not all came: ${JSON.stringify(streams)}`)
  await warehouse.close()
}
