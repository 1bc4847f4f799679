import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { trusted } from '../kit/index.ts'
import { files } from '../sources/index.ts'
import { openShop, price } from './testing.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function start({ pattern = '*.csv', now = '2026-01-01T00:00:00Z', columns = {} } = {}) {
  const { folder, warehouse, ingest, close } = await openShop(
    files({ id: 'shop' }).definition,
    { streams: { 'shop.price': { path: pattern, ...(Object.keys(columns).length > 0 && { columns }) } } },
    price,
    pinnedWorld(now),
  )
  closing.push(close)
  return {
    warehouse,
    ingest,
    folder,
    write(name: string, text: string, at = '2025-12-01T00:00:00Z') {
      writeFileSync(join(folder, name), text)
      utimesSync(join(folder, name), new Date(at), new Date(at))
    },
    sync: async () => (await ingest.sync({ mode: 'new', locale: 'en' }, () => {})).streams[0],
    prices: () => warehouse.rows(trusted('select product, price from staging.shop__shop_price order by product')),
    landed: () =>
      readdirSync(warehouse.rawFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
        .length,
  }
}

test('a file is loaded when its content is new, as of its own time, and not again when it is the same', async () => {
  const { write, sync, prices, landed } = await start()
  write('a.csv', 'product,price\ntea,100\nsalt,20\n')

  const first = await sync()
  write('a.csv', 'product,price\ntea,100\nsalt,20\n', '2025-12-05T00:00:00Z')
  const second = await sync()

  expect(first).toMatchObject({ added: 2, error: null, asOf: '2025-12-01T00:00:00.000Z' })
  expect(second).toMatchObject({ added: 0, changed: 0, unchanged: 0, error: null, asOf: '2025-12-05T00:00:00.000Z' })
  expect(landed()).toBe(1)
  expect(await prices()).toEqual([
    { product: 'salt', price: 20 },
    { product: 'tea', price: 100 },
  ])
})

/** The machine's own clock, by which files stand on the disk, long after any file of this test was written. */
const LATER = new Date(Date.now() + 3_600_000).toISOString()

describe('a file that stands on the disk as it did', () => {
  test('is not read again', async () => {
    const { write, sync, warehouse } = await start({ now: LATER })
    write('a.csv', 'product,price\ntea,100\n')
    await sync()
    const known = await warehouse.cursor('shop', 'shop.price')
    const isAsked = vi.spyOn(warehouse, 'hasLoadedSize')

    const again = await sync()

    expect(again).toMatchObject({ added: 0, error: null, asOf: '2025-12-01T00:00:00.000Z' })
    expect(isAsked).not.toHaveBeenCalled()
    expect(await warehouse.cursor('shop', 'shop.price')).toEqual(known)
  })

  test('but another that has its name, size and time is', async () => {
    const { write, sync, prices } = await start({ now: LATER })
    write('a.csv', 'product,price\ntea,100\n')
    await sync()
    write('a.csv', 'product,price\ntea,120\n')

    const second = await sync()

    expect(second).toMatchObject({ changed: 1 })
    expect(await prices()).toEqual([{ product: 'tea', price: 120 }])
  })

  test('and one that had only just changed is compared by its content', async () => {
    const { write, sync, warehouse } = await start({ now: '2026-01-01T00:00:00Z' })
    write('a.csv', 'product,price\ntea,100\n', '2025-12-31T23:59:59Z')
    await sync()
    const isAsked = vi.spyOn(warehouse, 'hasLoadedSize')

    await sync()

    expect(isAsked).toHaveBeenCalledOnce()
  })

  test('a file whose reading failed is read again though it stands as it did', async () => {
    const { write, sync } = await start({ now: LATER, columns: { product: 'product', price: 'cost' } })
    write('a.csv', 'product,costs\ntea,100\n')

    const first = await sync()
    const second = await sync()

    expect(first?.error).toMatch(/“cost”/)
    expect(second?.error).toBe(first?.error)
  })
})

test('a file that goes back to what it said before is loaded again', async () => {
  const { write, sync, prices } = await start()
  for (const cost of [100, 120, 100]) {
    write('a.csv', `product,price\ntea,${cost}\n`)
    await sync()
  }

  expect(await prices()).toEqual([{ product: 'tea', price: 100 }])
})

test('the same content under another name is not loaded twice', async () => {
  const { write, sync, landed } = await start()
  write('a.csv', 'product,price\ntea,100\n')
  await sync()
  write('b.csv', 'product,price\ntea,100\n')

  const result = await sync()

  expect(result).toMatchObject({ added: 0, error: null })
  expect(landed()).toBe(1)
})

test('nothing at the path is a sentence, and what had come before stays', async () => {
  const { write, sync, prices, folder } = await start()
  write('a.csv', 'product,price\ntea,100\n')
  await sync()
  rmSync(join(folder, 'a.csv'))

  const result = await sync()

  expect(result?.error).toMatch(/^No file matches \*\.csv/)
  expect(await prices()).toHaveLength(1)
})

test('two syncs at once: the second is told that one is running', async () => {
  const { write, ingest } = await start()
  write('a.csv', 'product,price\ntea,100\n')

  const first = ingest.sync({ mode: 'new', locale: 'en' }, () => {})
  const second = ingest.sync({ mode: 'new', locale: 'en' }, () => {})

  await expect(second).rejects.toThrow('A sync is already running (run 20260101T000000000Z).')
  expect((await first).isComplete).toBe(true)
})

test('a sync that a schedule asks for runs after the one that is running', async () => {
  const { write, ingest } = await start()
  write('a.csv', 'product,price\ntea,100\n')

  const first = ingest.sync({ mode: 'new', locale: 'en' }, () => {})
  const [second, third] = [1, 2].map(() => ingest.sync({ mode: 'new', locale: 'en', isScheduled: true }, () => {}))

  expect((await first).streams).toMatchObject([{ added: 1 }])
  expect((await second)?.streams).toMatchObject([{ added: 0, error: null }])
  expect((await third)?.streams).toMatchObject([{ added: 0, error: null }])
})

test('a source is read for the first time until a sync has read something of it whole', async () => {
  const { write, ingest } = await start()
  const during: (readonly string[])[] = []
  const sync = () => ingest.sync({ mode: 'new', locale: 'en' }, () => during.push(ingest.firstReads()))

  await sync()
  write('a.csv', 'product,price\ntea,100\n')
  await sync()
  const firstTwo = during.splice(0)
  await sync()

  expect(new Set(firstTwo.flat())).toEqual(new Set(['shop']))
  expect(firstTwo.every(({ length }) => length === 1)).toBe(true)
  expect(during.length).toBeGreaterThan(0)
  expect(during.flat()).toEqual([])
  expect(ingest.firstReads()).toEqual([])
})

test('a source outside of its hours is not read for the first time by a schedule, but it is by a person', async () => {
  const settings = { streams: { 'shop.price': { path: '*.csv' } } }
  const closed = { ...files({ id: 'shop' }).definition, closedUntil: () => '2026-01-01T20:00:00Z' }
  const { ingest, close } = await openShop(closed, settings, price)
  closing.push(close)
  const firstReadsOf = async (isScheduled: boolean) => {
    const seen = new Set<string>()
    const look = () => ingest.firstReads().forEach((source) => seen.add(source))
    await ingest.sync({ mode: 'new', locale: 'en', isScheduled }, look)
    return [...seen]
  }

  expect(await firstReadsOf(true)).toEqual([])
  expect(await firstReadsOf(false)).toEqual(['shop'])
})

test('an unknown source is named together with the known ones', async () => {
  const { ingest } = await start()

  await expect(ingest.sync({ mode: 'new', locale: 'en', sources: ['shp'] }, () => {})).rejects.toThrow(
    'There is no source “shp” in this workspace. Known: shop.',
  )
})

test('a stopped sync says so and leaves nothing half done', async () => {
  const { write, ingest, warehouse } = await start()
  write('a.csv', 'product,price\ntea,100\n')

  const { streams } = await ingest.sync({ mode: 'new', locale: 'en', signal: AbortSignal.abort() }, () => {})

  expect(streams[0]?.error).toBe('The sync was stopped. What had been loaded is kept; the next one goes on from there.')
  expect(await warehouse.orphans()).toEqual([])
})
