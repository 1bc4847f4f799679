import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { kind, kinds, ndjson, openBench, pinnedWorld, visit, visitModel, visits, type Bench } from './fixture.ts'
import { openWarehouse } from './warehouse.ts'

const CHILD = fileURLToPath(new URL('./crash.fixture.ts', import.meta.url))
const KILLS = process.env['SVODKA_FULL'] === '1' ? 100 : 5
const FILES = 6
const ROWS = 3000

const folders: string[] = []
let bench: Bench | undefined
afterEach(async () => {
  await bench?.close()
  bench = undefined
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Files whose rows overlap, so that each load adds, changes and leaves history; one line of each is broken. */
function prepareFolder(): { folder: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-crash-'))
  folders.push(folder)
  mkdirSync(join(folder, 'raw'))
  const files = Array.from({ length: FILES }, (_, at) => {
    const rows = Array.from({ length: ROWS }, (_row, index) => ({
      id: at * 1000 + index,
      who: 'ann',
      kind: 'a',
      seconds: at,
      amount: at,
      updated_at: new Date(Date.UTC(2024, 0, 1 + at)).toISOString(),
    }))
    writeFileSync(join(folder, 'raw', `${at}.ndjson`), `${ndjson(rows)}broken ${at}\n`)
    return `${at}.ndjson`
  })
  return { folder, files }
}

/** Runs the child; kills it so many milliseconds after it said its word. @returns true when it ended by itself */
function run(
  folder: string,
  files: readonly string[],
  killAfter?: { said: number; milliseconds: number },
): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, folder, ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = 0
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString().split('\n').length - 1
    if (killAfter && said >= killAfter.said) setTimeout(() => child.kill('SIGKILL'), killAfter.milliseconds)
  })
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0)))
}

async function state(folder: string) {
  const warehouse = await openWarehouse({ folder }, pinnedWorld)
  await warehouse.prepare({
    sources: [{ id: 'shop', streams: [visits, kinds] }],
    entities: [visit, kind],
    models: [visitModel],
    settingsTables: [],
  })
  const found = [
    await warehouse.rows(
      sql`select count(*) as n, sum(seconds)::bigint as s, count(distinct visit_id) as k from core.shop_visit`,
    ),
    await warehouse.rows(
      sql`select count(*) as n, sum(seconds)::bigint as s, max(valid_to) as t from core.shop_visit_history`,
    ),
    await warehouse.rows(sql`select count(*) as n, sum(amount)::double as s, max(updated_at) as t from mart.visits`),
    await warehouse.rows(sql`select file, lines, rejected from raw.batch order by batch_id`),
    (await warehouse.rejected({})).total,
    await warehouse.cursor('shop', 'visits'),
  ]
  await warehouse.close()
  return found
}

test('killed at any moment, the same files loaded again end in the same rows as without a kill', async () => {
  const calm = prepareFolder()
  expect(await run(calm.folder, calm.files)).toBe(true)
  const expected = await state(calm.folder)

  const shaken = prepareFolder()
  for (let kill = 0; kill < KILLS; kill++) {
    // moments spread over the steps: 0…2 words said, then 0…45 ms into the next step
    await run(shaken.folder, shaken.files, { said: 1 + (kill % 2), milliseconds: (kill * 17) % 46 })
  }
  expect(await run(shaken.folder, shaken.files)).toBe(true)

  expect(await state(shaken.folder)).toEqual(expected)
}, 600_000)

test('a load that fails half-way leaves nothing behind', async () => {
  const bad = {
    entity: 'shop.kind',
    staging: {
      ...kinds.feeds[0]!.staging,
      pieces: ["select _line, id as code, who as name from record where error('no') is null"],
    },
  }
  bench = await openBench({ streams: [{ ...visits, feeds: [visits.feeds[0]!, bad] }] })
  const content = ndjson([{ id: 1, who: 'ann', updated_at: '2024-01-01' }])

  await expect(bench.load('visits', content, { cursor: { page: 2 } })).rejects.toMatchObject({ code: 'staging_failed' })

  expect(await bench.warehouse.rows(sql`select * from core.shop_visit`)).toEqual([])
  expect(await bench.warehouse.rows(sql`select * from raw.batch`)).toEqual([])
  expect(await bench.warehouse.cursor('shop', 'visits')).toBeUndefined()
  expect(await bench.warehouse.orphans()).toHaveLength(1)
})

test('a second process is told who holds the file', async () => {
  bench = await openBench()
  const child = spawn(process.execPath, [CHILD, bench.folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))

  expect(code).not.toBe(0)
  expect(said).toContain(`PID ${process.pid}`)
})

test('questions are answered while a load is going on', async () => {
  bench = await openBench()
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, who: 'ann', updated_at: '2024-01-01' }))
  await bench.load('visits', ndjson(rows.slice(0, 100)))
  await bench.warehouse.build()
  const loading = bench.load('visits', ndjson(rows))
  const seen: number[] = []
  let isLoading = true
  const done = loading.then(() => (isLoading = false))
  while (isLoading) {
    const [row] = await bench.warehouse.rows(sql`select count(*) as n from core.shop_visit`)
    seen.push(Number(row?.['n']))
  }
  await done

  expect(seen.length).toBeGreaterThan(2)
  expect(new Set(seen.filter((count) => count !== 20_000))).toEqual(new Set([100]))
})

test('twenty questions at once are all answered', async () => {
  bench = await openBench()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => bench!.warehouse.rows(sql`select ${at}::integer as n`)),
  )

  expect(answers.map(([row]) => row?.['n'])).toEqual(Array.from({ length: 20 }, (_, at) => at))
})
