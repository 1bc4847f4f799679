import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { files } from '../sources/index.ts'
import { startArrayLanding } from './array-landing.ts'
import { ContentChanged } from './landing.ts'
import { openShop, price, type Shop } from './testing.ts'

describe('an array on its way into raw', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'svodka-array-'))
    path = join(folder, 'delivered.json')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const start = () =>
    startArrayLanding(path, { rawFolder: join(folder, 'raw'), folder: 'shop/prices', format: 'json', at: new Date(0) })
  const landedFiles = () => readdirSync(join(folder, 'raw', 'shop', 'prices'))

  test('becomes its records alone, in their places; the hash is of what was delivered', async () => {
    const records = Array.from({ length: 90_000 }, (_, at) => ({
      product: `чай [${at}], {№}`,
      price: at,
      note: 'x'.repeat(at % 90),
    }))
    const text = `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`
    writeFileSync(path, text)

    const landing = await start()
    const copy = readFileSync(join(folder, 'raw', landing?.file ?? ''), 'utf8')
    const { sha256 } = (await landing?.landed()) ?? {}

    expect(
      copy
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line)),
    ).toEqual(records)
    expect(landing).toMatchObject({ records: records.length, bytes: Buffer.byteLength(text) })
    expect(Buffer.byteLength(copy)).toBe(landing?.bytes)
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'))
  })

  test.each([
    ['is in one line', '[{"a":1},{"a":2}]\n[{"a":3}]'],
    ['is laid out for people', '[\n  {\n    "a": 1\n  }\n]'],
    ['is none', '{"a":1}\n{"a":2}\n'],
    ['ends too early', '[\n{"a":1},\n{"a":2}'],
    ['goes on after its end', '[\n{"a":1}\n]\n{"a":2}\n'],
    ['has a line beyond what is read at once', `[\n{"a":"${'x'.repeat(5_000_000)}"}\n]`],
  ])('that %s is left to others, and nothing of it stays', async (_what, text) => {
    writeFileSync(path, text)

    expect(await start()).toBeUndefined()
    expect(landedFiles()).toEqual([])
  })

  test('is not taken when it changed meanwhile', async () => {
    writeFileSync(path, '[\n{"a":1}\n]')
    const landing = await start()
    writeFileSync(path, '[\n{"a":1},\n{"a":2}\n]')

    await expect(landing?.landed()).rejects.toThrow(ContentChanged)
    await landing?.drop()

    expect(landedFiles()).toEqual([])
  })

  test('stays where it landed, whatever is dropped afterwards', async () => {
    writeFileSync(path, '[\n{"a":1}\n]')
    const landing = await start()
    await landing?.landed()
    await landing?.drop()

    expect(landedFiles()).toHaveLength(1)
  })
})

describe('a file with an array', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(
      files({ id: 'shop' }).definition,
      { streams: { 'shop.price': { path: 'prices.json' } } },
      price,
    )
  })
  afterAll(() => shop.close())

  const sync = async (text: string, mode: 'new' | 'full' = 'new') => {
    writeFileSync(join(shop.folder, 'prices.json'), text)
    const [counts] = (await shop.ingest.sync({ mode, locale: 'en' }, () => {})).streams
    return counts
  }
  const prices = async () =>
    (await shop.warehouse.rows(sql`select product, price from core.shop_price order by product`)).map(
      (row) => `${row['product']} ${row['price']}`,
    )
  const rejects = async () =>
    (await shop.warehouse.rejected({})).rows.map(({ line, record, reason }) => ({ line, record, reason }))
  const tea = (name: string, roubles: unknown) => JSON.stringify({ product: name, price: roubles })

  test('with a record a line is loaded, its broken element rejected by its place; made anew from raw it is the same', async () => {
    const first = await sync(`[\n${tea('a', 1)},\n{"product": "b", "price": },\n${tea('c', 3)}\n]\n`)
    const [rows, rejected] = [await prices(), await rejects()]
    await sync('[]', 'full')

    expect(first).toMatchObject({ added: 2, rejected: 1 })
    expect(rows).toEqual(['a 1', 'c 3'])
    expect(rejected).toEqual([{ line: 2, record: '{"product": "b", "price": }', reason: 'not JSON' }])
    expect([await prices(), await rejects()]).toEqual([rows, rejected])
  })

  test('with two records in a line gives both', async () => {
    const counts = await sync(`[\n${tea('d', 4)}, ${tea('e', 5)},\n${tea('f', 6)}\n]`)

    expect(counts).toMatchObject({ added: 3, rejected: 0 })
  })

  test('of as many bytes as an earlier one, with another price, is another', async () => {
    await sync(`[\n${tea('g', 7)}\n]`)
    const counts = await sync(`[\n${tea('g', 8)}\n]`)
    const same = await sync(`[\n${tea('g', 8)}\n]`)

    expect(counts).toMatchObject({ changed: 1 })
    expect(same).toMatchObject({ added: 0, changed: 0, unchanged: 0 })
    expect(await prices()).toContain('g 8')
  })
})
