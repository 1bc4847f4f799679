import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Figures } from '../../src/figures/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import type { BuildResult, Warehouse } from '../../src/warehouse/index.ts'
import { spentOn, type Spent } from '../measure.ts'
import { openBenchPack, streamOf } from '../pack.ts'

const ZONE = 'Europe/Moscow'
export const BENCH_TODAY = '2024-01-01'
const LINES_A_DOCUMENT = 4
const LINES = readFileSync(new URL('./lines.sql', import.meta.url), 'utf8')
const MIXED = `create or replace macro mixed(number, salt) as
  (((number + salt * 7919) * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint`

/** The same lines twice: as a plain typed table of the raw engine, and as a file for a source to hand over. */
export interface GeneratedLines {
  /**
   * a connection to a database file with `line` by time: document bigint, sold_at timestamp, order_number integer, buyer_number integer,
   * amount decimal(18,2), kind varchar. Amounts of returns are above zero, as 1C gives them
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

/** About four lines a document and twenty a buyer: a few buyers have most. Ten million take a minute or two; those of a folder are kept. */
export async function generateLines(folder: string, lines: number, buyers = lines / 20): Promise<GeneratedLines> {
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const plain = await instance.connect()
  await plain.run(MIXED)
  const documents = Math.round(lines / LINES_A_DOCUMENT)
  const parameters = (from: number, to: number) => [from, to, documents, buyers]
  const file = join(folder, 'lines.parquet')
  if (!existsSync(file)) {
    await write(plain, file, 'parquet', parameters(1, documents))
    await plain.run(`create table line as
      select document, sold_at, substr(order_id, 2)::integer as order_number, buyer_number, amount, kind
      from read_parquet('${file}')`)
  }
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
  deliver(path: string): Promise<Spent & { build: BuildResult }>
  close(): Promise<void>
}

const { definition } = orders()
const SALE_LINE = definition.entities[0]!
const STREAMS = [streamOf(SALE_LINE, 'parquet', 'all'), streamOf(SALE_LINE, 'ndjson', 'night')]

/** The generated lines in a warehouse with the pack's marts built; what a folder holds already is not loaded again. */
export async function openBenchOrders(
  folder: string,
  generated: Pick<GeneratedLines, 'file'>,
  { memoryLimitMegabytes }: { memoryLimitMegabytes?: number | undefined } = {},
): Promise<BenchOrders> {
  const { warehouse, figures, land } = await openBenchPack(folder, {
    definition,
    given: {},
    source: 'shop',
    streams: STREAMS,
    timeZone: ZONE,
    today: BENCH_TODAY,
    memoryLimitMegabytes,
  })
  if (!(await warehouse.hasLoaded('shop', 'all', basename(generated.file)))) await land('all', generated.file)
  return {
    warehouse,
    figures,
    build: await warehouse.build(),
    async deliver(path) {
      let build: BuildResult = { models: [] }
      const spent = await spentOn(async () => {
        await land('night', path)
        build = await warehouse.build()
      })
      return { ...spent, build }
    },
    close: () => warehouse.close(),
  }
}
