import { afterEach, expect, test } from 'vitest'
import { sql, trusted, type Stream } from '../kit/index.ts'
import { ndjson, openBench, visits, type Bench } from './fixture.ts'

/** So many that all current rows are compared with them at once. */
const COUNT = 20_500

let bench: Bench
afterEach(() => bench.close())

const visit = (id: number, seconds: number, day: number) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds,
  amount: 1,
  updated_at: `2024-01-0${day}T00:00:00Z`,
})
const file = (change: (id: number) => object = (id) => visit(id, id % 60, 2)) =>
  ndjson(Array.from({ length: COUNT }, (_, at) => change(at + 1)))
const states = async () => ({
  current: await bench.warehouse.rows(
    sql`select count(*)::int as rows, sum(seconds)::int as seconds, count(distinct visit_id)::int as ids from core.shop_visit`,
  ),
  history: await bench.warehouse.rows(
    sql`select visit_id, seconds, valid_from, valid_to from core.shop_visit_history order by visit_id`,
  ),
})

test('of a large file that says again what is known, only what is new, changed or late is taken', async () => {
  bench = await openBench()
  await bench.load('visits', file())
  const before = await states()

  const same = await bench.load('visits', file())
  const unchanged = await states()
  const mixed = await bench.load(
    'visits',
    file((id) => {
      if (id === 7) return visit(7, 1000, 3)
      if (id === 8) return visit(8, 2000, 1)
      return id === COUNT ? visit(COUNT + 1, 3000, 2) : visit(id, id % 60, 2)
    }),
  )
  const after = await states()

  expect(same).toMatchObject({ added: 0, changed: 0, unchanged: COUNT, rejected: 0 })
  expect(unchanged).toEqual(before)
  expect(mixed).toMatchObject({ added: 1, changed: 2, unchanged: COUNT - 3, rejected: 0 })
  expect(after.current).toEqual([
    { rows: COUNT + 1, seconds: Number(before.current[0]?.['seconds']) - 7 + 1000 + 3000, ids: COUNT + 1 },
  ])
  expect(after.history).toEqual([
    { visit_id: '7', seconds: 7, valid_from: '2024-01-02T00:00:00Z', valid_to: '2024-01-03T00:00:00Z' },
    { visit_id: '8', seconds: 2000, valid_from: '2024-01-01T00:00:00Z', valid_to: '2024-01-02T00:00:00Z' },
  ])
})

/** Rows as they are, one a line, and so many as was said: what is known is left out before it is written anywhere. */
const whole: Stream = {
  name: 'visits',
  format: 'json',
  record: {},
  feeds: [{ entity: 'shop.visit', staging: trusted('select * from record') }],
}
const lines = (rows: readonly object[]) =>
  ndjson(rows.map(({ id, ...row }: { id?: number }) => ({ visit_id: id === undefined ? null : String(id), ...row })))
const all = Array.from({ length: COUNT }, (_, at) => visit(at + 1, (at + 1) % 60, 2))
const everything = async () => ({
  current: await bench.warehouse.rows(
    sql`select * exclude (_key, _batch) from staging.shop__shop_visit order by visit_id`,
  ),
  history: await bench.warehouse.rows(
    sql`select visit_id, seconds, valid_from, valid_to from core.shop_visit_history order by all`,
  ),
})

test.each([
  { what: 'nothing else', file: all, counts: [0, 0, COUNT, 0] },
  {
    what: 'news',
    file: [visit(7, 1000, 3), visit(8, 2000, 1), visit(COUNT + 1, 3000, 2), ...all],
    counts: [1, 2, COUNT, 0],
  },
  {
    what: 'several versions of a key',
    file: [visit(7, 1000, 3), visit(7, 1001, 4), visit(COUNT + 1, 1, 1), visit(COUNT + 1, 2, 2), ...all],
    counts: [1, 3, COUNT, 0],
  },
  {
    what: 'two rows of one key and one time, of which the last counts',
    file: [visit(9, 500, 3), visit(9, 501, 3), ...all],
    counts: [0, 2, COUNT, 0],
  },
  { what: 'a row without a key', file: [{ ...visit(10, 600, 3), id: undefined }, ...all], counts: [0, 0, COUNT, 1] },
  {
    what: 'nothing that is still so',
    file: all.map((row) => ({ ...row, seconds: row.seconds + 1, updated_at: '2024-01-03T00:00:00Z' })),
    counts: [0, COUNT, 0, 0],
  },
])('lines that are counted of what is known and $what end as lines that are not', async ({ file: again, counts }) => {
  const ends = []
  for (const stream of [whole, { ...visits, feeds: whole.feeds, record: {} }]) {
    if (ends.length > 0) await bench.close()
    bench = await openBench({ streams: [stream] })
    const load = (rows: readonly object[]) =>
      bench.load('visits', lines(rows), stream.format === 'json' ? { records: rows.length } : {})
    await load(all)
    const { added, changed, unchanged, rejected } = await load(again)
    ends.push({ counts: [added, changed, unchanged, rejected], ...(await everything()) })
  }

  expect(ends[0]?.counts).toEqual(counts)
  expect(ends[0]).toEqual(ends[1])
})
