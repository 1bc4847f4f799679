import { readFileSync, statSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { silentLog, type World } from '../../src/base/index.ts'
import { createFigures, type Figures } from '../../src/figures/index.ts'
import {
  ENGINE_TYPES,
  checkSettings,
  identifier,
  joinSql,
  sql,
  type SettingsTable,
  type Stream,
} from '../../src/kit/index.ts'
import { journey, sampleJourneySettings } from '../../src/packs/journey/index.ts'
import { openWarehouse, type BuildResult, type Model, type Warehouse } from '../../src/warehouse/index.ts'

const MODELS = fileURLToPath(new URL('../../src/packs/journey/models/', import.meta.url))
const ZONE = 'Europe/Moscow'
export const BENCH_TODAY = '2024-02-01'

/** Names of the events by their number in the plain tables, from 1; 7 is the purchase, 10 … 13 are experiments. */
export const EVENT_NAMES: readonly string[] = [
  ...sampleJourneySettings.funnel,
  sampleJourneySettings.processes[2]!.start,
  ...sampleJourneySettings.processes[2]!.end,
  ...sampleJourneySettings.experiments,
]
const PURCHASE = EVENT_NAMES.indexOf(sampleJourneySettings.purchase) + 1

/** The same events twice: as plain typed tables of the raw engine, and as files for a source to hand over. */
export interface GeneratedEvents {
  /** a connection to a database file with `event_by_user` and `event_by_time` (user_id bigint, event smallint, happened_at timestamp) */
  plain: DuckDBConnection
  /** events without purchases */
  eventsFile: string
  paymentsFile: string
  events: number
  close(): void
}

/** About ten events a user, 3 % of users in experiments; takes about half a minute for a million users. */
export async function generateEvents(folder: string, users: number): Promise<GeneratedEvents> {
  await mkdir(folder, { recursive: true })
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const plain = await instance.connect()
  for (const statement of readFileSync(new URL('./events.sql', import.meta.url), 'utf8').split(/;\n/)) {
    if (statement.trim() !== '') await plain.run(statement, statement.includes('$1') ? [users] : undefined)
  }
  const eventsFile = join(folder, 'events.parquet')
  const paymentsFile = join(folder, 'payments.parquet')
  const names = EVENT_NAMES.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')
  await plain.run(`copy (select user_id::varchar as user_id, [${names}][event] as event, happened_at
    from event_by_time where event <> ${PURCHASE}) to '${eventsFile}' (format parquet)`)
  await plain.run(`copy (select row_number() over ()::varchar as payment_id, user_id::varchar as user_id,
    happened_at as paid_at, 1000.00::decimal(18, 2) as amount
    from event_by_time where event = ${PURCHASE}) to '${paymentsFile}' (format parquet)`)
  const counted = await plain.runAndReadAll('select count(*)::integer from event_by_time')
  return {
    plain,
    eventsFile,
    paymentsFile,
    events: Number(counted.getRows()[0]?.[0]),
    close() {
      plain.closeSync()
      instance.closeSync()
    },
  }
}

export interface BenchJourney {
  warehouse: Warehouse
  figures: Figures
  build: BuildResult
  /** time of the processor, which does not depend on what else the machine does */
  loadCpuSeconds: number
  buildCpuSeconds: number
  close(): Promise<void>
}

const EMPTY_LEARNED: readonly SettingsTable[] = (journey().definition.learning?.tables ?? []).map((table) => ({
  ...table,
  rows: [],
}))

/** The generated events in a warehouse with the pack's marts built; nothing that is asked is remembered. */
export async function openBenchJourney(
  folder: string,
  generated: GeneratedEvents,
  learned: readonly SettingsTable[] = EMPTY_LEARNED,
): Promise<BenchJourney> {
  const { definition } = journey()
  const settings = checkSettings(definition.settings, sampleJourneySettings, 'bench')
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare({
    sources: [{ id: 'sales', streams: STREAMS }],
    entities: definition.entities,
    models: globSync('*/*.sql', { cwd: MODELS }).map((file): Model => ({
      layer: dirname(file) as Model['layer'],
      name: file.replace(/^.*\/|\.sql$/g, ''),
      text: readFileSync(join(MODELS, file), 'utf8'),
      path: file,
    })),
    settingsTables: [
      ...(definition.settingsTables?.(settings, { timeZone: ZONE, today: BENCH_TODAY }) ?? []),
      ...learned,
    ],
  })
  const started = process.cpuUsage()
  await land(warehouse, 'journey.event', generated.eventsFile)
  await land(warehouse, 'journey.payment', generated.paymentsFile)
  const loadCpuSeconds = cpuSecondsSince(started)
  const loaded = process.cpuUsage()
  const build = await warehouse.build()
  const buildCpuSeconds = cpuSecondsSince(loaded)
  const figures = createFigures({
    packs: [{ definition, settings }],
    warehouse,
    timeZone: ZONE,
    currency: undefined,
    today: () => BENCH_TODAY,
    cacheBytes: 0,
  })
  return {
    warehouse,
    figures,
    build,
    loadCpuSeconds,
    buildCpuSeconds,
    close: () => warehouse.close(),
  }
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

async function land(warehouse: Warehouse, stream: string, path: string): Promise<void> {
  const file = `${stream}.parquet`
  await mkdir(warehouse.rawFolder, { recursive: true })
  await copyFile(path, join(warehouse.rawFolder, file))
  await warehouse.load({
    source: 'sales',
    stream,
    file,
    format: 'parquet',
    sha256: stream,
    bytes: statSync(path).size,
    landedAt: new Date(),
  })
}

const STREAMS: readonly Stream[] = journey().definition.entities.map((entity) => {
  const columns = Object.keys(entity.columns)
  const select = joinSql(
    columns.map((name) => identifier(name)),
    ', ',
  )
  return {
    name: entity.id,
    format: 'parquet' as const,
    record: Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, ENGINE_TYPES[type]])),
    feeds: [{ entity: entity.id, staging: sql`select _line, ${select} from record` }],
  }
})

const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}

const rounded = (value: number): number => Number(value.toPrecision(3))

/** Prints one line for `npm run bench`. */
export function print(
  bench: string,
  figures: { seconds: number; baseline: number; limit: number },
  more: Readonly<Record<string, number>> = {},
): void {
  const ratio = figures.seconds / figures.baseline
  const line = {
    bench,
    seconds: rounded(figures.seconds),
    baseline: rounded(figures.baseline),
    ratio: rounded(ratio),
    limit: figures.limit,
    ok: ratio <= figures.limit,
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, rounded(value)])),
  }
  console.log(JSON.stringify(line))
}

export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
