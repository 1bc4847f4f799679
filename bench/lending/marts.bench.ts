import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { sql } from '../../src/kit/index.ts'
import { lending } from '../../src/packs/lending/index.ts'
import { leastOf, print, spentOn, type Spent } from '../measure.ts'
import { openBenchPack, streamOf } from '../pack.ts'

/*
Schedules, allocation and marts of a loan book, built by the warehouse from core, beside the best bare SQL for them over plain
typed tables; both must agree on what is owed, overdue and cured. Each turn is a process of its own that builds once, by
processor time of the best turn: the machine's other work can only add. Memory is the peak of the build with 384 MB for the engine.
*/
const LOANS = Number(process.env['SVODKA_BENCH_LOANS'] ?? 300_000)
const TURNS = Number(process.env['SVODKA_BENCH_TURNS'] ?? 3)
const LIMIT = 1.3
const LIMITED_MEGABYTES = 384
const MOST_RESIDENT_MEGABYTES = 1000
const TODAY = '2024-01-01'
const here = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

interface Turn extends Spent {
  megabytes: number
  /** states, then sums in roubles, then months that loans were overdue and cured in */
  checked: readonly number[]
}

async function report(build: () => Promise<Omit<Turn, 'megabytes'>>): Promise<void> {
  const turn = await build()
  process.stdout.write(JSON.stringify({ ...turn, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }))
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-book-'))
  const inChild = (...given: string[]): Turn =>
    JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), given[0]!, folder, ...given.slice(1)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    ) as Turn
  try {
    const payments = await generate(folder)
    const turns = Array.from({ length: TURNS }, (_, turn) => ({
      plain: inChild('plain'),
      marts: inChild('marts', `data-${turn}`),
    }))
    const limited = inChild('limited', 'data-limited')
    for (const { plain, marts } of turns) {
      if (String(plain.checked) !== String(marts.checked))
        throw new Error(`marts ${marts.checked}, plain ${plain.checked}`)
    }
    const marts = leastOf(turns.map((turn) => turn.marts))
    const plain = leastOf(turns.map((turn) => turn.plain))
    print(
      `lending: schedules, allocation and marts of ${LOANS} loans, ${payments} payments`,
      { seconds: marts.cpuSeconds, baseline: plain.cpuSeconds, limit: LIMIT },
      { wallSeconds: marts.seconds, baselineWallSeconds: plain.seconds, limitedSeconds: limited.cpuSeconds },
    )
    print(`lending: the same with ${LIMITED_MEGABYTES} MB for the engine, resident megabytes`, {
      seconds: limited.megabytes,
      baseline: MOST_RESIDENT_MEGABYTES,
      limit: 1,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function inPlain<T>(folder: string, ask: (plain: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const plain = await instance.connect()
  try {
    return await ask(plain)
  } finally {
    plain.closeSync()
    instance.closeSync()
  }
}

const numbersOf = async (plain: DuckDBConnection, text: string): Promise<number[]> =>
  ((await plain.runAndReadAll(text)).getRows()[0] ?? []).map(Number)

async function run(plain: DuckDBConnection, text: string): Promise<void> {
  for (const statement of text.split(';\n').filter((each) => each.trim() !== '')) await plain.run(statement)
}

/** @returns how many payments */
const generate = (folder: string): Promise<number> =>
  inPlain(folder, async (plain) => {
    await run(
      plain,
      here('book.sql')
        .replaceAll('$loans', String(LOANS))
        .replaceAll('$clients', String(Math.round(LOANS / 3))),
    )
    await plain.run(`copy (select * exclude (n, months) from loan) to '${join(folder, 'loan.parquet')}'`)
    await plain.run(`copy payment to '${join(folder, 'payment.parquet')}'`)
    return (await numbersOf(plain, 'select count(*) from payment'))[0] ?? 0
  })

const buildPlain = (folder: string): Promise<Omit<Turn, 'megabytes'>> =>
  inPlain(folder, async (plain) => {
    const spent = await spentOn(() => run(plain, here('marts-plain.sql')))
    const checked = await numbersOf(
      plain,
      `select (select count(*) from state), (select sum(balance) from loans), (select sum(overdue_amount) from loans),
        (select count(*) from overdue_month), (select count(*) from overdue_month where is_cured)`,
    )
    return { ...spent, checked }
  })

async function buildMarts(
  folder: string,
  name: string,
  memoryLimitMegabytes?: number,
): Promise<Omit<Turn, 'megabytes'>> {
  const { definition } = lending()
  const entities = definition.entities.filter(({ id }) => id === 'lending.loan' || id === 'lending.payment')
  const { warehouse, land } = await openBenchPack(join(folder, name), {
    definition,
    given: {},
    source: 'bank',
    streams: entities.map((entity) => streamOf(entity, 'parquet')),
    timeZone: 'Europe/Moscow',
    today: TODAY,
    memoryLimitMegabytes,
  })
  for (const { id } of entities) await land(id, join(folder, `${basename(id).replace('lending.', '')}.parquet`))
  const spent = await spentOn(() => warehouse.build())
  const [row] = await warehouse.rows(sql`
    select
      (select count(*) from mart.lending_states) as states,
      (select sum(balance) from mart.lending_loans) as balance,
      (select sum(overdue_amount) from mart.lending_loans) as overdue,
      (select count(*) from mart.lending_overdue_months) as months,
      (select count(*) from mart.lending_overdue_months where is_cured) as cured`)
  await warehouse.close()
  return { ...spent, checked: Object.values(row ?? {}).map(Number) }
}

const [work, folderOfChild = '', name = ''] = process.argv.slice(2)
if (work === 'plain') await report(() => buildPlain(folderOfChild))
else if (work === 'marts') await report(() => buildMarts(folderOfChild, name))
else if (work === 'limited') await report(() => buildMarts(folderOfChild, name, LIMITED_MEGABYTES))
else await measure()
