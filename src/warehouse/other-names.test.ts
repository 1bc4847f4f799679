import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { errorText } from '../base/index.ts'
import { sql, trusted, type FileFormat, type Stream } from '../kit/index.ts'
import { ndjson, openBench, visits, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

/** Visits whose person is called `who` today, and was `visitor` or `Guest` before. */
const stream = (format: FileFormat): Stream => ({
  ...visits,
  format,
  record: {},
  otherNames: { who: ['visitor', 'Guest'] },
  feeds: [
    {
      entity: 'shop.visit',
      staging: trusted('select _line, id as visit_id, upper(who) as who, seconds, updated_at from record'),
    },
  ],
})
const rows = () => bench.warehouse.rows(sql`select visit_id, who, seconds from core.shop_visit order by visit_id`)
const DAY = '2024-01-02T00:00:00Z'

test('a column that files before called otherwise is read by each of its names', async () => {
  bench = await openBench({ streams: [stream('csv')] })
  await bench.load('visits', `id,visitor,seconds,updated_at\n1,ann,10,${DAY}\n`)
  await bench.load('visits', `id,seconds,who,updated_at\n2,20,bob,${DAY}\n`)
  const broken = await bench.load('visits', `id,guest,seconds,updated_at\n3,eve,30,${DAY}\n4,joe,soon,${DAY}\n`)

  expect(broken).toMatchObject({ added: 1, rejected: 1 })
  expect(await rows()).toMatchObject([
    { visit_id: '1', who: 'ANN', seconds: 10 },
    { visit_id: '2', who: 'BOB', seconds: 20 },
    { visit_id: '3', who: 'EVE', seconds: 30 },
  ])
})

test.each(['ndjson', 'json'] as const)('in one file of %s each record has a name of its own', async (format) => {
  bench = await openBench({ streams: [stream(format)] })
  const records = [
    { id: 1, visitor: 'ann', seconds: 10, updated_at: DAY },
    { id: 2, who: 'bob', visitor: 'no one', seconds: 20, updated_at: DAY },
    { id: 3, who: null, Guest: 'eve', seconds: 30, updated_at: DAY },
  ]
  await bench.load('visits', format === 'ndjson' ? ndjson(records) : JSON.stringify(records))
  // the second reading, record by record, takes the same
  await bench.load(
    'visits',
    format === 'ndjson'
      ? `${ndjson([{ id: 4, Guest: 'joe', seconds: 40, updated_at: DAY }])}{"id": 5\n`
      : JSON.stringify([
          { id: 4, Guest: 'joe', seconds: 40, updated_at: DAY },
          { id: 5, seconds: 'x', updated_at: DAY },
        ]),
  )

  expect((await rows()).map(({ who }) => who)).toEqual(['ANN', 'BOB', 'EVE', 'JOE'])
})

test('a Parquet file too', async () => {
  bench = await openBench({ streams: [stream('parquet')] })
  const path = `${bench.folder}/x.parquet`
  await bench.warehouse.rows(
    sql`copy (select 1 as id, 'ann' as "Visitor", 60 as seconds, timestamp '2024-01-01' as updated_at) to ${trusted(`'${path}'`)} (format parquet)`,
  )
  await bench.load('visits', readFileSync(path))

  expect(await rows()).toEqual([{ visit_id: '1', who: 'ANN', seconds: 60 }])
})

test('a file without any of the names says which one it lacks', async () => {
  bench = await openBench({ streams: [stream('csv')] })

  const refused = await bench.load('visits', `id,name,seconds,updated_at\n1,ann,10,${DAY}\n`).catch((error) => error)

  expect(errorText(refused, 'en')).toMatch(/has no column “who”. Its columns: id, name, seconds, updated_at\./)
  expect(errorText(refused, 'ru')).toMatch(/нет столбца «who». Его столбцы: id, /)
})

test('an old name that is added later makes what was received readable again', async () => {
  const before = stream('csv')
  const staging = trusted('select _line, id as visit_id, visitor as who, seconds, updated_at from record')
  const { otherNames: _, ...first } = { ...before, feeds: [{ entity: 'shop.visit', staging }] }
  bench = await openBench({ streams: [first] })
  await bench.load('visits', `id,visitor,seconds,updated_at\n1,ann,10,${DAY}\n`)
  await bench.reopen({ sources: [{ id: 'shop', streams: [before] }] })
  await bench.load('visits', `id,who,seconds,updated_at\n2,bob,20,${DAY}\n`)

  expect((await rows()).map(({ who }) => who)).toEqual(['ANN', 'BOB'])
})
