import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { World } from '../base/index.ts'
import { defineEntity, type Entity, type SourceDefinition } from '../kit/index.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import { createIngest, type Ingest } from './index.ts'

export const box = defineEntity({
  id: 'shop.box',
  meaning: 'A box.',
  key: ['box_id'],
  columns: {
    box_id: { type: 'string', required: true, meaning: 'number' },
    label: { type: 'string', meaning: 'what is written on it' },
  },
})

export const price = defineEntity({
  id: 'shop.price',
  meaning: 'What a product costs.',
  key: ['product'],
  columns: {
    product: { type: 'string', required: true, meaning: 'name' },
    price: { type: 'integer', required: true, meaning: 'roubles' },
  },
})

export interface Shop {
  /** of the workspace */
  folder: string
  warehouse: Warehouse
  ingest: Ingest
  close(): Promise<void>
}

/** A workspace in a new temporary folder with one source, `shop`, which gives rows of one entity. */
export async function openShop<Settings>(
  definition: SourceDefinition<Settings>,
  given: unknown,
  entity: Entity,
  world: World = pinnedWorld('2026-01-01T00:00:00Z'),
): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-shop-'))
  const settings = definition.settings.parse(given)
  const warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
  await warehouse.prepare({
    sources: [{ id: 'shop', streams: definition.streams(settings) }],
    entities: [entity],
    models: [],
    settingsTables: [],
  })
  const ingest = createIngest({ sources: [{ id: 'shop', definition, settings }], warehouse, folder, world })
  const close = async (): Promise<void> => {
    await warehouse.close()
    rmSync(folder, { recursive: true })
  }
  return { folder, warehouse, ingest, close }
}
