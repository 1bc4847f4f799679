import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Row } from '../../src/base/index.ts'
import { OWNER, trusted } from '../../src/kit/index.ts'
import { engineFile } from '../../src/warehouse/engine.ts'
import { leastOf, print, spentOn, type Spent } from '../measure.ts'
import { generateLines, openBenchOrders } from './lines.ts'

/*
Segments of all customers over ten million lines of sales, all history. The analysis through the door for figures stands beside the
same figures by bare SQL over the plain lines with integer keys; all must agree, and so must the same SQL over the pack's own
mart (`mart`), which a shop without Svodka does not have. Migration between two dates is measured by the same.
Measured turn by turn in one process, by processor time of the best turn: the machine's other work can only add. The resident
memory is the peak of a process that does nothing but ask, with 512 MB for the engine.
SVODKA_BENCH_FOLDER keeps lines and marts for another run.
*/
const LINES = Number(process.env['SVODKA_BENCH_LINES'] ?? 10_000_000)
const RFM_LIMIT = 1.15
const MIGRATION_LIMIT = 2.2
const LIMITED_MEGABYTES = 512
const LIMITED_TIME = 1.1
const MOST_RESIDENT_MEGABYTES = 1000
/** more than the engine needs */
const AMPLE_MEGABYTES = 8000
const TURNS = Number(process.env['SVODKA_BENCH_TURNS'] ?? 5)

const ON = { date: '2023-12-31', window_days: 'all' }
const MOVED = { from: '2023-11-30', to: '2023-12-31', window_days: 'all' }
const LISTS = { date: '2023-12-31' }
const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const bareOver = (documents: 'plain' | 'mart'): string => here(`documents-${documents}`) + here('rfm')

const QUESTIONS = ['plain', 'mart', 'rfm', 'migration', 'lists', 'limited'] as const
type Question = (typeof QUESTIONS)[number]

const segmentOf = ([segment, customers, orders, revenue]: readonly unknown[]): string =>
  [segment, customers, orders, Number(revenue).toFixed(2)].join(' ')
const segmentsOf = (rows: readonly Row[]): string[] =>
  rows.map((row) => segmentOf([row['segment'], row['customers'], row['orders'], row['revenue']])).toSorted()

async function openAsked(data: string, file: string, memoryLimitMegabytes?: number) {
  const bench = await openBenchOrders(data, { file }, { memoryLimitMegabytes })
  return {
    ...bench,
    ask: (id: string, settings: Readonly<Record<string, string>>) =>
      bench.figures.analyze(id, settings, { person: OWNER, locale: 'en' }),
  }
}

/** All ways, turn by turn. */
async function compare(folder: string, data: string): Promise<Record<Question, Spent>> {
  const { plain, file, close } = await generateLines(folder, LINES)
  const { ask, warehouse, close: closeMarts } = await openAsked(data, file, AMPLE_MEGABYTES)
  const bare = async () => (await plain.runAndReadAll(bareOver('plain'))).getRows()
  const mart = () => warehouse.rows(trusted(bareOver('mart')))
  const rfm = () => ask('orders.rfm', ON)
  const segments = segmentsOf((await rfm()).tables['segments']!.rows).join()
  if (segments !== (await bare()).map(segmentOf).toSorted().join()) throw new Error('the figures differ from the lines')
  if (segments !== segmentsOf(await mart()).join()) throw new Error('the figures differ from the mart')

  const spent: Record<Question, Spent[]> = { plain: [], mart: [], rfm: [], migration: [], lists: [], limited: [] }
  for (let turn = 0; turn < TURNS; turn++) {
    spent.plain.push(await spentOn(bare))
    spent.mart.push(await spentOn(mart))
    spent.rfm.push(await spentOn(rfm))
    spent.migration.push(await spentOn(() => ask('orders.rfm-migration', MOVED)))
    spent.lists.push(await spentOn(() => ask('orders.manager-lists', LISTS)))
    await limitMemory(data, LIMITED_MEGABYTES)
    // what was held beyond the limit is let go by the first
    await rfm()
    spent.limited.push(await spentOn(rfm))
    await limitMemory(data, AMPLE_MEGABYTES)
  }
  await closeMarts()
  close()
  return Object.fromEntries(QUESTIONS.map((question) => [question, leastOf(spent[question])])) as Record<
    Question,
    Spent
  >
}

/** The engine that the warehouse of this process has open. */
async function limitMemory(data: string, megabytes: number): Promise<void> {
  const { file, settings } = engineFile({ folder: data, memoryLimitMegabytes: AMPLE_MEGABYTES })
  const engine = await DuckDBInstance.fromCache(file, settings)
  const connection = await engine.connect()
  await connection.run(`set memory_limit = '${megabytes}MB'`)
  connection.closeSync()
  engine.closeSync()
}

/** @returns the most megabytes that the process has held */
async function askLimited(data: string, file: string): Promise<number> {
  const { ask, close } = await openAsked(data, file, LIMITED_MEGABYTES)
  for (let turn = 0; turn < 2; turn++) {
    await ask('orders.rfm', ON)
    await ask('orders.rfm-migration', MOVED)
  }
  await close()
  return (process.resourceUsage().maxRSS * 1024) / 1e6
}

const [work, folderOfChild, dataOfChild] = process.argv.slice(2)
if (work === 'build') await buildMarts(folderOfChild!, dataOfChild!)
else if (work === 'limited') await printLimited(folderOfChild!, dataOfChild!)
else await measure()

async function buildMarts(folder: string, data: string): Promise<void> {
  const generated = await generateLines(folder, LINES)
  generated.close()
  await (await openBenchOrders(data, generated)).close()
}

async function printLimited(folder: string, data: string): Promise<void> {
  process.stdout.write(String(await askLimited(data, join(folder, 'lines.parquet'))))
}

async function measure(): Promise<void> {
  const kept = process.env['SVODKA_BENCH_FOLDER']
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'svodka-bench-rfm-'))
  const [plain, data] = [join(folder, `plain-${LINES}`), join(folder, `data-${LINES}`)]
  const inChild = (name: string): string =>
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, plain, data], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  try {
    inChild('build')
    const spent = await compare(plain, data)
    const besides = (question: Question, baseline: Question, limit: number, more = {}) => {
      const [asked, base] = [spent[question], spent[baseline]]
      print(
        `orders ${question}, ${LINES} lines`,
        { seconds: asked.cpuSeconds, baseline: base.cpuSeconds, limit },
        { wallSeconds: asked.seconds, baselineWallSeconds: base.seconds, ...more },
      )
    }
    besides('rfm', 'plain', RFM_LIMIT, { mart: spent.mart.cpuSeconds, lists: spent.lists.cpuSeconds })
    besides('migration', 'plain', MIGRATION_LIMIT)
    besides('limited', 'rfm', LIMITED_TIME)
    print(`orders rfm under ${LIMITED_MEGABYTES} MB, resident megabytes`, {
      seconds: Number(inChild('limited')),
      baseline: MOST_RESIDENT_MEGABYTES,
      limit: 1,
    })
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
