import { afterEach, beforeEach, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import type { Model } from './contract.ts'
import { ndjson, openBench, visitModel, type Bench } from './fixture.ts'

let bench: Bench
const visitRow = (id: number, seconds: number) => ({ id, who: 'ann', kind: 'a', seconds, updated_at: '2024-01-01' })
const model = (name: string, text: string, header = ''): Model => ({
  layer: 'mart',
  name,
  text: `/*\nA test.\n${header}\n*/ ${text}`,
  path: `${name}.sql`,
})
const written = [
  model('counted', 'select count(*) as n from "mart"."Visits"'),
  model('seen', 'select visit_id from mart.visits', 'kind: view'),
  model(
    'told',
    `-- Визиты: mart.visits
select 'mart.visits' as text, visits.visit_id, other.n, (select count(*) from mart . seen) as seen
from mart.visits
cross join mart.counted as other
where exists (select 1 from mart.visits as v where v.visit_id = visits.visit_id)`,
  ),
]
const told = () => bench.warehouse.rows(sql`select * from mart.told order by visit_id`)

beforeEach(async () => {
  bench = await openBench({ models: [visitModel, ...written] })
  await bench.load('visits', ndjson([visitRow(1, 60), visitRow(2, 120)]))
})
afterEach(() => bench.close())

test('a model finds what was built before it, however its text names it', async () => {
  await bench.warehouse.build()

  expect(await told()).toEqual([
    { text: 'mart.visits', visit_id: '1', n: 2, seen: 2 },
    { text: 'mart.visits', visit_id: '2', n: 2, seen: 2 },
  ])
})

test('what is made whole again takes its place, and nothing else is left', async () => {
  await bench.warehouse.build()
  await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]))

  const { models } = await bench.warehouse.build()

  expect(Object.fromEntries(models.map(({ name, how }) => [name, how]))).toEqual({
    'mart.visits': 'whole',
    'mart.counted': 'whole',
    'mart.seen': 'view',
    'mart.told': 'whole',
  })
  expect(await told()).toHaveLength(2)
  expect((await bench.warehouse.layers()).flatMap(({ layer, name }) => (layer === 'mart' ? [name] : []))).toEqual([
    'mart.counted',
    'mart.seen',
    'mart.told',
    'mart.visits',
  ])
  expect(
    await bench.warehouse.rows(sql`select table_name from information_schema.tables
    where table_schema = 'mart' order by all`),
  ).toHaveLength(4)
})

test('what stands on rows that are put in alone is made after them', async () => {
  await bench.load('visits', ndjson(Array.from({ length: 20 }, (_, at) => visitRow(at + 3, 1))))
  await bench.warehouse.build()
  await bench.load('visits', ndjson([visitRow(100, 1)]))

  const { models } = await bench.warehouse.build()

  expect(models.map(({ name, how }) => [name, how])).toContainEqual(['mart.visits', 'increment'])
  expect(await bench.warehouse.rows(sql`select n from mart.counted`)).toEqual([{ n: 23 }])
  expect((await told())[0]).toMatchObject({ n: 23, seen: 23 })
})

test('readers see the marts of before or those of now, never some of each', async () => {
  await bench.warehouse.build()
  await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]))
  await bench.load('visits', ndjson([visitRow(3, 180), visitRow(4, 240)]))
  let isOver = false
  const seen = new Set<string>()
  const reading = (async () => {
    while (!isOver) {
      const [row] = await bench.warehouse.rows(sql`
        select (select count(*) from mart.visits) as visits, (select n from mart.counted) as counted,
          (select count(*) from mart.told) as told`)
      seen.add(JSON.stringify(row))
    }
  })()

  await bench.warehouse.build()
  isOver = true
  await reading

  const [before, now] = [2, 4].map((n) => JSON.stringify({ visits: n, counted: n, told: n }))
  expect([...seen].filter((each) => each !== before && each !== now)).toEqual([])
  expect(await told()).toHaveLength(4)
})

test('drafts that a dead process left are gone with the next build', async () => {
  const { models } = bench.definition
  const broken = model('told', 'select error(visit_id) as visit_id from mart.visits')
  await expect(
    bench.warehouse.prepare({ ...bench.definition, models: [visitModel, written[0] as Model, broken] }),
  ).rejects.toThrow('mart.told')
  const left = sql`select table_name from information_schema.tables where table_name like '\\_draft%' escape '\\'`
  expect(await bench.warehouse.rows(left)).toEqual([])

  await bench.warehouse.prepare({ ...bench.definition, models })

  expect(await told()).toHaveLength(2)
  expect(await bench.warehouse.rows(left)).toEqual([])
})
