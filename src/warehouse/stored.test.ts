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

/** Visits of so many numbers, as a parquet file. */
async function rows(count: number): Promise<Uint8Array> {
  const path = join(folder, 'visits.parquet')
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(`copy (
    select range::varchar as visit_id, 'visitor ' || range % 100 as who, 'a' as kind, 1::bigint as seconds, null::decimal(38, 9) as amount,
      timestamp '2024-01-01' as updated_at
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
