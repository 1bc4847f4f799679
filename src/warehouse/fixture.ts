import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog, type World } from '../base/index.ts'
import { defineEntity, trusted, type Entity, type FileFormat, type SettingsTable, type Stream } from '../kit/index.ts'
import type { LandedBatch, LoadResult, Model, Warehouse, WarehouseDefinition } from './contract.ts'
import { openWarehouse } from './warehouse.ts'

/** A pinned clock and no network, for tests. */
export const pinnedWorld: World = {
  now: () => new Date('2024-02-01T00:00:00Z'),
  sleep: () => Promise.reject(new Error('tests do not sleep')),
  fetch: () => Promise.reject(new Error('tests do not use the network')),
  log: silentLog,
}

export const visit = defineEntity({
  id: 'shop.visit',
  meaning: 'A visit.',
  key: ['visit_id'],
  version: 'updated_at',
  columns: {
    visit_id: { type: 'string', required: true, meaning: 'number' },
    who: { type: 'string', meaning: 'visitor' },
    kind: { type: 'string', meaning: 'code of the kind' },
    seconds: { type: 'integer', meaning: 'length' },
    amount: { type: 'decimal', meaning: 'spent' },
    updated_at: { type: 'instant', required: true, meaning: 'last change' },
  },
})

export const kind = defineEntity({
  id: 'shop.kind',
  meaning: 'Kinds.',
  key: ['code'],
  columns: {
    code: { type: 'string', required: true, meaning: 'code' },
    name: { type: 'string', required: true, meaning: 'name' },
  },
})

export const visits: Stream = {
  name: 'visits',
  format: 'ndjson',
  record: {
    id: 'bigint',
    who: 'varchar',
    kind: 'varchar',
    seconds: 'bigint',
    amount: 'double',
    updated_at: 'timestamp',
  },
  feeds: [
    {
      entity: 'shop.visit',
      staging: trusted('select _line, id as visit_id, who, kind, seconds, amount, updated_at from record'),
    },
  ],
}

export const kinds: Stream = {
  name: 'kinds',
  format: 'ndjson',
  record: { code: 'varchar', name: 'varchar' },
  feeds: [{ entity: 'shop.kind', staging: trusted('select _line, code, name from record') }],
}

export const visitModel: Model = {
  layer: 'mart',
  name: 'visits',
  path: 'mart/visits.sql',
  text: `/*
One row per visit.
grain: source, visit_id
incremental: core.shop_visit
sort: updated_at
minutes: length in minutes
*/
select
  visit.source,
  visit.visit_id,
  coalesce(kind.name, visit.kind) as kind,
  visit.seconds / 60 as minutes,
  visit.amount,
  visit.updated_at
from core.shop_visit as visit
left join core.shop_kind as kind
  on kind.source = visit.source and kind.code = visit.kind
where visit.who is distinct from 'robot'
`,
}

export interface Bench {
  folder: string
  warehouse: Warehouse
  definition: WarehouseDefinition
  /** writes a file under raw and loads it */
  load(stream: string, content: string | Uint8Array, options?: Partial<LandedBatch>): Promise<LoadResult>
  /** closes and opens the same folder */
  reopen(definition?: Partial<WarehouseDefinition>): Promise<Warehouse>
  close(): Promise<void>
}

export interface BenchDefinition {
  streams?: readonly Stream[]
  entities?: readonly Entity[]
  models?: readonly Model[]
  settingsTables?: readonly SettingsTable[]
  memoryMegabytes?: number
}

/** A warehouse in a new temporary folder with one source, `shop`. */
export async function openBench(given: BenchDefinition = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-warehouse-'))
  const definition: WarehouseDefinition = {
    sources: [{ id: 'shop', streams: given.streams ?? [visits, kinds] }],
    entities: given.entities ?? [visit, kind],
    models: given.models ?? [visitModel],
    settingsTables: given.settingsTables ?? [],
  }
  const bench: Bench = {
    folder,
    warehouse: await openWarehouse({ folder, memoryLimitMegabytes: given.memoryMegabytes }, pinnedWorld),
    definition,
    load(stream, content, options) {
      return bench.warehouse.load(landed(bench, stream, content, options))
    },
    async reopen(changes = {}) {
      await bench.warehouse.close()
      bench.warehouse = await openWarehouse({ folder, memoryLimitMegabytes: given.memoryMegabytes }, pinnedWorld)
      await bench.warehouse.prepare({ ...definition, ...changes })
      return bench.warehouse
    },
    async close() {
      await bench.warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await bench.warehouse.prepare(definition)
  return bench
}

let landings = 0

function landed(
  bench: Bench,
  stream: string,
  content: string | Uint8Array,
  options: Partial<LandedBatch> = {},
): LandedBatch {
  const format: FileFormat = bench.definition.sources[0]?.streams.find((one) => one.name === stream)?.format ?? 'ndjson'
  const file = `shop/${stream}/${++landings}.${format}`
  mkdirSync(join(bench.warehouse.rawFolder, 'shop', stream), { recursive: true })
  writeFileSync(join(bench.warehouse.rawFolder, file), content)
  return {
    source: 'shop',
    stream,
    file,
    format,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: Buffer.byteLength(content),
    landedAt: new Date(Date.UTC(2024, 0, 1) + landings * 60_000),
    ...options,
  }
}

export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')
