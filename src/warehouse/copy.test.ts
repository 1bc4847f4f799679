import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'
import { isWarehouseHeld, readWarehouseCopy } from './index.ts'

let bench: Bench
beforeAll(async () => void (bench = await openBench()))
afterAll(() => bench.close())

const visits = (count: number, seconds: number) =>
  ndjson(
    Array.from({ length: count }, (_, id) => ({
      id,
      who: 'ann',
      kind: 'a',
      seconds,
      amount: 1,
      updated_at: `2024-01-01T00:00:${String(seconds).padStart(2, '0')}Z`,
    })),
  )
const tables = async () =>
  Object.fromEntries((await bench.warehouse.layers()).map(({ name, rows }) => [name, rows] as const))

test('the rows of a table are counted without those that were replaced or read again', async () => {
  await bench.load('visits', visits(50, 1))
  await bench.load('visits', visits(20, 2))
  await bench.warehouse.rebuild()

  expect(await tables()).toMatchObject({ 'staging.shop__shop_visit': 50, 'core.shop_visit_history': 20 })
})

test('a copy holds one moment: what is loaded meanwhile waits for it, and who reads goes on', async () => {
  const to = join(bench.folder, 'copy')
  const before = await tables()
  let loading: Promise<unknown> | undefined

  const reading = bench.warehouse.rows(sql`select sum(a.seconds * b.seconds * c.seconds) as sum
    from core.shop_visit as a, core.shop_visit as b, core.shop_visit as c`)
  const copy = await bench.warehouse.copyTo(to, async () => {
    loading = bench.load('visits', visits(70, 3))
  })
  await loading

  const found = await readWarehouseCopy(to)
  expect(found).toEqual({ engine: copy.engine, tables: copy.tables, received: copy.received })
  expect(found.tables['staging.shop__shop_visit']).toBe(before['staging.shop__shop_visit'])
  expect(await tables()).toMatchObject({ 'staging.shop__shop_visit': 70 })
  expect(await reading).toHaveLength(1)
  expect(await isWarehouseHeld(to)).toBe(false)
})

test('a copy that lost its end is refused with the name of its file', async () => {
  const to = join(bench.folder, 'cut')
  await bench.warehouse.copyTo(to, async () => {})
  truncateSync(join(to, 'warehouse.duckdb'), 20_000)

  await expect(readWarehouseCopy(to)).rejects.toThrow(/warehouse\.duckdb is damaged/)
})
