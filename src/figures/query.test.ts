import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Query, Row } from '../base/index.ts'
import { FIRST_FOUR_MONTHS, TEN_TICKETS } from './ten-tickets.ts'
import { OWNER_IN_ENGLISH, openDesk, type OpenDesk } from './testing.ts'

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk(TEN_TICKETS)
})
afterAll(() => desk.close())

const ask = (query: Query) => desk.figures.query(query, OWNER_IN_ENGLISH)
const rowsOf = async (query: Query): Promise<readonly Row[]> => (await ask(query)).rows
const valuesOf = async (id: string, query: Omit<Query, 'metrics'>) =>
  (await rowsOf({ metrics: [id], ...query })).map((row) => row[id])

describe('flows', () => {
  test('without a grain there is one figure for the whole period', async () => {
    expect(await rowsOf({ metrics: ['desk.created', 'desk.amount'], period: FIRST_FOUR_MONTHS })).toEqual([
      { 'desk.created': 10, 'desk.amount': 5500 },
    ])
  })

  test('both days of the period are included', async () => {
    expect(await valuesOf('desk.created', { period: { from: '2023-01-02', to: '2023-01-10' } })).toEqual([3])
  })

  test('a month without tickets counts 0, sums to 0 and has no mean', async () => {
    const rows = await rowsOf({
      metrics: ['desk.created', 'desk.amount', 'desk.hours'],
      period: FIRST_FOUR_MONTHS,
      grain: 'month',
    })

    expect(rows).toEqual([
      { period: '2023-01-01', 'desk.created': 4, 'desk.amount': 1000, 'desk.hours': 24 },
      { period: '2023-02-01', 'desk.created': 2, 'desk.amount': 1100, 'desk.hours': (900 + 1 + 48) / 3 },
      { period: '2023-03-01', 'desk.created': 0, 'desk.amount': 0, 'desk.hours': null },
      { period: '2023-04-01', 'desk.created': 4, 'desk.amount': 3400, 'desk.hours': 6 },
    ])
  })

  test('metrics of several time columns and conditions stand side by side', async () => {
    const rows = await rowsOf({ metrics: ['desk.created', 'desk.resolved', 'desk.urgent'], period: FIRST_FOUR_MONTHS })

    expect(rows).toEqual([{ 'desk.created': 10, 'desk.resolved': 6, 'desk.urgent': 5 }])
  })

  test('metrics of two marts meet on the period and the dimension, and a value that one lacks stays', async () => {
    const rows = await rowsOf({ metrics: ['desk.created', 'desk.score'], by: ['priority'], period: FIRST_FOUR_MONTHS })

    expect(rows).toEqual([
      { priority: 'low', 'desk.created': 4, 'desk.score': null },
      { priority: 'high', 'desk.created': 4, 'desk.score': 0.5 },
      { priority: 'odd', 'desk.created': 1, 'desk.score': null },
      { priority: 'rare', 'desk.created': 0, 'desk.score': -1 },
      { priority: null, 'desk.created': 1, 'desk.score': null },
    ])
  })

  test('every group that has a row anywhere has a row in every period', async () => {
    const rows = await rowsOf({ metrics: ['desk.created'], by: ['line'], period: FIRST_FOUR_MONTHS, grain: 'quarter' })

    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2023-01-01', 'line_1', 4],
      ['2023-01-01', 'line_2', 2],
      ['2023-01-01', null, 0],
      ['2023-04-01', 'line_1', 1],
      ['2023-04-01', 'line_2', 2],
      ['2023-04-01', null, 1],
    ])
  })

  test('days after today have no figure, not a zero', async () => {
    const period = { from: '2023-04-29', to: '2023-05-02' }

    expect(await valuesOf('desk.created', { period, grain: 'day' })).toEqual([0, 2, null, null])
  })

  test('a period without any row still has its row', async () => {
    const period = { from: '2020-01-01', to: '2020-01-01' }

    expect(await rowsOf({ metrics: ['desk.created', 'desk.score', 'desk.open'], period })).toEqual([
      { 'desk.created': 0, 'desk.score': null, 'desk.open': 0 },
    ])
    expect(await rowsOf({ metrics: ['desk.created'], by: ['line'], period })).toEqual([])
  })

  test('everything there is: from the first to the last day with rows', async () => {
    const answer = await ask({ metrics: ['desk.created', 'desk.score'] })

    expect(answer.period).toEqual({ from: '2023-01-02', to: '2023-04-30', timeZone: 'UTC' })
    expect(answer.rows).toEqual([{ 'desk.created': 10, 'desk.score': 0 }])
  })
})

describe('filters', () => {
  const period = FIRST_FOUR_MONTHS
  const counted = (where: Query['where'] & {}) => valuesOf('desk.created', { period, where })

  test('a list keeps its values only', async () => {
    expect(await counted([{ dimension: 'priority', op: 'in', values: ['high'] }])).toEqual([4])
  })

  test('null in a list means rows without a value', async () => {
    expect(await counted([{ dimension: 'priority', op: 'in', values: ['odd', null] }])).toEqual([2])
    expect(await counted([{ dimension: 'priority', op: 'in', values: [null] }])).toEqual([1])
  })

  test('leaving values out keeps rows without a value', async () => {
    expect(await counted([{ dimension: 'priority', op: 'not in', values: ['high', 'low'] }])).toEqual([2])
  })

  test('leaving null out leaves rows without a value out', async () => {
    expect(await counted([{ dimension: 'priority', op: 'not in', values: ['high', null] }])).toEqual([5])
    expect(await counted([{ dimension: 'priority', op: 'not in', values: [null] }])).toEqual([9])
  })

  test('a range includes both ends and may be open', async () => {
    expect(await counted([{ dimension: 'amount', op: 'between', from: 300, to: 600 }])).toEqual([4])
    expect(await counted([{ dimension: 'amount', op: 'between', from: 900 }])).toEqual([2])
    expect(await counted([{ dimension: 'amount', op: 'between', to: 150.5 }])).toEqual([1])
  })

  test('values of a number are compared as numbers', async () => {
    expect(await counted([{ dimension: 'amount', op: 'in', values: ['100', '200.0'] }])).toEqual([2])
  })

  test('several filters hold together', async () => {
    expect(
      await counted([
        { dimension: 'priority', op: 'in', values: ['high'] },
        { dimension: 'line', op: 'in', values: ['line_1'] },
      ]),
    ).toEqual([2])
  })

  test('a condition with "or" in a metric does not let rows past a filter', async () => {
    const where = [{ dimension: 'line', op: 'in' as const, values: ['line_2'] }]

    expect(await valuesOf('desk.urgent', { period, where })).toEqual([2])
  })

  test('a value with a quote is a value', async () => {
    expect(await counted([{ dimension: 'priority', op: 'in', values: ["'; drop table mart.tickets; --"] }])).toEqual([
      0,
    ])
    expect(await counted([])).toEqual([10])
  })
})

describe('order', () => {
  const period = FIRST_FOUR_MONTHS

  test('by a metric, ties in natural order, nothing last', async () => {
    const rows = await rowsOf({
      metrics: ['desk.created'],
      by: ['priority'],
      period,
      order: { by: 'desk.created', descending: true },
    })

    expect(rows.map((row) => row['priority'])).toEqual(['low', 'high', 'odd', null])
  })

  test('by a dimension downwards keeps rows without a value last', async () => {
    const rows = await rowsOf({
      metrics: ['desk.created'],
      by: ['priority'],
      period,
      order: { by: 'priority', descending: true },
    })

    expect(rows.map((row) => row['priority'])).toEqual(['odd', 'high', 'low', null])
  })

  test('numbers are sorted as numbers', async () => {
    const rows = await rowsOf({ metrics: ['desk.created'], by: ['amount'], period })

    expect(rows.map((row) => row['amount'])).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
  })

  test('an answer that was cut says so, and one that just fits does not', async () => {
    const four = await ask({ metrics: ['desk.created'], by: ['priority'], period, limit: 4 })
    const three = await ask({ metrics: ['desk.created'], by: ['priority'], period, limit: 3 })

    expect([four.rows.length, four.isCut]).toEqual([4, false])
    expect([three.rows.length, three.isCut]).toEqual([3, true])
  })
})

describe('comparison', () => {
  test('rows of the earlier period stand beside theirs, by position', async () => {
    const { rows, comparison } = await ask({
      metrics: ['desk.created', 'desk.hours'],
      period: { from: '2023-02-01', to: '2023-02-28' },
      grain: 'month',
      compare: 'previous-period',
    })

    expect(rows).toHaveLength(1)
    expect(comparison).toEqual({
      period: { from: '2023-01-01', to: '2023-01-31' },
      rows: [{ period: '2023-01-01', 'desk.created': 4, 'desk.hours': 24 }],
    })
  })

  test('a group that had no rows then is 0, and a day that the shorter month lacks is nothing', async () => {
    const { comparison } = await ask({
      metrics: ['desk.created'],
      by: ['line'],
      where: [{ dimension: 'line', op: 'in', values: [null] }],
      period: { from: '2023-04-28', to: '2023-04-30' },
      grain: 'day',
      compare: 'previous-year',
    })
    const longer = await ask({
      metrics: ['desk.created'],
      period: { from: '2023-03-01', to: '2023-03-31' },
      grain: 'day',
      compare: 'previous-period',
    })

    expect(comparison?.rows.map((row) => row['desk.created'])).toEqual([0, 0, 0])
    expect(comparison?.rows[0]).toEqual({ period: '2022-04-28', line: null, 'desk.created': 0 })
    expect(longer.comparison?.rows).toHaveLength(31)
    expect(longer.comparison?.rows.slice(27)).toEqual([
      { period: '2023-02-28', 'desk.created': 0 },
      ...Array.from({ length: 3 }, () => ({ period: null, 'desk.created': null })),
    ])
  })

  test('a limit does not hide the earlier row of a row that is shown', async () => {
    const { comparison } = await ask({
      metrics: ['desk.created'],
      by: ['priority'],
      period: { from: '2023-02-01', to: '2023-02-28' },
      compare: 'previous-period',
      order: { by: 'priority', descending: true },
      limit: 1,
    })

    expect(comparison?.rows).toEqual([{ priority: 'high', 'desk.created': 2 }])
  })
})

describe('what comes with the rows', () => {
  test('labels, units, meaning and values in words', async () => {
    const { columns, units } = await ask({ metrics: ['desk.created'], by: ['priority'], grain: 'week' })

    expect(columns).toEqual([
      { name: 'period', label: 'Week', kind: 'period', unit: 'day' },
      { name: 'priority', label: 'Priority', kind: 'dimension', unit: 'text', labels: { high: 'High' } },
      { name: 'desk.created', label: 'Created', kind: 'metric', unit: 'count', meaning: '' },
    ])
    expect(units).toEqual({ period: 'day', priority: 'text', 'desk.created': 'count' })
  })

  test('the SQL with its values can be run as it stands and gives the same rows', async () => {
    const answer = await ask({
      metrics: ['desk.created', 'desk.open', 'desk.line_share'],
      by: ['line'],
      where: [{ dimension: 'priority', op: 'not in', values: ['high'] }],
      period: FIRST_FOUR_MONTHS,
      grain: 'month',
      timeZone: 'Europe/Berlin',
    })

    const { trusted } = await import('../kit/index.ts')
    expect(await desk.warehouse.rows(trusted(answer.sql))).toEqual(answer.rows)
  })
})
