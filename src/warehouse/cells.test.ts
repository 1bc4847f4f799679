import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { openBench, type Bench } from './fixture.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

test('values come as plain numbers, texts and instants', async () => {
  const [row] = await bench.warehouse.rows(sql`
    select 1::bigint as whole, 9007199254740993::bigint as beyond, 1.25::decimal(18,2) as exact, sum(3::bigint) as total,
      0.5::double as real, 'nan'::double as none, true as yes, 'x' as text, null as empty,
      timestamp '2024-01-02 03:04:05' as at, timestamp '2024-01-02 03:04:05.678' as fine,
      timestamptz '2024-01-02 03:04:05+03' as zoned, date '2024-01-02' as day, date '0044-03-15 (BC)' as early`)

  expect(row).toEqual({
    whole: 1,
    beyond: '9007199254740993',
    exact: 1.25,
    total: 3,
    real: 0.5,
    none: null,
    yes: true,
    text: 'x',
    empty: null,
    at: '2024-01-02T03:04:05Z',
    fine: '2024-01-02T03:04:05.678Z',
    zoned: '2024-01-02T00:04:05Z',
    day: '2024-01-02',
    early: '0044-03-15 (BC)',
  })
})

test('columns come whole, instants as milliseconds', async () => {
  const columns = await bench.warehouse.columns(sql`
    select * from (values (1, timestamp '1970-01-01 00:00:01'), (2, null)) as t(n, moment) order by n`)

  expect(columns).toEqual({ n: [1, 2], moment: [1000, null] })
})

test('values given travel as parameters, whatever they hold', async () => {
  const hostile = `'; drop table raw.batch; --`
  const [row] = await bench.warehouse.rows(
    sql`select ${hostile} as text, ${new Date('2024-01-01T00:00:00.5Z')}::timestamp as at, ${7} as n, ${null} as nothing, ${true} as yes`,
  )

  expect(row).toEqual({ text: hostile, at: '2024-01-01T00:00:00.500Z', n: 7, nothing: null, yes: true })
  expect(await bench.warehouse.rows(sql`select count(*) as n from raw.batch`)).toEqual([{ n: 0 }])
})

test('cursor and as-of are kept, the least of the streams counts', async () => {
  const { warehouse } = bench
  await warehouse.mark('shop', 'visits', { cursor: { page: 3 }, asOf: new Date('2024-01-03T00:00:00Z') })
  expect(await warehouse.asOf()).toEqual({})
  expect(await warehouse.sourcesRead()).toEqual(new Set(['shop']))
  await warehouse.mark('shop', 'kinds', { asOf: new Date('2024-01-02T00:00:00Z') })
  await warehouse.mark('shop', 'kinds', { asOf: new Date('2024-01-01T00:00:00Z') })

  expect(await warehouse.asOf()).toEqual({ shop: '2024-01-02T00:00:00Z' })
  expect(await warehouse.cursor('shop', 'visits')).toEqual({ page: 3 })
  await warehouse.forgetCursors('shop')
  expect(await warehouse.cursor('shop', 'visits')).toBeUndefined()
})
