import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { silentLog, type World } from '../../src/base/index.ts'
import { createFigures, type Figures } from '../../src/figures/index.ts'
import { ENGINE_TYPES, identifier, joinSql, sql, type SettingsTable, type Stream } from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { openWarehouse, type BuildResult, type Warehouse } from '../../src/warehouse/index.ts'
import { ordersModels } from '../../test/orders/orders-desk.ts'

const ZONE = 'Europe/Moscow'
export const BENCH_TODAY = '2024-01-01'
const LINES_A_DOCUMENT = 4
const LINES = readFileSync(new URL('./lines.sql', import.meta.url), 'utf8')
const MIXED = `create or replace macro mixed(number, salt) as
  (((number + salt * 7919) * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint`

/** The same lines twice: as a plain typed table of the raw engine, and as a file for a source to hand over. */
export interface GeneratedLines {
  /**
   * a connection to a database file with `line` by time: document bigint, sold_at timestamp, order_id varchar, buyer_number integer,
   * buyer varchar, amount decimal(18,2), kind varchar. Amounts of returns are above zero, as 1C gives them
   */
  plain: DuckDBConnection
  /** all columns of `orders.sale_line`, parquet */
  file: string
  lines: number
  documents: number
  /** writes the lines of later documents, four a document, as a night's file; each call the next ones */
  night(lines: number): Promise<string>
  close(): void
}

/** About four lines a document and twenty a buyer: a few buyers have most. Ten million take a minute or two. */
export async function generateLines(folder: string, lines: number, buyers = lines / 20): Promise<GeneratedLines> {
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const plain = await instance.connect()
  await plain.run(MIXED)
  const documents = Math.round(lines / LINES_A_DOCUMENT)
  const parameters = (from: number, to: number) => [from, to, documents, buyers]
  const file = join(folder, 'lines.parquet')
  await write(plain, file, 'parquet', parameters(1, documents))
  await plain.run(`create table line as
    select document, sold_at, order_id, buyer_number, buyer, amount, kind from read_parquet('${file}')`)
  const counted = await plain.runAndReadAll('select count(*)::integer from line')
  let next = documents + 1
  return {
    plain,
    file,
    lines: Number(counted.getRows()[0]?.[0]),
    documents,
    async night(wanted) {
      const from = next
      next += Math.round(wanted / LINES_A_DOCUMENT)
      const path = join(folder, `night-${from}.ndjson`)
      await write(plain, path, 'json', parameters(from, next - 1))
      return path
    },
    close() {
      plain.closeSync()
      instance.closeSync()
    },
  }
}

async function write(
  plain: DuckDBConnection,
  path: string,
  format: 'parquet' | 'json',
  [from, to, documents, buyers]: readonly number[],
): Promise<void> {
  const select = LINES.replaceAll('$1', String(from))
    .replaceAll('$2', String(to))
    .replaceAll('$3', String(documents))
    .replaceAll('$4', String(Math.round(buyers ?? 1)))
  await plain.run(`copy (${select}) to '${path}' (format ${format})`)
}

export interface BenchOrders {
  warehouse: Warehouse
  figures: Figures
  build: BuildResult
  /** what a sync does with a night's file: copies it into raw, loads it and builds the marts */
  deliver(path: string): Promise<{ seconds: number; cpuSeconds: number; build: BuildResult }>
  close(): Promise<void>
}

/** The generated lines in a warehouse with the pack's marts built; nothing that is asked is remembered. */
export async function openBenchOrders(
  folder: string,
  generated: Pick<GeneratedLines, 'file'>,
  options: {
    settings?: Parameters<typeof orders>[0]
    memoryLimitMegabytes?: number
    learned?: readonly SettingsTable[]
  } = {},
): Promise<BenchOrders> {
  const { definition } = orders()
  const settings = definition.settings.parse(options.settings ?? {})
  const { memoryLimitMegabytes } = options
  const warehouse = await openWarehouse(
    { folder, ...(memoryLimitMegabytes === undefined ? {} : { memoryLimitMegabytes }) },
    world,
  )
  const learned = options.learned ?? (definition.learning?.tables ?? []).map((table) => ({ ...table, rows: [] }))
  await warehouse.prepare({
    sources: [{ id: 'shop', streams: STREAMS }],
    entities: definition.entities,
    models: ordersModels(),
    settingsTables: [
      ...(definition.settingsTables?.(settings, { timeZone: ZONE, today: BENCH_TODAY }) ?? []),
      ...learned,
    ],
  })
  await land(warehouse, 'all', generated.file)
  const build = await warehouse.build()
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
    async deliver(path) {
      const startedAt = performance.now()
      const started = process.cpuUsage()
      await land(warehouse, 'night', path)
      const built = await warehouse.build()
      const { user, system } = process.cpuUsage(started)
      return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6, build: built }
    },
    close: () => warehouse.close(),
  }
}

async function land(warehouse: Warehouse, stream: 'all' | 'night', path: string): Promise<void> {
  const file = basename(path)
  mkdirSync(warehouse.rawFolder, { recursive: true })
  copyFileSync(path, join(warehouse.rawFolder, file))
  await warehouse.load({
    source: 'shop',
    stream,
    file,
    format: stream === 'all' ? 'parquet' : 'ndjson',
    sha256: file,
    bytes: statSync(path).size,
    landedAt: new Date(),
  })
}

const STREAMS: readonly Stream[] = orders().definition.entities.flatMap((entity) => {
  const columns = Object.keys(entity.columns)
  const staging = sql`select _line, ${joinSql(
    columns.map((name) => identifier(name)),
    ', ',
  )} from record`
  const stream = {
    record: Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, ENGINE_TYPES[type]])),
    feeds: [{ entity: entity.id, staging }],
  }
  return [
    { name: 'all', format: 'parquet' as const, ...stream },
    { name: 'night', format: 'ndjson' as const, ...stream },
  ]
})

const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}
