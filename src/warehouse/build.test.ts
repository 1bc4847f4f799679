import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import type { Model } from './contract.ts'
import { kind, kinds, ndjson, openBench, visit, visitModel, visits, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const row = (id: number, day: number, seconds: number, more: object = {}) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds,
  amount: 1,
  updated_at: `2024-01-0${day}`,
  ...more,
})
const mart = () => bench.warehouse.rows(sql`select * from mart.visits order by visit_id`)
const model = (layer: Model['layer'], name: string, text: string): Model => ({
  layer,
  name,
  text: `/* A test. */ ${text}`,
  path: `${name}.sql`,
})
const hows = async () => Object.fromEntries((await bench.warehouse.build()).models.map((one) => [one.name, one.how]))
const hundred = Array.from({ length: 100 }, (_, at) => row(at + 1, 1, at))

describe('building', () => {
  test('models are built in the order in which they read each other, whatever their names', async () => {
    bench = await openBench({
      models: [
        model('mart', 'a_last', 'select sum(n) as n from mart.m_middle'),
        model('mart', 'm_middle', 'with z_first as (select 100 as other) select f.n from core.z_first as f, z_first'),
        model('core', 'z_first', 'select count(*) as n from core.shop_visit'),
      ],
    })
    await bench.load('visits', ndjson([row(1, 1, 1), row(2, 1, 1)]))
    const built = await bench.warehouse.build()

    expect(built.models.map((one) => one.name)).toEqual(['core.z_first', 'mart.m_middle', 'mart.a_last'])
    expect(await bench.warehouse.rows(sql`select n from mart.a_last`)).toEqual([{ n: 2 }])
  })

  test('nothing is built when nothing changed, and the version stays', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    await bench.warehouse.build()
    const version = await bench.warehouse.version()

    expect(await hows()).toEqual({ 'mart.visits': 'unchanged' })
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    expect(await hows()).toEqual({ 'mart.visits': 'unchanged' })
    expect(await bench.warehouse.version()).toBe(version)
  })

  test('few changed rows are put in alone; a changed dictionary makes the mart whole', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson(hundred))
    expect(await hows()).toEqual({ 'mart.visits': 'whole' })

    await bench.load('visits', ndjson([row(1, 2, 600), row(2, 2, 5, { who: 'robot' }), row(101, 2, 7)]))
    expect(await hows()).toEqual({ 'mart.visits': 'increment' })
    expect(await mart()).toHaveLength(100)
    expect((await mart()).find((one) => one.visit_id === '1')).toMatchObject({ minutes: 10 })

    await bench.load('kinds', ndjson([{ code: 'a', name: 'Alpha' }]))
    expect(await hows()).toEqual({ 'mart.visits': 'whole' })
    expect(await mart()).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'Alpha' })]))
  })

  test('a changed row is made anew also where a file of new rows alone came after it; none stands twice', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson(hundred))
    await bench.warehouse.build()
    const minutes = async () =>
      (await mart()).flatMap((one) => (['1', '101', '102'].includes(String(one.visit_id)) ? [one.minutes] : []))

    await bench.load('visits', ndjson([row(1, 2, 600)]))
    await bench.load('visits', ndjson([row(101, 2, 60)]))
    expect(await hows()).toEqual({ 'mart.visits': 'increment' })
    expect(await minutes()).toEqual([10, 1])

    await bench.load('visits', ndjson([row(102, 3, 120)]))
    expect(await hows()).toEqual({ 'mart.visits': 'increment' })
    expect(await minutes()).toEqual([10, 1, 2])

    await bench.load('visits', ndjson([row(102, 4, 180), row(103, 4, 0)]))
    expect(await hows()).toEqual({ 'mart.visits': 'increment' })
    expect(await minutes()).toEqual([10, 1, 3])
    expect(await mart()).toHaveLength(103)
  })

  test('many changed rows make the mart whole', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson(hundred))
    await bench.warehouse.build()
    await bench.load('visits', ndjson(hundred.slice(0, 50).map((one) => ({ ...one, updated_at: '2024-01-02' }))))

    expect(await hows()).toEqual({ 'mart.visits': 'whole' })
  })

  test('a mart built in parts equals the one built whole', async () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 110 }),
      seconds: fc.integer({ min: 0, max: 99 }),
      who: fc.constantFrom('ann', 'robot'),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        async (parts) => {
          bench = await openBench()
          await bench.load('visits', ndjson(hundred))
          await bench.warehouse.build()
          for (const [at, part] of parts.entries()) {
            await bench.load('visits', ndjson(part.map(({ id, ...more }) => row(id, at + 2, 0, more))))
            await bench.warehouse.build()
          }
          const inParts = await mart()
          await bench.warehouse.rebuild()
          expect(await mart()).toEqual(inParts)
          await bench.close()
        },
      ),
      { numRuns: 5, endOnFailure: true },
    )
    bench = await openBench()
  })

  test('a view is kept as a view and follows its tables', async () => {
    bench = await openBench({
      models: [
        {
          layer: 'mart',
          name: 'seen',
          path: 'seen.sql',
          text: '/* Seen.\nkind: view */ select source, visit_id from core.shop_visit',
        },
      ],
    })
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    expect(await hows()).toEqual({ 'mart.seen': 'view' })
    expect(await bench.warehouse.rows(sql`select * from mart.seen`)).toEqual([{ source: 'shop', visit_id: '1' }])
  })

  test.each([
    ['select * from core.shop_vist', /core\.shop_vist.*core\.shop_visit/],
    ["select * from read_csv('x')", /read_csv/],
    ['select 1; select 2', /one select/],
    ['select nothing from core.shop_visit', /nothing/],
    ['select * from mart.broken', /circle|no table/],
  ])('a model that cannot be built is named with the reason: %s', async (text, reason) => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 1)]))

    await expect(
      bench.warehouse.prepare({ ...bench.definition, models: [visitModel, model('mart', 'broken', text)] }),
    ).rejects.toThrow(reason)
    await bench.warehouse.prepare(bench.definition)
    expect(await mart()).toHaveLength(1)
  })
})

describe('preparing', () => {
  test('an entity that no source feeds is an empty table of the right types', async () => {
    bench = await openBench({ streams: [visits] })

    expect(await bench.warehouse.rows(sql`select * from core.shop_kind`)).toEqual([])
    expect(
      await bench.warehouse.columns(
        sql`select typeof(name) as type from (select name from core.shop_kind union all select null)`,
      ),
    ).toEqual({ type: ['VARCHAR'] })
  })

  test('preparing twice changes nothing', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    await bench.warehouse.build()

    expect(await bench.warehouse.prepare(bench.definition)).toEqual({ created: [], changed: [] })
  })

  test('a new column of an entity is filled from what was received before', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 1), { id: 2 }]))
    await bench.load('visits', ndjson([row(1, 2, 2)]))
    const wider = { ...visit, columns: { ...visit.columns, extra: { type: 'string' as const, meaning: 'new' } } }
    const staging = {
      ...visits.feeds[0]!.staging,
      pieces: ['select _line, id as visit_id, who, kind, seconds, amount, updated_at, upper(who) as extra from record'],
    }
    const stream = { ...visits, feeds: [{ entity: 'shop.visit', staging }] }
    await bench.warehouse.prepare({
      ...bench.definition,
      entities: [wider, kind],
      sources: [{ id: 'shop', streams: [stream, kinds] }],
    })

    expect(await bench.warehouse.rows(sql`select visit_id, seconds, extra from core.shop_visit`)).toEqual([
      { visit_id: '1', seconds: 2, extra: 'ANN' },
    ])
    expect(await bench.warehouse.rows(sql`select seconds, extra from core.shop_visit_history`)).toEqual([
      { seconds: 1, extra: 'ANN' },
    ])
    expect((await bench.warehouse.rejected({})).total).toBe(1)
  })

  test('a changed setting rebuilds what stands on it', async () => {
    const settings = (rows: (string | null)[][]) => [
      { name: 'shop_label', columns: { code: 'string' as const, label: 'string' as const }, rows },
    ]
    const labelled = model(
      'mart',
      'labelled',
      'select visit_id, label from core.shop_visit left join settings.shop_label on code = kind',
    )
    bench = await openBench({ models: [labelled], settingsTables: settings([['a', "O'Brien"]]) })
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    await bench.warehouse.build()
    expect(await bench.warehouse.rows(sql`select label from mart.labelled`)).toEqual([{ label: "O'Brien" }])

    await bench.warehouse.prepare({ ...bench.definition, settingsTables: settings([['a', null]]) })
    expect(await bench.warehouse.rows(sql`select label from mart.labelled`)).toEqual([{ label: null }])
  })

  test('a source that is gone takes its rows along; what it sent stays in raw', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson([row(1, 1, 1)]))
    await bench.load('visits', ndjson([row(1, 2, 2)]))
    await bench.warehouse.build()
    await bench.warehouse.prepare({ ...bench.definition, sources: [] })

    expect(await mart()).toEqual([])
    expect(await bench.warehouse.rows(sql`select count(*) as n from core.shop_visit_history`)).toEqual([{ n: 0 }])
    expect(await bench.warehouse.rows(sql`select count(*) as n from raw.batch`)).toEqual([{ n: 2 }])

    await bench.warehouse.prepare(bench.definition)
    expect(await mart()).toHaveLength(1)
  })

  test.each(['Desk', 'a b', "x'; drop", 'x"y', '../x', ''])('a source called %j is refused', async (id) => {
    bench = await openBench()

    await expect(
      bench.warehouse.prepare({ ...bench.definition, sources: [{ id, streams: [visits] }] }),
    ).rejects.toMatchObject({ code: 'wrong_name' })
  })
})

describe('rebuilding', () => {
  test('rows, history, rejects and marts are the same as before', async () => {
    bench = await openBench()
    await bench.load('visits', `${ndjson(hundred)}broken\n`)
    await bench.load('visits', ndjson([row(1, 3, 3), row(1, 2, 2), row(2, 2, 1.5)]))
    await bench.load('kinds', ndjson([{ code: 'a', name: 'A' }]))
    await bench.load('kinds', ndjson([{ code: 'a', name: 'B' }]))
    await bench.warehouse.build()
    const before = await everything()
    const progress: number[][] = []
    await bench.warehouse.rebuild((done, all) => progress.push([done, all]))

    expect(await everything()).toEqual(before)
    expect(progress).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
  })

  test('a rebuild that was stopped half-way is finished when the warehouse is opened again', async () => {
    bench = await openBench()
    await bench.load('visits', ndjson(hundred))
    await bench.load('visits', ndjson([row(1, 2, 2)]))
    await bench.warehouse.build()
    const before = await everything()
    await expect(
      bench.warehouse.rebuild(() => {
        throw new Error('stopped')
      }),
    ).rejects.toThrow('stopped')
    expect(await mart()).toHaveLength(100)
    await bench.reopen()

    expect(await everything()).toEqual(before)
  })

  const everything = async () => [
    await mart(),
    await bench.warehouse.rows(sql`select * from core.shop_visit order by visit_id`),
    await bench.warehouse.rows(sql`select * exclude (_key) from core.shop_visit_history order by visit_id, valid_from`),
    await bench.warehouse.rows(sql`select * exclude (_key) from core.shop_kind_history`),
    await bench.warehouse.rejected({}),
    await bench.warehouse.rows(sql`select batch_id, lines, rejected from raw.batch order by batch_id`),
  ]
})

test('two keys of one hash are two rows, in core and in marts', async () => {
  bench = await openBench()
  // every key is given the same hash
  await bench.warehouse.rows(sql`create macro main.hash
    (a) as 7::ubigint,
    (a, b) as 7::ubigint,
    (a, b, c, d, e, f) as md5_number_lower(concat_ws('|', a, b, c, d, e, f))`)
  await bench.reopen()
  await bench.load('visits', ndjson([1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => row(id, 1, 60))))
  await bench.warehouse.build()

  const changed = await bench.load('visits', ndjson([row(3, 2, 120), row(4, 1, 60)]))
  await bench.warehouse.build()

  expect(changed).toMatchObject({ added: 0, changed: 1, unchanged: 1 })
  expect((await mart()).map(({ visit_id, minutes }) => [visit_id, minutes])).toEqual(
    ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((id) => [id, id === '3' ? 2 : 1]),
  )
  expect(await bench.warehouse.rows(sql`select visit_id from core.shop_visit_history`)).toEqual([{ visit_id: '3' }])
})

test('the layers are listed with their documentation', async () => {
  bench = await openBench()
  const layers = await bench.warehouse.layers()

  expect(layers.find((table) => table.name === 'mart.visits')).toMatchObject({
    layer: 'mart',
    kind: 'table',
    meaning: 'One row per visit.',
    columns: expect.arrayContaining([
      { name: 'minutes', type: 'double', meaning: 'length in minutes' },
      { name: 'amount', type: 'decimal(18,2)', meaning: 'spent' },
    ]),
  })
  expect(layers.find((table) => table.name === 'core.shop_visit')).toMatchObject({ kind: 'view', meaning: 'A visit.' })
  expect(layers.flatMap((table) => table.columns).filter((column) => column.name.startsWith('_'))).toEqual([])
})
