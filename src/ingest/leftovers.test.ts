import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { defineEntity, trusted } from '../kit/index.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import { dropLeftovers } from './leftovers.ts'

const world = pinnedWorld('2026-01-01T00:00:00Z')
const box = defineEntity({
  id: 'shop.box',
  meaning: 'A box.',
  key: ['box_id'],
  columns: { box_id: { type: 'string', required: true, meaning: 'number' } },
})
const boxes = {
  name: 'boxes',
  format: 'ndjson',
  record: { box_id: 'varchar' },
  feeds: [{ entity: 'shop.box', staging: trusted('select _line, box_id from record') }],
} as const

let folder: string
let warehouse: Warehouse

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-leftovers-'))
  await open()
})
afterEach(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true })
})

async function open(): Promise<void> {
  warehouse = await openWarehouse({ folder }, world)
  const sources = [{ id: 'shop', streams: [boxes] }]
  await warehouse.prepare({ sources, entities: [box], models: [], settingsTables: [] })
}

function land(name: string): string {
  const file = `shop/boxes/${name}`
  mkdirSync(dirname(join(folder, 'raw', file)), { recursive: true })
  writeFileSync(join(folder, 'raw', file), `{"box_id":"${name}"}\n`)
  return file
}

const load = (file: string) =>
  warehouse.load({
    source: 'shop',
    stream: 'boxes',
    file,
    format: 'ndjson',
    sha256: file,
    bytes: 20,
    landedAt: world.now(),
  })

const filesIn = (name: string) =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, name, path)).isFile())
    .toSorted()

test('what a killed run left is dropped; what was loaded stays', async () => {
  const loaded = land('1.ndjson')
  await load(loaded)
  land('2.ndjson')
  land('3.ndjson.part')

  await dropLeftovers(warehouse, world)

  expect(filesIn('raw')).toEqual([loaded])
  expect(readdirSync(folder)).not.toContain('raw.aside')
})

test('what a warehouse received whose own file is gone is put aside and not dropped, once', async () => {
  for (const name of ['1.ndjson', '2.ndjson']) await load(land(name))
  await warehouse.close()
  rmSync(join(folder, 'warehouse.duckdb'))
  await open()
  land('3.ndjson.part')

  await dropLeftovers(warehouse, world)
  const aside = filesIn('raw.aside')
  land('4.ndjson')
  await dropLeftovers(warehouse, world)

  expect(aside).toEqual(['shop/boxes/1.ndjson', 'shop/boxes/2.ndjson'])
  expect(filesIn('raw.aside')).toEqual(aside)
  expect(filesIn('raw')).toEqual([])
  expect(world.lines.map(({ event }) => event)).toContain('sync.leftovers_put_aside')
})

test('half a file of a first run is dropped, and nothing is put aside for it', async () => {
  land('1.ndjson.part')

  await dropLeftovers(warehouse, world)

  expect(filesIn('raw')).toEqual([])
  expect(readdirSync(folder)).not.toContain('raw.aside')
})
