import { gunzipSync } from 'node:zlib'
import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'

let bench: Bench
beforeEach(async () => void (bench = await openBench()))
afterEach(() => bench.close())

const visits = (from: number, count: number, second: number) =>
  ndjson(
    Array.from({ length: count }, (_, at) => ({
      id: from + at,
      who: 'ann',
      kind: 'a',
      seconds: second,
      amount: 1,
      updated_at: `2024-01-01T00:00:0${second}Z`,
    })),
  )
const BROKEN = '{"id": 7, "who":\n'
const all = async () => ({
  current: await bench.warehouse.rows(sql`select * from core.shop_visit order by visit_id`),
  versions: await bench.warehouse.rows(sql`select * from core.shop_visit_versions order by all`),
  rejected: (await bench.warehouse.rejected({})).rows.map(({ reason, record }) => ({ reason, record })),
})
const files = () =>
  readdirSync(bench.warehouse.rawFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .toSorted()
const landed = async () =>
  (await bench.warehouse.rows(sql`select file from raw.batch order by batch_id`)).map(({ file }) => String(file))

test('files that landed long ago are packed, and a rebuild from them gives the same rows, versions and rejects', async () => {
  await bench.load('visits', visits(0, 40, 1) + BROKEN, { landedAt: new Date('2024-01-01') })
  await bench.load('visits', visits(0, 20, 2), { landedAt: new Date('2024-01-02') })
  await bench.load('visits', visits(30, 20, 3), { landedAt: new Date('2024-03-01') })
  const before = await all()
  const plain = await landed()
  const content = readFileSync(join(bench.warehouse.rawFolder, plain[0] ?? ''))

  const packed = await bench.warehouse.packReceived(new Date('2024-02-01'))
  await bench.warehouse.rebuild()

  expect(packed.files).toBe(2)
  expect(packed.bytesAfter).toBeLessThan(packed.bytesBefore / 4)
  expect(await landed()).toEqual([`${plain[0]}.gz`, `${plain[1]}.gz`, plain[2]])
  expect(files()).toEqual((await landed()).toSorted())
  expect(gunzipSync(readFileSync(join(bench.warehouse.rawFolder, `${plain[0]}.gz`))).equals(content)).toBe(true)
  expect(await all()).toEqual(before)
  expect(before.rejected).toHaveLength(1)
  expect(await bench.warehouse.orphans()).toEqual([])
  expect(readdirSync(join(bench.folder, 'tmp')).filter((name) => name.startsWith('plain-'))).toEqual([])
})

test('what was packed is known when it comes again, and is not packed twice', async () => {
  await bench.load('visits', visits(0, 5, 1), { landedAt: new Date('2024-01-01'), sha256: 'abc' })
  await bench.warehouse.packReceived(new Date('2024-02-01'))

  expect(await bench.warehouse.hasLoaded('shop', 'visits', 'abc')).toBe(true)
  expect(await bench.warehouse.packReceived(new Date('2024-02-01'))).toEqual({
    files: 0,
    bytesBefore: 0,
    bytesAfter: 0,
  })
})

test.each([
  ['is gone', (path: string) => rmSync(path), /is gone, so the stream cannot be read again/],
  ['was cut', (path: string) => truncateSync(path, 30), /is damaged \(unexpected end of file\), .* from a backup/],
])(
  'a packed file that %s ends a rebuild with an error, and the marts stay as they were',
  async (_, spoil, sentence) => {
    await bench.load('visits', visits(0, 5, 1), { landedAt: new Date('2024-01-01') })
    await bench.warehouse.build()
    await bench.warehouse.packReceived(new Date('2024-02-01'))
    spoil(join(bench.warehouse.rawFolder, (await landed())[0] ?? ''))

    await expect(bench.warehouse.rebuild()).rejects.toThrow(sentence)
    expect(await bench.warehouse.rows(sql`select count(*)::int as visits from mart.visits`)).toEqual([{ visits: 5 }])
  },
)
