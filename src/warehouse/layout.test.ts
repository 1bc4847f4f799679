import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { machineFault } from './fault.ts'
import { ndjson, openBench, pinnedWorld, type Bench } from './fixture.ts'
import { openWarehouse } from './index.ts'
import { cannotOpen } from './layout.ts'

let bench: Bench
beforeEach(async () => void (bench = await openBench()))
afterEach(() => bench.close())

const visit = (id: number, seconds: number) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds,
  amount: 1,
  updated_at: `2024-01-01T00:00:0${seconds}Z`,
})
const all = async () => ({
  current: await bench.warehouse.rows(sql`select * from core.shop_visit order by visit_id`),
  versions: await bench.warehouse.rows(sql`select * from core.shop_visit_versions order by all`),
  marts: await bench.warehouse.rows(sql`select * from mart.visits order by visit_id`),
})
const file = () => join(bench.folder, 'warehouse.duckdb')

/** What a program of another day left: statements on the file while nobody has it open. */
async function leave(...statements: readonly string[]): Promise<void> {
  await bench.warehouse.close()
  const instance = await DuckDBInstance.create(file())
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}
const reopen = async () => {
  bench.warehouse = await openWarehouse({ folder: bench.folder }, pinnedWorld)
  await bench.warehouse.prepare(bench.definition)
}

const OLDER = [
  'update meta.layout set version = 0',
  'alter table staging.shop__shop_visit drop column _key',
  'drop view core.shop_visit',
  'create table core.of_before as select 1 as one',
]

async function fill(): Promise<void> {
  await bench.load('visits', ndjson([visit(1, 1), visit(2, 1), visit(3, 1)]))
  await bench.load('visits', ndjson([visit(1, 2), visit(4, 2)]))
  await bench.warehouse.build()
}

test('a warehouse of an older layout is made anew from what was received, with the same rows, versions and marts', async () => {
  await fill()
  const before = await all()

  await leave(...OLDER)
  await reopen()

  expect(await all()).toEqual(before)
  expect(before.versions).toHaveLength(5)
  expect(await bench.warehouse.rows(sql`select version from meta.layout`)).toEqual([{ version: 1 }])
  expect((await bench.warehouse.layers()).map(({ name }) => name)).not.toContain('core.of_before')
  expect(await bench.load('visits', ndjson([visit(5, 3)]))).toMatchObject({ added: 1 })
})

test('where what was received is not all there, an older layout is refused with what to do, and nothing is dropped', async () => {
  await fill()
  const [{ file: received = '' } = {}] = await bench.warehouse.rows(sql`select file from raw.batch order by batch_id`)
  const path = join(bench.folder, 'raw', String(received))
  await leave(...OLDER)
  renameSync(path, `${path}.away`)

  await expect(reopen()).rejects.toThrow(/1 received file is gone, the first of them .* data\/raw back from a backup/)
  renameSync(`${path}.away`, path)
  await reopen()
  expect((await all()).current).toHaveLength(4)
})

test('a warehouse from before layouts were written down goes on as it is', async () => {
  await fill()
  const before = await all()

  await leave('drop table meta.layout')
  await reopen()

  expect(await all()).toEqual(before)
  expect(await bench.warehouse.rows(sql`select version from meta.layout`)).toEqual([{ version: 1 }])
})

test('a warehouse whose manifest lacks columns of today gets them, and goes on as it is', async () => {
  await fill()
  const before = await all()

  await leave(
    ...['part', 'run_id', 'added', 'changed', 'unchanged'].map(
      (column) => `alter table raw.batch drop column ${column}`,
    ),
    'alter table meta.change drop column changed_batch_id',
    'alter table meta.model drop column rows',
  )
  await reopen()

  expect(await all()).toEqual(before)
  expect(await bench.load('visits', ndjson([visit(4, 3), visit(5, 3)]))).toMatchObject({ added: 1, changed: 1 })
  await bench.warehouse.build()
  expect((await all()).marts).toHaveLength(5)
})

test('a warehouse of a newer program is refused with what to do, and left as it is', async () => {
  await fill()
  await leave('update meta.layout set version = 7')
  const before = readFileSync(file())

  await expect(reopen()).rejects.toThrow(/newer Svodka \(layout 7, this program knows up to 1\).*svodka restore/)
  expect(readFileSync(file()).equals(before)).toBe(true)
  await withoutFile()
})

test('a file of the oldest storage version that the engine still reads is gone on with', async () => {
  const instance = await DuckDBInstance.create(join(bench.folder, 'old.duckdb'), {
    storage_compatibility_version: 'v1.0.0',
  })
  instance.closeSync()
  await bench.warehouse.close()
  renameSync(join(bench.folder, 'old.duckdb'), file())
  const version = readFileSync(file()).readUInt32LE(VERSION_AT)

  await reopen()
  await fill()

  expect(version).toBe(64)
  expect((await all()).current).toHaveLength(4)
})

/** Where a file of the engine says its storage version: after the sum of its first block and `DUCK`. */
const VERSION_AT = 12

test.each([
  [69, /newer engine \(storage version 69, this program reads 64 to 68\).*Update this program/],
  [39, /very old engine \(storage version 39, .*update step by step/],
])('a file of storage version %i is refused with what to do, and left as it is', async (version, sentence) => {
  await fill()
  await bench.warehouse.close()
  writeFileSync(file(), ofVersion(readFileSync(file()), version))
  const before = readFileSync(file())

  await expect(reopen()).rejects.toThrow(sentence)
  expect(readFileSync(file()).equals(before)).toBe(true)
  await withoutFile()
})

/** A file that was refused is put aside, so that there is a warehouse to close. */
async function withoutFile(): Promise<void> {
  renameSync(file(), `${file()}.refused`)
  await reopen()
}

/** The same file as another engine would have headed it, its sum made right. */
function ofVersion(content: Buffer, version: number): Buffer {
  const spread = (word: bigint) => BigInt.asUintN(64, word * 0xbf58476d1ce4e5b9n)
  const headed = Buffer.from(content)
  headed.writeUInt32LE(version, VERSION_AT)
  const words = [content, headed].map((each) => spread(each.readBigUInt64LE(8)))
  headed.writeBigUInt64LE(
    words.reduce((sum, word) => sum ^ word, content.readBigUInt64LE(0)),
    0,
  )
  return headed
}

test('damage that a statement met in a copy is told once, with the file that was asked for', () => {
  const met = machineFault(
    new Error('IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2'),
  )
  const { message } = cannotOpen('/backups/warehouse.duckdb', met)
  expect(message.match(/warehouse\.duckdb|none/g)).toEqual(['warehouse.duckdb'])
  expect(message.match(/Corrupt database file/g)).toHaveLength(1)
  expect(message).toMatch(/^\S.*\/backups\/warehouse\.duckdb/)
})
