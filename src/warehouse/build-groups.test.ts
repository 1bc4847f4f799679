import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { defineEntity, sql, trusted, type Stream } from '../kit/index.ts'
import type { Model } from './contract.ts'
import { ndjson, openBench, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const line = defineEntity({
  id: 'shop.line',
  meaning: 'A line of a basket.',
  key: ['basket_id', 'line'],
  columns: {
    basket_id: { type: 'string', required: true, meaning: 'number of the basket' },
    line: { type: 'string', required: true, meaning: 'number of the line' },
    amount: { type: 'integer', meaning: 'sum' },
  },
})

const lines: Stream = {
  name: 'lines',
  format: 'ndjson',
  record: { basket: 'varchar', line: 'varchar', amount: 'bigint' },
  feeds: [{ entity: 'shop.line', staging: trusted('select _line, basket as basket_id, line, amount from record') }],
}

const baskets: Model = {
  layer: 'mart',
  name: 'baskets',
  path: 'mart/baskets.sql',
  text: `/*
One row per basket; lines of nothing are left out.
grain: source, basket_id
incremental: core.shop_line
*/
select
  source,
  basket_id,
  count(*) as lines,
  sum(amount)::bigint as amount,
  string_agg(line, ' ' order by line) as which
from core.shop_line
where amount <> 0
group by source, basket_id
`,
}

const open = () => openBench({ entities: [line], streams: [lines], models: [baskets] })
const mart = () =>
  bench.warehouse.rows(sql`select source, basket_id, lines, amount, which from mart.baskets order by all`)
const how = async () => (await bench.warehouse.build()).models[0]?.how
const hundred = Array.from({ length: 100 }, (_, at) => ({ basket: `b${at >> 2}`, line: `${at & 3}`, amount: at % 7 }))

test('a changed line makes its basket anew with the lines that did not change, and no other basket', async () => {
  bench = await open()
  await bench.load('lines', ndjson(hundred))
  expect(await how()).toBe('whole')
  const before = await mart()

  await bench.load('lines', ndjson([{ basket: 'b1', line: '1', amount: 1000 }]))

  expect(await how()).toBe('increment')
  const changed = (await mart()).filter((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]))
  expect(changed).toEqual([{ source: 'shop', basket_id: 'b1', lines: 3, amount: 4 + 1000 + 6, which: '0 1 2' }])
})

test('a basket whose lines are all left out is gone, and comes back with its next line', async () => {
  bench = await open()
  await bench.load('lines', ndjson([...hundred, { basket: 'own', line: '1', amount: 5 }]))
  await how()
  const own = () => bench.warehouse.rows(sql`select lines, amount from mart.baskets where basket_id = 'own'`)

  await bench.load('lines', ndjson([{ basket: 'own', line: '1', amount: 0 }]))
  expect([await how(), await own()]).toEqual(['increment', []])

  await bench.load('lines', ndjson([{ basket: 'own', line: '2', amount: 8 }]))
  expect([await how(), await own()]).toEqual(['increment', [{ lines: 1, amount: 8 }]])
})

test('baskets built in parts equal those built whole', async () => {
  const change = fc.record({
    basket: fc.integer({ min: 0, max: 30 }).map((number) => `b${number}`),
    line: fc.integer({ min: 0, max: 6 }).map(String),
    amount: fc.integer({ min: -2, max: 2 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      async (parts) => {
        bench = await open()
        await bench.load('lines', ndjson(hundred))
        await bench.warehouse.build()
        for (const part of parts) {
          await bench.load('lines', ndjson(part))
          expect(await how()).not.toBe('whole')
        }
        const inParts = await mart()
        await bench.warehouse.rebuild()
        expect(await mart()).toEqual(inParts)
        await bench.close()
      },
    ),
    { numRuns: 3, endOnFailure: true },
  )
  bench = await open()
})

test('two baskets whose numbers have one hash are two', async () => {
  bench = await open()
  // the number of a basket alone is hashed for the mart; lines keep hashes of their own
  await bench.warehouse.rows(sql`create macro main.hash
    (a) as 7::ubigint,
    (a, b) as md5_number_lower(concat_ws('|', a, b)),
    (a, b, c) as md5_number_lower(concat_ws('|', a, b, c))`)
  await bench.reopen()
  await bench.load('lines', ndjson(hundred))
  await how()

  await bench.load('lines', ndjson([{ basket: 'b2', line: '0', amount: 50 }]))

  expect(await how()).toBe('increment')
  const sums = new Map<string, number>()
  for (const { basket, amount } of hundred) sums.set(basket, (sums.get(basket) ?? 0) + amount)
  sums.set('b2', sums.get('b2')! - hundred[8]!.amount + 50)
  const found = await bench.warehouse.rows(sql`select basket_id, amount from mart.baskets order by amount, basket_id`)
  expect(new Map(found.map(({ basket_id: basket, amount }) => [basket, amount]))).toEqual(sums)
})
