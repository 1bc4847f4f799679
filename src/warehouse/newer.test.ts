import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const at = (day: number) => `2024-01-${String(day).padStart(2, '0')}T00:00:00Z`
const row = (id: number, day: number, seconds = day) => ({
  id,
  who: `visitor ${id}`,
  kind: 'a',
  seconds,
  amount: 1.25,
  updated_at: at(day),
})
const current = () =>
  bench.warehouse
    .rows(sql`select visit_id, who, seconds, amount, updated_at, _batch, _key = hash(visit_id) as "isKeyRight"
    from staging.shop__shop_visit order by visit_id::bigint`)
const history = () =>
  bench.warehouse.rows(sql`select visit_id, who, seconds, valid_from, valid_to, _batch from core.shop_visit_history
    order by visit_id::bigint, valid_from, valid_to`)

test('of one file new keys, newer rows, equal ones and late ones each come where they belong', async () => {
  bench = await openBench({ models: [] })
  await bench.load('visits', ndjson([row(1, 5), row(2, 5), row(3, 5), row(4, 5)]))
  const result = await bench.load('visits', ndjson([row(1, 6), row(2, 5), row(3, 4), row(4, 5, 50), row(5, 1)]))

  expect(result).toMatchObject({ added: 1, changed: 3, unchanged: 1, rejected: 0 })
  const same = { amount: 1.25, isKeyRight: true }
  expect(await current()).toEqual([
    { visit_id: '1', who: 'visitor 1', seconds: 6, updated_at: at(6), _batch: 2, ...same },
    { visit_id: '2', who: 'visitor 2', seconds: 5, updated_at: at(5), _batch: 1, ...same },
    { visit_id: '3', who: 'visitor 3', seconds: 5, updated_at: at(5), _batch: 1, ...same },
    { visit_id: '4', who: 'visitor 4', seconds: 50, updated_at: at(5), _batch: 2, ...same },
    { visit_id: '5', who: 'visitor 5', seconds: 1, updated_at: at(1), _batch: 2, ...same },
  ])
  expect(await history()).toEqual([
    { visit_id: '1', who: 'visitor 1', seconds: 5, valid_from: at(5), valid_to: at(6), _batch: 1 },
    { visit_id: '3', who: 'visitor 3', seconds: 4, valid_from: at(4), valid_to: at(5), _batch: 2 },
    { visit_id: '4', who: 'visitor 4', seconds: 5, valid_from: at(5), valid_to: at(5), _batch: 1 },
  ])
})

test('whatever files bring, current rows and history are what all versions in order say', async () => {
  const file = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 9 }) }), {
    selector: ({ id }) => id,
    minLength: 1,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 5 }), async (files) => {
      bench = await openBench({ models: [] })
      for (const versions of files) {
        const result = await bench.load('visits', ndjson(versions.map(({ id, day }) => row(id, day))))
        expect(result.added + result.changed + result.unchanged).toBe(versions.length)
      }
      const expected = lives(files.flat())
      const now = await current()
      const then = await history()
      await bench.close()
      expect(now.map(({ visit_id: id, seconds }) => [id, seconds])).toEqual(expected.now)
      expect(then.map((each) => [each.visit_id, each.seconds, each.valid_from, each.valid_to])).toEqual(expected.then)
    }),
    { numRuns: 8, endOnFailure: true },
  )
  bench = await openBench({ models: [] })
})

/** The slow way: a key's days in order, the last of them current. */
function lives(versions: readonly { id: number; day: number }[]) {
  const days = Map.groupBy(versions, ({ id }) => id)
  const all = [...days]
    .toSorted(([a], [b]) => a - b)
    .map(([id, list]) => ({
      id: String(id),
      days: [...new Set(list.map(({ day }) => day))].toSorted((a, b) => a - b),
    }))
  return {
    now: all.map(({ id, days: of }) => [id, of.at(-1)]),
    then: all.flatMap(({ id, days: of }) => of.slice(0, -1).map((day, n) => [id, day, at(day), at(of[n + 1] ?? 0)])),
  }
}

test('an older row of another key with the same hash stays, and so does its history', async () => {
  bench = await openBench()
  await bench.warehouse.rows(sql`create macro main.hash
    (a) as 7::ubigint,
    (a, b) as 7::ubigint,
    (a, b, c, d, e, f) as md5_number_lower(concat_ws('|', a, b, c, d, e, f))`)
  await bench.reopen()
  await bench.load('visits', ndjson([row(1, 5), row(2, 7), row(3, 5)]))
  await bench.warehouse.build()

  const changed = await bench.load('visits', ndjson([row(1, 6)]))
  const added = await bench.load('visits', ndjson([row(4, 9)]))
  const built = await bench.warehouse.build()

  expect([changed, added]).toMatchObject([
    { added: 0, changed: 1, unchanged: 0 },
    { added: 1, changed: 0, unchanged: 0 },
  ])
  expect((await current()).map(({ visit_id: id, seconds, _batch }) => [id, seconds, _batch])).toEqual([
    ['1', 6, 2],
    ['2', 7, 1],
    ['3', 5, 1],
    ['4', 9, 3],
  ])
  expect(await history()).toMatchObject([{ visit_id: '1', seconds: 5 }])
  expect(built.models).toMatchObject([{ how: 'whole', rows: 4 }])
})
