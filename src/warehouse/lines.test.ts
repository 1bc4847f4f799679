import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../kit/index.ts'
import { ndjson, openBench, visits, type Bench } from './fixture.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench({ streams: [visits] })
})
afterEach(() => bench.close())

const DAY = '2024-01-01'
const good = (id: number | string, more: object = {}) => JSON.stringify({ id, updated_at: DAY, ...more })
const load = (...lines: string[]) => bench.load('visits', lines.join('\n'))
const ids = async () =>
  (await bench.warehouse.rows(sql`select visit_id from core.shop_visit order by visit_id::bigint`)).map((row) =>
    Number(row.visit_id),
  )
const rejected = async () =>
  (await bench.warehouse.rejected({})).rows
    .map(({ line, record, reason }) => ({ line, record, reason }))
    .toSorted((a, b) => Number(a.line) - Number(b.line))
const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => good(from + at))

describe('a file of lines with broken ones', () => {
  test('a line that ends too early costs itself, not the next one', async () => {
    const lines = [...many(1, 20), '{"id":50,"updated_at":', good(21), '{"id":51,"who":"x', good(22), ...many(23, 20)]
    const result = await load(...lines)

    expect(result).toMatchObject({ added: 42, rejected: 2 })
    expect(await ids()).toEqual(Array.from({ length: 42 }, (_, at) => at + 1))
    expect(await rejected()).toEqual([
      { line: 21, record: '{"id":50,"updated_at":', reason: 'not JSON' },
      { line: 23, record: '{"id":51,"who":"x', reason: 'not JSON' },
    ])
  })

  test('blank lines are no records, yet each reject names its place in the file', async () => {
    const result = await load(
      '',
      good(1),
      '  ',
      '\t',
      ...many(2, 9),
      '',
      '{',
      good(11),
      '\r',
      good('none', { id: null }),
    )

    expect(result).toMatchObject({ added: 11, rejected: 2 })
    expect(await rejected()).toEqual([
      { line: 15, record: '{', reason: 'not JSON' },
      { line: 18, record: good('none', { id: null }), reason: 'visit_id is empty' },
    ])
  })

  test('a byte-order mark costs nothing, carriage returns neither', async () => {
    const lines = [`\uFEFF${good(1)}`, ...many(2, 9), '{']
    const result = await bench.load('visits', lines.join('\r\n'))

    expect(result).toMatchObject({ added: 10, rejected: 1 })
    expect(await ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await rejected()).toEqual([{ line: 11, record: '{', reason: 'not JSON' }])
  })

  test('a line that the engine lost keeps its place among versions of one time', async () => {
    const lines = ['{"id":50,"updated_at":', good(1, { who: 'ann' }), good(1, { who: 'bob' }), ...many(2, 20)]
    const result = await load(...lines)

    expect(result).toMatchObject({ rejected: 1 })
    expect(await bench.warehouse.rows(sql`select who from core.shop_visit where visit_id = '1'`)).toEqual([
      { who: 'bob' },
    ])
  })

  test.each([
    ['few', 40],
    ['most', 1],
  ])('each kind of fault has its reason where %s lines are good', async (_, count) => {
    const texts = [
      'null',
      '"text"',
      '[1]',
      `${good(90)} more`,
      `${good(91)}${good(92)}`,
      '// no',
      '{"id":93,"updated_at":"never"}',
    ]
    const result = await load(...many(1, count), ...texts, good(1000))

    expect(result).toMatchObject({ added: count + 1, rejected: texts.length })
    expect((await rejected()).map(({ line, record, reason }) => [line, record, reason])).toEqual(
      [
        'not a JSON object',
        'not a JSON object',
        'not a JSON object',
        'not JSON',
        'not JSON',
        'not JSON',
        'updated_at: "never" is not a time',
      ].map((reason, at) => [count + 1 + at, texts[at], reason]),
    )
  })

  test('an object over several lines is no record of any of them', async () => {
    const result = await load(...many(1, 40), '{"id":50,', `"updated_at":"${DAY}"}`, good(41))

    expect(result).toMatchObject({ added: 41, rejected: 2 })
    expect((await rejected()).map(({ line }) => line)).toEqual([41, 42])
  })

  test('lines that cannot be text are rejected beside lines that are lost', async () => {
    const content = Buffer.concat([
      Buffer.from(`${many(1, 20).join('\n')}\n{"id":50,"who":"`),
      Buffer.from([0xff]),
      Buffer.from(`"}\n{"id":51,"who":"\u0001"}\n{"id":52,"updated_at":\n${good(21)}\n`),
    ])

    expect(await bench.load('visits', content)).toMatchObject({ added: 21, rejected: 3 })
    expect((await rejected()).map(({ line, reason }) => [line, reason])).toEqual([
      [21, 'not UTF-8'],
      [22, 'not JSON: it holds a control character'],
      [23, 'not JSON'],
    ])
  })

  test('values are the same with a broken line beside them and without', async () => {
    const values = [
      { who: 'Ann "A" \\ \u0000é', seconds: 1.0, amount: '1.50' },
      { who: { a: [1, null] }, seconds: '7', amount: -2 },
      { who: 5, seconds: 1e3, updated_at: '2024-01-01T03:00:00+03:00' },
      { who: null, kind: true, updated_at: '2024-01-01 10:00:00.25' },
      { other: 1 },
    ]
    const table = () =>
      bench.warehouse.rows(sql`select * exclude (visit_id), visit_id::bigint % 100 as id
      from core.shop_visit order by visit_id::bigint`)
    await bench.load('visits', ndjson(values.map((value, at) => ({ id: at, updated_at: DAY, ...value }))))
    const clean = await table()
    await bench.load('visits', `${ndjson(values.map((value, at) => ({ id: at + 100, updated_at: DAY, ...value })))}{\n`)

    expect(clean).toHaveLength(values.length)
    expect((await table()).slice(values.length)).toEqual(clean)
  })
})
