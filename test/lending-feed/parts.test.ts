import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../../src/base/index.ts'
import { splitFiles } from '../../src/demo/index.ts'
import { writeSample } from '../../src/demo/index.ts'
import { contents, openFeed, type Contents, type Feed } from './feed.ts'

const FILES = ['clients', 'loans', 'payments']
const COUNT = 3

let folder = ''
let whole: Contents = {}

const records = (name: string): Row[] => JSON.parse(readFileSync(join(folder, 'raw', `${name}.json`), 'utf8'))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-parts-'))
  await writeSample('lending', join(folder, 'raw'), { clients: 45, from: '2010-01-01', to: '2023-12-31', seed: 7 })
  await splitFiles(join(folder, 'raw'), COUNT)
  whole = await loaded(['all'])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a warehouse of its own holds after these parts, in this order. */
async function loaded(parts: readonly (number | 'all')[], then?: (feed: Feed) => Promise<void>): Promise<Contents> {
  const feed = await openFeed({ folder, data: `data-${parts.join('-')}` })
  try {
    for (const part of parts) {
      const result = await feed.load(part)
      expect(result.streams.map(({ error }) => error)).toEqual([null, null, null])
    }
    const found = await contents(feed)
    await then?.(feed)
    return found
  } finally {
    await feed.close()
  }
}

describe('split', () => {
  test('each part holds the one before it, and the last is all there is', () => {
    for (const file of FILES) {
      const ids = (part: number) => records(`${file}_${part}`).map((record) => Object.values(record)[0])
      for (let part = 2; part <= COUNT; part++) expect(ids(part)).toEqual(expect.arrayContaining(ids(part - 1)))
      expect(records(`${file}_${COUNT}`)).toEqual(records(file))
      expect(records(`${file}_1`).length).toBeLessThan(records(file).length)
    }
  })

  test('every loan of a part has its client there, every payment its loan', () => {
    for (let part = 1; part <= COUNT; part++) {
      const of = (file: string, key: string) => records(`${file}_${part}`).map((record) => record[key])
      expect(of('clients', 'client_id')).toEqual(expect.arrayContaining([...new Set(of('loans', 'client_id'))]))
      expect(of('loans', 'loan_id')).toEqual(expect.arrayContaining([...new Set(of('payments', 'loan_id'))]))
    }
  })

  test('a record that was corrected stands in earlier parts as it was, with an earlier time of change', () => {
    const first = new Map(records('payments_1').map((record) => [record['payment_id'], record]))
    const corrected = records('payments').filter((record) => {
      const before = first.get(record['payment_id'] ?? null)
      return before && before['updated_at'] !== record['updated_at']
    })

    expect(corrected.length).toBeGreaterThan(0)
    for (const record of corrected) {
      const before = first.get(record['payment_id'] ?? null)
      expect(before?.['amount']).not.toBe(record['amount'])
      expect(String(before?.['updated_at']) < String(record['updated_at'])).toBe(true)
    }
  })
})

describe('split of other files', () => {
  const split = async (name: string, rows: readonly object[], parts: number): Promise<Row[][]> => {
    const own = join(folder, name)
    mkdirSync(own)
    writeFileSync(join(own, 'rows.json'), JSON.stringify(rows, null, 2))
    const written = await splitFiles(own, parts, join(own, 'parts'))
    return written.map(({ path }) => JSON.parse(readFileSync(path, 'utf8')) as Row[])
  }

  test('rows that tell no time are split by their place', async () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({ id: at }))

    expect((await split('places', rows, 4)).map((part) => part.length)).toEqual([3, 5, 8, 10])
  })

  test('rows that tell when they were changed are split by it, wherever they stand', async () => {
    const rows = ['2024-01-03', '2024-01-01', '2024-01-04', '2024-01-02'].map((day) => ({
      updated_at: `${day}T10:00:00Z`,
    }))
    const days = (await split('times', rows, 2)).map((part) =>
      part.map((row) => String(row['updated_at']).slice(8, 10)),
    )

    expect(days).toEqual([
      ['01', '02'],
      ['03', '01', '04', '02'],
    ])
  })
})

describe('the order of parts does not matter: core, its history and the marts are the same, row by row', () => {
  test('all at once: the rows of the files, with what was corrected in history', () => {
    expect(whole['core.lending_payment']).toHaveLength(records('payments').length)
    expect(whole['core.lending_payment_history']?.length).toBeGreaterThan(5)
    expect(whole['core.lending_client_history']?.length).toBeGreaterThan(0)
    expect(whole['mart.big_transactions']?.length).toBeGreaterThan(records('payments').length)
  })

  test('part by part', async () => {
    expect(await loaded([1, 2, 3])).toEqual(whole)
  })

  test('shuffled, some of them twice; and a rebuild of that', async () => {
    let rebuilt: Contents = {}
    const rebuild = async (feed: Feed) => {
      await feed.sync({ mode: 'full' })
      rebuilt = await contents(feed)
    }

    expect(await loaded([2, 1, 3, 2], rebuild)).toEqual(whole)
    expect(rebuilt).toEqual(whole)
  })
})

describe('once loaded', () => {
  test('a part again changes nothing; a sync loads only the parts that are new', async () => {
    const feed = await openFeed({ folder, data: 'data-again', models: [] })
    await feed.load(2)

    const again = await feed.load(2)
    const synced = await feed.sync()
    const more = await feed.sync()

    const counts = ({ streams }: typeof again) => streams.map(({ added, changed }) => added + changed)
    expect(counts(again)).toEqual([0, 0, 0])
    expect(counts(synced).every((count) => count > 0)).toBe(true)
    expect(counts(more)).toEqual([0, 0, 0])
    expect(await feed.rows('select count(*)::int as n from raw.batch')).toEqual([{ n: FILES.length * COUNT }])
    await feed.close()
  })

  test('a part that is not there is said with those that are', async () => {
    const feed = await openFeed({ folder, data: 'data-none', models: [] })

    const { streams } = await feed.load(9)

    expect(streams[0]?.error).toBe('There is no part 9 of raw/clients_{part}.json. There are: 1, 2, 3.')
    await feed.close()
  })
})

describe('rows that tell no time of change: the later part is the newer one', () => {
  const PLAIN = { 'lending.client': { path: 'plain/clients_{part}.json' } }
  const client = (id: number, name: string) => ({ client_id: id, name })

  const names = async (parts: readonly number[], streams: Record<string, object> = PLAIN): Promise<readonly Row[]> => {
    const feed = await openFeed({ folder, data: `plain-${parts.join('-')}`, streams, models: [] })
    for (const part of parts) await feed.load(part)
    const rows = await feed.rows('select client_id, name from core.lending_client order by client_id')
    await feed.close()
    return rows
  }

  beforeAll(() => {
    mkdirSync(join(folder, 'plain'))
    const write = (part: number, clients: object[]) =>
      writeFileSync(join(folder, 'plain', `clients_${part}.json`), JSON.stringify(clients))
    write(1, [client(1, 'Анна'), client(2, 'Борис')])
    write(2, [client(1, 'Анна Лебедева'), client(2, 'Борис'), client(3, 'Вера')])
    write(10, [client(1, 'Анна Королёва'), client(2, 'Борис')])
  })

  test.each([[[1, 2, 10]], [[10, 2, 1]], [[2, 10, 1]]])('%j', async (parts) => {
    expect(await names(parts)).toEqual([
      { client_id: '1', name: 'Анна Королёва' },
      { client_id: '2', name: 'Борис' },
      { client_id: '3', name: 'Вера' },
    ])
  })

  describe('missing: gone', () => {
    const GONE = { 'lending.client': { path: 'plain/clients_{part}.json', missing: 'gone' } }

    test.each([[[1, 2, 10]], [[10, 2, 1]]])('%j: what the newest part lacks has ended', async (parts) => {
      expect((await names(parts, GONE)).map((row) => row['client_id'])).toEqual(['1', '2'])
    })

    test('a row that ended stands in history up to the arrival of the file that lacked it, also after a rebuild', async () => {
      const feed = await openFeed({ folder, data: 'gone', streams: GONE, models: [] })
      for (const part of [1, 2, 10]) await feed.load(part)
      const ended = () =>
        feed.rows("select name, valid_from, valid_to from core.lending_client_history where client_id = '3'")
      const before = await ended()
      await feed.sync({ mode: 'full' })

      expect(before).toEqual([{ name: 'Вера', valid_from: '2024-01-01T02:00:00Z', valid_to: '2024-01-01T03:00:00Z' }])
      expect(await ended()).toEqual(before)
      await feed.close()
    })

    test('a file with a rejected row, a cut one and an empty one end nothing', async () => {
      const feed = await openFeed({ folder, data: 'gone-broken', streams: GONE, models: [] })
      await feed.load(2)
      const path = join(folder, 'plain', 'clients_11.json')
      for (const text of ['[{"client_id":1,"name":"Анна"},{"client_id":2}]', '[{"client_id":1,"name":"Анна"},', '[]']) {
        writeFileSync(path, text)
        await feed.load(11)
      }
      rmSync(path)

      expect(await feed.rows('select client_id from core.lending_client order by 1')).toHaveLength(3)
      await feed.close()
    })

    test('is refused where files are not each all there is', () => {
      const parse = (streams: Record<string, object>) => openFeed({ folder, data: 'never', streams, models: [] })

      return Promise.all([
        expect(parse({ 'lending.client': { path: 'plain/*.json', missing: 'gone' } })).rejects.toThrow(
          /none is all there is/,
        ),
        expect(
          parse({
            'lending.client': { path: 'a.json', missing: 'gone' },
            more: { path: 'b.json', entity: 'lending.client' },
          }),
        ).rejects.toThrow(/more brings rows of lending.client too/),
      ])
    })
  })
})

test('a source without parts says how a path tells them', async () => {
  copyFileSync(join(folder, 'raw', 'clients.json'), join(folder, 'one.json'))
  const feed = await openFeed({ folder, data: 'one', streams: { 'lending.client': { path: 'one.json' } }, models: [] })

  await expect(feed.load(1)).rejects.toThrow(/has no files in parts. Write \{part\} where the number stands/)
  await feed.close()
})
