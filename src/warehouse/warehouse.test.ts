import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.close())

const current = () => bench.warehouse.rows(sql`select * from core.shop_visit order by visit_id`)
const history = () =>
  bench.warehouse.rows(
    sql`select visit_id, seconds, valid_from, valid_to from core.shop_visit_history order by visit_id, valid_from`,
  )
const row = (id: number, day: number, seconds: number, more: object = {}) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds,
  amount: 1.5,
  updated_at: `2024-01-${String(day).padStart(2, '0')}T00:00:00Z`,
  ...more,
})

describe('loading', () => {
  test('rows are in core with the source before them, and in the mart after a build', async () => {
    const result = await bench.load('visits', ndjson([row(1, 1, 60), row(2, 2, 90)]))
    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]))
    const built = await bench.warehouse.build()

    expect(result).toEqual({ batchId: 1, added: 2, changed: 0, unchanged: 0, rejected: 0 })
    expect(await current()).toEqual([
      {
        source: 'shop',
        visit_id: '1',
        who: 'ann',
        kind: 'a',
        seconds: 60,
        amount: 1.5,
        updated_at: '2024-01-01T00:00:00Z',
      },
      {
        source: 'shop',
        visit_id: '2',
        who: 'ann',
        kind: 'a',
        seconds: 90,
        amount: 1.5,
        updated_at: '2024-01-02T00:00:00Z',
      },
    ])
    expect(built.models).toMatchObject([{ name: 'mart.visits', how: 'whole', rows: 2 }])
    expect(await bench.warehouse.rows(sql`select visit_id, kind, minutes from mart.visits order by 1`)).toEqual([
      { visit_id: '1', kind: 'Alpha', minutes: 1 },
      { visit_id: '2', kind: 'Alpha', minutes: 1.5 },
    ])
  })

  test('a newer version takes the place of the current one, which stands in history until then', async () => {
    await bench.load('visits', ndjson([row(1, 1, 60)]))
    const result = await bench.load('visits', ndjson([row(1, 3, 70)]))

    expect(result).toMatchObject({ added: 0, changed: 1, unchanged: 0 })
    expect(await current()).toMatchObject([{ seconds: 70 }])
    expect(await history()).toEqual([
      { visit_id: '1', seconds: 60, valid_from: '2024-01-01T00:00:00Z', valid_to: '2024-01-03T00:00:00Z' },
    ])
  })

  test('a line that does not fit is rejected with its reason and text; the others are loaded', async () => {
    const good = JSON.stringify(row(1, 1, 60))
    const result = await bench.load(
      'visits',
      [
        good,
        '{"id":2,',
        '',
        JSON.stringify(row(3, 1, 1.5)),
        JSON.stringify(row(4, 1, 5, { updated_at: '31.02.2023' })),
        JSON.stringify({ ...row(5, 1, 5), updated_at: undefined }),
        '[1]',
        JSON.stringify(row(6, 2, 5)),
      ].join('\n'),
    )

    expect(result).toMatchObject({ added: 2, rejected: 5 })
    const { rows, total } = await bench.warehouse.rejected({})
    expect(total).toBe(5)
    expect(rows.map((one) => [one.line, one.reason])).toEqual([
      [2, 'not JSON'],
      [4, 'seconds: "1.5" is not a whole number'],
      [5, 'updated_at: "31.02.2023" is not a time'],
      [6, 'updated_at is empty'],
      [7, 'not a JSON object'],
    ])
    expect(rows[0]?.record).toBe('{"id":2,')
    expect(rows[3]?.record).toBe(JSON.stringify({ ...row(5, 1, 5), updated_at: undefined }))
  })
})
