import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from '../../src/base/index.ts'
import { OWNER, trusted } from '../../src/kit/index.ts'
import { median, print, secondsOf } from '../journey/events.ts'
import { generateLines, openBenchOrders } from './lines.ts'

/*
Segments of all customers over ten million lines of sales, all history. The analysis through the door for figures stands beside the
same figures by bare SQL over the plain lines and over the pack's own mart; the faster of the two is the measure, and all must
agree. Migration between two dates is measured by the same. Each is asked in a process of its own, once with the engine's own limit
of memory and once with 512 MB. There is no pandas on the machine where it stands in no column.
*/
const LINES = Number(process.env['SVODKA_BENCH_LINES'] ?? 10_000_000)
const RFM_LIMIT = 1.15
const MIGRATION_LIMIT = 2.2
const LIMITED_MEGABYTES = 512
const LIMITED_TIME = 1.1
const MOST_RESIDENT_MEGABYTES = 1000
const TURNS = 5

const ON = { date: '2023-12-31', window_days: 'all' }
const MOVED = { from: '2023-11-30', to: '2023-12-31', window_days: 'all' }
const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')

interface Measured {
  segments: readonly string[]
  mart: number
  rfm: number
  migration: number
  residentMegabytes: number
}

const segmentOf = ([segment, customers, orders, revenue]: readonly unknown[]): string =>
  [segment, customers, orders, Number(revenue).toFixed(2)].join(' ')

/** In a process of its own: builds the marts and asks. */
async function measure(folder: string, file: string, memoryLimitMegabytes: number | undefined): Promise<Measured> {
  const bench = await openBenchOrders(
    folder,
    { file },
    memoryLimitMegabytes === undefined ? {} : { memoryLimitMegabytes },
  )
  const asker = { person: OWNER, locale: 'en' } as const
  const ask = (id: string, settings: Readonly<Record<string, string>>) => bench.figures.analyze(id, settings, asker)
  const mart = (): Promise<readonly Row[]> => bench.warehouse.rows(trusted(here('rfm-mart')))
  const asked = (await ask('orders.rfm', ON)).tables['segments']!.rows
  const segments = asked.map((row) => segmentOf([row['segment'], row['customers'], row['orders'], row['revenue']]))
  const bare = (await mart()).map((row) => segmentOf([row['segment'], row['customers'], row['orders'], row['revenue']]))
  if (segments.toSorted().join() !== bare.join()) throw new Error('the figures differ')
  const spent = { mart: [] as number[], rfm: [] as number[], migration: [] as number[] }
  let resident = 0
  for (let turn = 0; turn < TURNS; turn++) {
    spent.mart.push(await secondsOf(mart))
    spent.rfm.push(await secondsOf(() => ask('orders.rfm', ON)))
    spent.migration.push(await secondsOf(() => ask('orders.rfm-migration', MOVED)))
    resident = Math.max(resident, process.memoryUsage().rss)
  }
  await bench.close()
  return {
    segments: segments.toSorted(),
    mart: median(spent.mart),
    rfm: median(spent.rfm),
    migration: median(spent.migration),
    residentMegabytes: resident / 1e6,
  }
}

const [folderOfChild, fileOfChild, limitOfChild] = process.argv.slice(2)
if (folderOfChild !== undefined && fileOfChild !== undefined) {
  const limit = limitOfChild === undefined ? undefined : Number(limitOfChild)
  process.stdout.write(JSON.stringify(await measure(folderOfChild, fileOfChild, limit)))
} else {
  await compare()
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-rfm-'))
  try {
    const generated = await generateLines(join(folder, 'plain'), LINES)
    const bare = () => generated.plain.runAndReadAll(here('rfm-plain'))
    const segments = (await bare()).getRows().map(segmentOf)
    const plain: number[] = []
    for (let turn = 0; turn < TURNS; turn++) plain.push(await secondsOf(bare))
    generated.close()
    const inChild = (name: string, ...limit: readonly string[]): Measured =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), join(folder, name), generated.file, ...limit], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      ) as Measured
    const free = inChild('free')
    rmSync(join(folder, 'free'), { recursive: true, force: true })
    const limited = inChild('limited', String(LIMITED_MEGABYTES))
    if ([free, limited].some((each) => each.segments.join() !== segments.join())) throw new Error('the figures differ')

    const baseline = Math.min(free.mart, median(plain))
    const hasPandas = Number(spawnSync('python3', ['-c', 'import pandas']).status === 0)
    const more = { mart: free.mart, plain: median(plain), pandas: hasPandas }
    print(`orders rfm, ${LINES} lines`, { seconds: free.rfm, baseline, limit: RFM_LIMIT }, more)
    print(`orders rfm migration, ${LINES} lines`, { seconds: free.migration, baseline, limit: MIGRATION_LIMIT })
    print(`orders rfm under ${LIMITED_MEGABYTES} MB`, { seconds: limited.rfm, baseline: free.rfm, limit: LIMITED_TIME })
    print(`orders rfm under ${LIMITED_MEGABYTES} MB, resident megabytes`, {
      seconds: limited.residentMegabytes,
      baseline: MOST_RESIDENT_MEGABYTES,
      limit: 1,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
