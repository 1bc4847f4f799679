import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql, trusted } from '../kit/index.ts'
import { openBench, visit, visits, type Bench } from './fixture.ts'

let bench: Bench
beforeAll(async () => {
  const whole = {
    ...visits,
    name: 'whole',
    format: 'json' as const,
    record: {},
    feeds: [{ entity: visit.id, staging: trusted('select * from record') }],
  }
  const mapped = {
    ...whole,
    name: 'mapped',
    feeds: [
      {
        entity: visit.id,
        staging:
          trusted(`select _line, "Number" as visit_id, "Who" as who, 'a' as kind, "Late" as seconds, '1' as amount,
          '2024-01-01' as updated_at from record`),
      },
    ],
  }
  bench = await openBench({ streams: [{ ...visits, format: 'json' }, whole, mapped], models: [] })
})
afterAll(() => bench.close())

const row = (id: number, more: object = {}) => ({
  id,
  who: 'ann',
  kind: 'a',
  seconds: 1,
  amount: 1,
  updated_at: '2024-01-01',
  ...more,
})
const ids = async (from: number, to: number) =>
  (
    await bench.warehouse.rows(
      sql`select visit_id from core.shop_visit where visit_id::int between ${from} and ${to} order by visit_id::int`,
    )
  ).map((found) => Number(found['visit_id']))
const rejected = async (file: string) =>
  (await bench.warehouse.rejected({})).rows
    .filter((each) => each.file.includes(file))
    .map(({ line, record, reason }) => ({ line, record, reason }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))

describe('an array of JSON', () => {
  const [first, second, third] = [1, 2, 3].map((at) => JSON.stringify(row(at, { who: 'Ёж, [“1”]' })))
  test.each([
    ['in one line', `[${first},${second},${third}]`],
    ['with a record a line', `[\n${first},\n${second},\n${third}\n]\n`],
    [
      'with brackets beside records, spaces and the line ends of Windows',
      ` [${first} ,\r\n\r\n  ${second},\r\n${third} ] \r\n`,
    ],
    [
      'laid out for people',
      JSON.stringify(
        [first, second, third].map((text) => JSON.parse(text ?? '')),
        null,
        2,
      ),
    ],
    ['that is none: records one after another', `${first}\n${second}\n${third}`],
  ])('%s loads the same records', async (_layout, text) => {
    const other = await openBench({ streams: [{ ...visits, format: 'json' }], models: [] })
    const result = await other.load('visits', text)
    const rows = await other.warehouse.rows(sql`select visit_id, who from core.shop_visit order by visit_id`)
    await other.close()

    expect(result).toMatchObject({ added: 3, rejected: 0 })
    expect(rows).toEqual(['1', '2', '3'].map((visit_id) => ({ visit_id, who: 'Ёж, [“1”]' })))
  })

  test.each([
    ['more after its end', `[\n${first}\n]\n${second}\n`],
    ['two records in a line', `[\n${first}, ${second},\n${third}\n]`],
  ])('with a record a line and %s is read all the same', async (_fault, text) => {
    const other = await openBench({ streams: [{ ...visits, format: 'json' }], models: [] })
    const { added } = await other.load('visits', text)
    await other.close()

    expect(added).toBe(text.split('"id"').length - 1)
  })

  test('a broken element is rejected with its place and its text; the others load', async () => {
    const result = await bench.load(
      'visits',
      `[${JSON.stringify(row(1))},\n{"id": 2, "who": },\n${JSON.stringify(row(3))}]`,
    )

    expect(result).toMatchObject({ added: 2, rejected: 1 })
    expect(await ids(1, 9)).toEqual([1, 3])
    expect(await rejected('visits/')).toEqual([{ line: 2, record: '{"id": 2, "who": }', reason: 'not JSON' }])
  })

  test('of one that was cut within an element, the whole elements before the cut load', async () => {
    const text = JSON.stringify([row(11), row(12), row(13)])

    expect(await bench.load('visits', text.slice(0, -20))).toMatchObject({ added: 2, rejected: 1 })
    expect(await ids(11, 19)).toEqual([11, 12])
  })

  test.each(['', ',', ',\n'])('one that was cut after an element and “%s” is said to end too early', async (rest) => {
    const before = (await bench.warehouse.rejected({})).total
    const result = await bench.load(
      'visits',
      `[${JSON.stringify(row(21))},${JSON.stringify(row(22, { seconds: rest.length }))}${rest}`,
    )
    const { rows } = await bench.warehouse.rejected({})

    expect(result.rejected).toBe(1)
    expect(await ids(21, 29)).toEqual([21, 22])
    expect(rows.some(({ reason }) => reason === 'the file ends before its array does')).toBe(true)
    expect((await bench.warehouse.rejected({})).total).toBe(rest === '' ? before + 1 : before)
  })

  test('a value that does not fit costs its element', async () => {
    const text = JSON.stringify([row(31), row(32, { seconds: 'many' }), row(33)], null, 2)

    expect(await bench.load('visits', text)).toMatchObject({ added: 2, rejected: 1 })
    expect(await ids(31, 39)).toEqual([31, 33])
  })

  test('taken by the names of the entity’s columns, a column that only a late record has is not missed', async () => {
    const early = Array.from({ length: 21_000 }, (_, at) => ({
      visit_id: 1000 + at,
      amount: 1,
      updated_at: '2024-01-01',
      kind: 'a',
    }))
    const late = { visit_id: 41, who: 'late', kind: 'a', amount: 1, updated_at: '2024-01-01', other: 'dropped' }
    const result = await bench.load('whole', JSON.stringify([...early, late]))

    expect(result).toMatchObject({ added: 21_001, rejected: 0 })
    expect(await bench.warehouse.rows(sql`select who from core.shop_visit where visit_id = '41'`)).toEqual([
      { who: 'late' },
    ])
  })

  test('mapped by names, a field that only a late record has is found', async () => {
    const early = Array.from({ length: 21_000 }, (_, at) => ({ Number: 50_000 + at, Who: 'ann' }))
    const result = await bench.load('mapped', JSON.stringify([...early, { Number: 51, Who: 'bob', Late: 9 }]))

    expect(result).toMatchObject({ added: 21_001, rejected: 0 })
    expect(await bench.warehouse.rows(sql`select who, seconds from core.shop_visit where visit_id = '51'`)).toEqual([
      { who: 'bob', seconds: 9 },
    ])
  })
})
