import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defineEntity, sql, trusted, type Stream } from '../kit/index.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const at = (day: number) => `2024-01-${String(day).padStart(2, '0')}T00:00:00Z`
const row = (id: number, day: number, seconds: number) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds,
  amount: 1,
  updated_at: at(day),
})
const current = () =>
  bench.warehouse.rows(sql`select visit_id, seconds, updated_at from core.shop_visit order by visit_id`)
const history = () =>
  bench.warehouse.rows(sql`
    select visit_id, seconds, updated_at, valid_from, valid_to from core.shop_visit_history
    order by visit_id, valid_from, valid_to, seconds`)

describe('versions of a row', () => {
  test('of duplicates in one file the newest is current and the others are history', async () => {
    bench = await openBench()
    const result = await bench.load('visits', ndjson([row(1, 3, 30), row(1, 1, 10), row(1, 2, 20), row(2, 1, 5)]))

    expect(result).toMatchObject({ added: 2, changed: 2, unchanged: 0 })
    expect(await current()).toMatchObject([
      { visit_id: '1', seconds: 30 },
      { visit_id: '2', seconds: 5 },
    ])
    expect(await history()).toMatchObject([
      { seconds: 10, valid_from: at(1), valid_to: at(2) },
      { seconds: 20, valid_from: at(2), valid_to: at(3) },
    ])
  })

  test('an older version that arrives late takes its place in history and never the current one', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 10)]))
    await bench.load('visits', ndjson([row(1, 5, 50)]))
    const result = await bench.load('visits', ndjson([row(1, 3, 30)]))

    expect(result).toMatchObject({ added: 0, changed: 1, unchanged: 0 })
    expect(await current()).toMatchObject([{ seconds: 50 }])
    expect(await history()).toMatchObject([
      { seconds: 10, valid_from: at(1), valid_to: at(3) },
      { seconds: 30, valid_from: at(3), valid_to: at(5) },
    ])
  })

  test('a version that stands in history already is not written twice', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 10)]))
    await bench.load('visits', ndjson([row(1, 5, 50)]))
    const result = await bench.load('visits', ndjson([row(1, 1, 10)]))

    expect(result).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
    expect(await history()).toHaveLength(1)
  })

  test('a row that says the same counts as unchanged and writes nothing', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 10), row(2, 1, 20)]))
    const result = await bench.load('visits', ndjson([row(1, 1, 10), row(2, 2, 25)]))

    expect(result).toMatchObject({ added: 0, changed: 1, unchanged: 1 })
    const batches = await bench.warehouse.rows(sql`select _batch from staging.shop__shop_visit order by visit_id`)
    expect(batches).toEqual([{ _batch: 1 }, { _batch: 2 }])
  })

  test('of two versions of one time the one that arrived last is current', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 10)]))
    await bench.load('visits', ndjson([row(1, 1, 11)]))

    expect(await current()).toMatchObject([{ seconds: 11 }])
    expect(await history()).toMatchObject([{ seconds: 10, valid_from: at(1), valid_to: at(1) }])
  })

  test('a file that says two things of one time comes to its last word, however often it is read', async () => {
    bench = await openBench()
    for (const seconds of [20, 21, 22]) {
      await bench.load('visits', ndjson([row(1, 1, 10), row(1, 1, 11), row(2, 1, seconds)]))

      expect(await current()).toMatchObject([{ seconds: 11 }, { seconds }])
    }
    expect(await history()).toMatchObject([{ seconds: 10 }, { seconds: 20 }, { seconds: 21 }])
  })

  test('without a version the last to arrive is current, and history tells when it arrived', async () => {
    bench = await openBench()
    const first = new Date('2024-03-01T00:00:00Z')
    const second = new Date('2024-03-02T00:00:00Z')
    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]), { landedAt: first })
    await bench.load(
      'kinds',
      ndjson([
        { code: 'a', name: 'Old' },
        { code: 'a', name: 'Beta' },
      ]),
      { landedAt: second },
    )
    const again = await bench.load(
      'kinds',
      ndjson([
        { code: 'a', name: 'Old' },
        { code: 'a', name: 'Beta' },
      ]),
    )

    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect(await bench.warehouse.rows(sql`select name from core.shop_kind`)).toEqual([{ name: 'Beta' }])
    expect(
      await bench.warehouse.rows(sql`select name, valid_from, valid_to from core.shop_kind_history order by name`),
    ).toEqual([
      { name: 'Alpha', valid_from: '2024-03-01T00:00:00Z', valid_to: '2024-03-02T00:00:00Z' },
      { name: 'Old', valid_from: '2024-03-02T00:00:00Z', valid_to: '2024-03-02T00:00:00Z' },
    ])
  })

  test('parts in any order end in the same current rows and the same history', async () => {
    const version = fc.record({ id: fc.integer({ min: 1, max: 4 }), day: fc.integer({ min: 1, max: 9 }) })
    const parts = fc.array(fc.array(version, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 })
    const shuffled = parts.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ([given, other]) => {
        const states = []
        for (const order of [given, other]) {
          bench = await openBench({ models: [] })
          for (const part of order)
            await bench.load('visits', ndjson(part.map(({ id, day }) => row(id, day, id * 100 + day))))
          states.push([await current(), await history()])
          const expected = newestByKey(given.flat())
          expect(await current()).toEqual(expected)
          await bench.close()
        }
        bench = await openBench({ models: [] })
        expect(states[1]).toEqual(states[0])
        await bench.close()
      }),
      { numRuns: 8, endOnFailure: true },
    )
    bench = await openBench({ models: [] })
  })
})

function newestByKey(versions: readonly { id: number; day: number }[]) {
  const newest = new Map<number, number>()
  for (const { id, day } of versions) newest.set(id, Math.max(day, newest.get(id) ?? 0))
  return [...newest]
    .toSorted(([a], [b]) => a - b)
    .map(([id, day]) => ({ visit_id: String(id), seconds: id * 100 + day, updated_at: at(day) }))
}

test('a key may be named as anything: by the words that merging itself uses, too', async () => {
  const key = ['place', 'position', 'is_new', 'is_tangled', 'together', 'life', 'old']
  const seat = defineEntity({
    id: 'shop.seat',
    meaning: 'A seat.',
    key,
    columns: Object.fromEntries(
      [...key, 'who'].map((name) => [name, { type: 'string', required: true, meaning: name }] as const),
    ),
  })
  const names = [...key, 'who']
  const seats: Stream = {
    name: 'seats',
    format: 'ndjson',
    record: Object.fromEntries(names.map((name) => [name, 'varchar'])),
    feeds: [{ entity: seat.id, staging: trusted(`select _line, ${names.join(', ')} from record`) }],
  }
  bench = await openBench({ entities: [seat], streams: [seats], models: [] })
  const row = (place: string, who: string) => ({ ...Object.fromEntries(key.map((name) => [name, place])), who })

  await bench.load('seats', ndjson([row('1', 'ann')]))
  await bench.load('seats', ndjson([row('1', 'bob'), row('2', 'cid')]))
  await bench.load('seats', ndjson([row('2', 'dan'), row('2', 'eve'), row('3', 'fay')]))

  expect(await bench.warehouse.rows(sql`select place, who from core.shop_seat order by place`)).toEqual([
    { place: '1', who: 'bob' },
    { place: '2', who: 'eve' },
    { place: '3', who: 'fay' },
  ])
})
