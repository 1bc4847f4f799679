import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { silentLog, type World } from '../../src/base/index.ts'
import { ENGINE_TYPES, identifier, joinSql, sql, trusted, type Stream } from '../../src/kit/index.ts'
import { calls } from '../../src/packs/calls/index.ts'
import { openWarehouse, type Model, type Warehouse, type WarehouseDefinition } from '../../src/warehouse/index.ts'
import { callsModels } from '../../test/calls/calls-desk.ts'
import { print, spentOn } from '../measure.ts'

/*
Ten million records of an exchange and nine million lines of the log of queues become the tables of waiting in queues and of calls.
Beside the pack's own models stands the best bare SQL for the same two tables over plain typed ones, every number of the settings
written in; what both say of the year must be the same. Time is that of the processor, which depends little on what else the machine
does.
*/
const RECORDS = Number(process.env['SVODKA_BENCH_RECORDS'] ?? 10_000_000)
const LEGS_A_CALL = 2.5
const LIMIT = 2
/** What the table of calls is made from; the others of the pack are told beside it. */
const OF_CALLS = new Set([
  'core.calls_channel',
  'core.calls_operator',
  'core.calls_utc_day',
  'core.calls_day',
  'core.calls_member',
  'mart.calls_queue_visits',
  'mart.calls_calls',
])

const MIXED = `create or replace macro mixed(number, salt) as
  (((number + salt * 7919) * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint`
const SAME = `
  select count(*) as calls, sum(legs) as legs, count(*) filter (where is_offered) as offered, count(*) filter (where is_missed) as missed,
    count(*) filter (where is_lost) as lost, count(*) filter (where is_repeat) as repeated, sum(talk_seconds) as talk,
    sum(wait_seconds) as wait, count(*) filter (where is_service_met) as met, count(*) filter (where is_service_counted) as counted,
    sum(operators) as operators, sum(queues) as queues, sum(hash(call_id, outcome, queue, first_queue, operator_id, last_operator_id) % 1000003) as names`

const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const inNumbers = (row: Iterable<unknown>): string => [...row].map(Number).join(' ')

const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}

const cpuSecondsOf = async (work: () => Promise<unknown>): Promise<number> => (await spentOn(work)).cpuSeconds

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-calls-'))
try {
  const plain = await generate(join(folder, 'plain'))
  const turns: number[] = []
  for (let turn = 0; turn < 2; turn++) turns.push(await cpuSecondsOf(() => plain.run(here('plain'))))
  const baseline = Math.min(...turns)
  const [expected] = (await plain.runAndReadAll(`${SAME} from calls`)).getRows()
  const [events] = (await plain.runAndReadAll('select count(*)::integer from event')).getRows()
  plain.closeSync()

  const warehouse = await opened(join(folder, 'data'))
  const loadCpu = await cpuSecondsOf(async () => {
    await land(warehouse, 'calls.leg', join(folder, 'plain', 'leg.parquet'))
    await land(warehouse, 'calls.queue_event', join(folder, 'plain', 'event.parquet'))
  })
  const callsCpu = await cpuSecondsOf(() => warehouse.build())
  const [found] = await warehouse.rows(trusted(`${SAME} from mart.calls_calls`))
  if (inNumbers(Object.values(found ?? {})) !== inNumbers(expected ?? []))
    throw new Error(`the figures differ: ${inNumbers(Object.values(found ?? {}))} and ${inNumbers(expected ?? [])}`)
  const othersCpu = await cpuSecondsOf(() => warehouse.prepare(definitionOf(callsModels())))
  await warehouse.close()

  print(
    `calls and queue visits, ${RECORDS} records and ${Number(events?.[0])} lines of queues (cpu)`,
    { seconds: callsCpu, baseline, limit: LIMIT },
    { loadCpu, othersCpu },
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Plain typed tables `leg` and `event` of a database file, and the same as files for a source to hand over. */
async function generate(path: string): Promise<DuckDBConnection> {
  mkdirSync(path, { recursive: true })
  const instance = await DuckDBInstance.create(join(path, 'plain.duckdb'))
  const plain = await instance.connect()
  await plain.run(MIXED)
  const count = String(Math.round(RECORDS / LEGS_A_CALL))
  for (const [name, file] of [
    ['leg', 'legs'],
    ['event', 'events'],
  ] as const) {
    await plain.run(`create table ${name} as ${here(file).replaceAll('$1', count)}`)
    await plain.run(`copy ${name} to '${join(path, `${name}.parquet`)}' (format parquet)`)
  }
  return plain
}

async function opened(path: string): Promise<Warehouse> {
  const warehouse = await openWarehouse({ folder: path }, world)
  await warehouse.prepare(definitionOf(callsModels().filter(({ layer, name }) => OF_CALLS.has(`${layer}.${name}`))))
  return warehouse
}

function definitionOf(models: readonly Model[]): WarehouseDefinition {
  const { definition } = calls()
  const settings = definition.settings.parse({})
  return {
    sources: [{ id: 'pbx', streams: definition.entities.map(streamOf) }],
    entities: definition.entities,
    models,
    settingsTables: definition.settingsTables?.(settings, { timeZone: 'Europe/Moscow', today: '2024-12-01' }) ?? [],
  }
}

function streamOf(entity: ReturnType<typeof calls>['definition']['entities'][number]): Stream {
  const columns = Object.keys(entity.columns)
  const list = joinSql(
    columns.map((name) => identifier(name)),
    ', ',
  )
  return {
    name: entity.id,
    format: 'parquet',
    record: Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, ENGINE_TYPES[type]])),
    feeds: [{ entity: entity.id, staging: sql`select _line, ${list} from record` }],
  }
}

async function land(warehouse: Warehouse, stream: string, path: string): Promise<void> {
  const file = `${stream}.parquet`
  mkdirSync(warehouse.rawFolder, { recursive: true })
  renameSync(path, join(warehouse.rawFolder, file))
  const bytes = statSync(join(warehouse.rawFolder, file)).size
  await warehouse.load({ source: 'pbx', stream, file, format: 'parquet', sha256: stream, bytes, landedAt: new Date() })
}
