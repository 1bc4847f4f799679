import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { files } from '../sources/index.ts'
import { openShop, price, type Shop } from './testing.ts'

let shop: Shop
let minutes = 0
beforeAll(async () => {
  const world = { ...pinnedWorld('2026-01-01T00:00:00Z'), now: () => new Date(Date.UTC(2026, 0, 1, 0, minutes)) }
  const { definition } = files({ id: 'shop' })
  shop = await openShop(definition, { streams: { 'shop.price': { path: 'prices.csv' } } }, price, world)
})
afterAll(() => shop.close())

test('each run is noted: what it read, what came of it, and why it failed', async () => {
  await shop.ingest.sync({ mode: 'new', locale: 'en', isScheduled: true }, () => {})
  minutes = 1
  writeFileSync(join(shop.folder, 'prices.csv'), 'product,price\ntea,100\nsalt,much\n')
  await shop.ingest.sync({ mode: 'new', locale: 'en' }, () => {})

  const [second, first] = await shop.warehouse.runs({ limit: 10 })
  expect(first).toMatchObject({ mode: 'new', trigger: 'schedule', state: 'failed', files: 0, firstBatch: null })
  expect(first?.streams[0]?.cause?.en).toContain('prices.csv')
  expect(second).toMatchObject({ trigger: 'person', state: 'done', files: 1, firstBatch: 1, lastBatch: 1 })
  expect(second?.streams).toMatchObject([
    { source: 'shop', stream: 'shop.price', added: 1, changed: 0, unchanged: 0, rejected: 1, cause: null },
  ])
})

test('a stream that is read again is a run too; an unknown one is named together with the known ones', async () => {
  minutes = 2
  const replayed = await shop.ingest.replay('shop', 'shop.price')

  expect(replayed).toMatchObject({ before: 1, after: 1, with: [] })
  const [run] = await shop.warehouse.runs({ limit: 1 })
  expect(run).toMatchObject({ id: replayed.runId, mode: 'replay', state: 'done' })
  expect(run?.streams).toMatchObject([{ added: 0, rejected: 1 }])
  await expect(shop.ingest.replay('shop', 'prices')).rejects.toThrow(/“prices”. It has: shop.price/)
})
