import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trusted, type Stream } from '../kit/index.ts'
import { openBench, visits, type Bench } from './fixture.ts'

const MANY = 2_000_001

const asParquet: Stream = {
  ...visits,
  format: 'parquet',
  record: {},
  feeds: [{ entity: 'shop.visit', staging: trusted('select * from record') }],
}

let bench: Bench
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-stored-'))
  bench = await openBench({ streams: [asParquet] })
})
afterEach(async () => {
  await bench.close()
  rmSync(folder, { recursive: true })
})

/** Visits of so many numbers, as a parquet file; `time` is SQL over `range`, the number. */
async function rows(count: number, time = `timestamp '2024-01-01'`): Promise<Uint8Array> {
  const path = join(folder, 'visits.parquet')
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(`copy (
    select range::varchar as visit_id, 'visitor ' || range % 100 as who, 'a' as kind, 1::bigint as seconds, null::decimal(38, 9) as amount,
      ${time} as updated_at
    from range(${count})) to '${path}' (format parquet)`)
  connection.closeSync()
  instance.closeSync()
  return readFileSync(path)
}

/** How the engine stored the column of names; a warehouse that is open says it to nobody else. */
async function howStored(relation: string): Promise<readonly unknown[]> {
  await bench.warehouse.close()
  const instance = await DuckDBInstance.create(join(bench.folder, 'warehouse.duckdb'))
  const connection = await instance.connect()
  const found = await connection.runAndReadAll(`select distinct compression from pragma_storage_info('${relation}')
    where column_name in ('who', 'kind') and segment_type = 'VARCHAR'`)
  connection.closeSync()
  instance.closeSync()
  return found.getRows().flat()
}

test('texts of a first file of many rows are packed', async () => {
  const loaded = await bench.load('visits', await rows(MANY))
  const stored = await howStored('staging.shop__shop_visit')

  expect(loaded).toMatchObject({ added: MANY, rejected: 0 })
  expect(stored).not.toContain('Uncompressed')
})

test('of fewer rows they are written as they are, and packed in marts', async () => {
  await bench.load('visits', await rows(200_000))
  await bench.warehouse.build()
  const staging = await howStored('staging.shop__shop_visit')
  await bench.reopen()
  const mart = await howStored('mart.visits')

  expect(staging).toEqual(['Uncompressed'])
  expect(mart).not.toContain('Uncompressed')
})

test('a mart of rows that stand in no order is stored by its time, block after block', async () => {
  await bench.load('visits', await rows(300_000, `timestamp '2024-01-01' + to_seconds((range * 7919) % 300000)`))
  await bench.warehouse.build()

  const blocks = await bench.warehouse.rows(
    trusted(`
    with block as (
      select min(updated_at) as least, max(updated_at) as greatest from mart.visits group by rowid // 122880
    )
    select count(*) as blocks, count(*) filter (where is_behind) as behind
    from (select least < lag(greatest) over (order by least) as is_behind from block)`),
  )

  expect(blocks).toEqual([{ blocks: 3, behind: 0 }])
})
