import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { trusted, type Stream } from '../kit/index.ts'
import { kinds, ndjson, openBench, visits, type Bench } from './fixture.ts'
import type { EntityChange } from './insight-contract.ts'

const at = (day: number) => `2024-01-${String(day).padStart(2, '0')}T00:00:00Z`
const visit = (id: number, day: number, seconds: number, kind = 'a') => ({
  id,
  who: 'ann',
  kind,
  seconds,
  amount: 1,
  updated_at: at(day),
})
const every: Stream = { ...visits, name: 'every', missing: 'gone' }
const whole: Stream = {
  ...kinds,
  name: 'whole',
  missing: 'gone',
  feeds: [{ entity: 'shop.kind', staging: trusted('select _line, code, name from record') }],
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ streams: [visits, whole] })
  // 1: three visits; 2: kinds; 3: visit 2 is changed, visit 4 comes; 4: an older version of visit 3 comes late; 5: kind b is gone
  await bench.load('visits', ndjson([visit(1, 1, 60), visit(2, 2, 120), visit(3, 9, 180)]))
  await bench.load('whole', ndjson([{ code: 'a', name: 'Alpha' }, { code: 'b', name: 'Beta' }])) // prettier-ignore
  await bench.load('visits', ndjson([visit(2, 5, 240, 'b'), visit(4, 6, 300)]))
  await bench.load('visits', ndjson([visit(3, 3, 30)]))
  await bench.load('whole', ndjson([{ code: 'a', name: 'Alef' }])) // prettier-ignore
  await bench.warehouse.build()
})
afterAll(() => bench.close())

const changed = async (since: number, to: number, more: { from?: Date; until?: Date } = {}): Promise<EntityChange> => {
  const tables = [{ table: 'core.shop_visit', at: ['updated_at'] }]
  const [change] = await bench.warehouse.changes({ tables, since, to, ...more })
  if (!change) throw new Error('the entity is not known')
  return change
}
const sumThen = async (batch: number) =>
  bench.warehouse.rowsThen(
    `select sum(minutes) as minutes, count(*) as n, string_agg(kind, ',' order by visit_id) as kinds from mart.visits`,
    batch,
  )

describe('what changed between two loads', () => {
  test('rows that came and rows that changed are counted, with their columns, before and after, and the load', async () => {
    const change = await changed(2, 3)

    expect(change.sources).toEqual([{ source: 'shop', came: 1, changed: 1, vanished: 0 }])
    expect(change.columns.map(({ column, rows }) => [column, rows])).toEqual([
      ['kind', 1],
      ['seconds', 1],
      ['updated_at', 1],
    ])
    expect(change.loads).toMatchObject([{ batchId: 3, stream: 'visits', came: 1, changed: 1 }])
    expect(change.examples[0]).toEqual({
      what: 'changed',
      source: 'shop',
      key: { visit_id: '2' },
      columns: [
        { column: 'kind', before: 'a', after: 'b' },
        { column: 'seconds', before: 120, after: 240 },
        { column: 'updated_at', before: at(2), after: at(5) },
      ],
    })
    expect(change.examples[1]).toMatchObject({ what: 'came', key: { visit_id: '4' } })
  })

  test('an older version that came late changed nothing of what was current', async () => {
    expect((await changed(3, 4)).sources).toEqual([])
  })

  test('two loads of the past are compared as they were then', async () => {
    expect((await changed(0, 1)).sources).toEqual([{ source: 'shop', came: 3, changed: 0, vanished: 0 }])
    expect((await changed(1, 2)).sources).toEqual([])
    expect((await changed(0, 5)).sources).toEqual([{ source: 'shop', came: 4, changed: 0, vanished: 0 }])
  })

  test('a row that a file of everything lacks vanished with it, and not before', async () => {
    const tables = [{ table: 'core.shop_kind', at: [] }]
    const [before] = await bench.warehouse.changes({ tables, since: 2, to: 4 })
    const [after] = await bench.warehouse.changes({ tables, since: 4, to: 5 })

    expect(before?.sources).toEqual([])
    expect(after?.sources).toEqual([{ source: 'shop', came: 0, changed: 1, vanished: 1 }])
    expect(after?.examples).toMatchObject([
      { what: 'changed', key: { code: 'a' }, columns: [{ before: 'Alpha', after: 'Alef' }] },
      { what: 'vanished', key: { code: 'b' }, columns: [{ before: 'Beta', after: null }] },
    ])
  })

  test('only rows whose time lies in the period, before or after, are counted where there is one', async () => {
    const day = (number: number) => new Date(at(number))

    // visit 2 moved from day 2 to day 5; visit 4 is of day 6
    expect((await changed(2, 3, { from: day(2), until: day(3) })).sources).toMatchObject([{ came: 0, changed: 1 }])
    expect((await changed(2, 3, { from: day(6), until: day(7) })).sources).toMatchObject([{ came: 1, changed: 0 }])
    expect((await changed(2, 3, { from: day(8) })).sources).toEqual([])
  })
})

describe('what a select gave after a load', () => {
  test('marts are made again over the rows of then', async () => {
    // by hand: 1 + 2 + 3 minutes; then visit 2 has 4 minutes and visit 4 brings 5
    expect(await sumThen(1)).toEqual({ rows: [{ minutes: 6, n: 3, kinds: 'a,a,a' }] })
    expect(await sumThen(2)).toEqual({ rows: [{ minutes: 6, n: 3, kinds: 'Alpha,Alpha,Alpha' }] })
    expect(await sumThen(3)).toEqual({ rows: [{ minutes: 13, n: 4, kinds: 'Alpha,Beta,Alpha,Alpha' }] })
    expect(await sumThen(4)).toEqual({ rows: [{ minutes: 13, n: 4, kinds: 'Alpha,Beta,Alpha,Alpha' }] })
    expect(await sumThen(5)).toEqual({ rows: [{ minutes: 13, n: 4, kinds: 'Alef,b,Alef,Alef' }] })
    expect(await sumThen(0)).toMatchObject({ rows: [{ n: 0 }] })
  })

  test('then is what a warehouse says that got only the loads of then', async () => {
    const other = await openBench({ streams: [visits, whole, every] })
    await other.load('visits', ndjson([visit(1, 1, 60), visit(2, 2, 120), visit(3, 9, 180)]))
    await other.load('whole', ndjson([{ code: 'a', name: 'Alpha' }, { code: 'b', name: 'Beta' }])) // prettier-ignore
    await other.load('visits', ndjson([visit(2, 5, 240, 'b'), visit(4, 6, 300)]))
    await other.warehouse.build()
    const select = 'select * from mart.visits order by visit_id'
    const now = await other.warehouse.rows(trusted('select * exclude (_key) from mart.visits order by visit_id'))
    await other.close()

    expect(await bench.warehouse.rowsThen(select, 3)).toEqual({ rows: now })
  })
})
