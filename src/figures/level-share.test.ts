import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Query, Row } from '../base/index.ts'
import { FIRST_FOUR_MONTHS, TEN_TICKETS } from './ten-tickets.ts'
import { OWNER_IN_ENGLISH, openDesk, type OpenDesk } from './testing.ts'

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk(TEN_TICKETS)
})
afterAll(() => desk.close())

const rowsOf = async (query: Query): Promise<readonly Row[]> => (await desk.figures.query(query, OWNER_IN_ENGLISH)).rows
const valuesOf = async (id: string, query: Omit<Query, 'metrics'>) =>
  (await rowsOf({ metrics: [id], ...query })).map((row) => row[id])

describe('levels', () => {
  test('a level counts what began before the end of a period and had not ended then', async () => {
    expect(await valuesOf('desk.open', { period: FIRST_FOUR_MONTHS, grain: 'month' })).toEqual([3, 2, 2, 4])
  })

  test('rows from before the period count, and rows that ended before it do not', async () => {
    expect(await valuesOf('desk.open', { period: { from: '2023-02-02', to: '2023-02-04' }, grain: 'day' })).toEqual([
      3, 2, 2,
    ])
  })

  test('without a grain it is the level at the end of the last day', async () => {
    expect(await valuesOf('desk.open', { period: FIRST_FOUR_MONTHS })).toEqual([4])
    expect(await valuesOf('desk.open', { period: { from: '2023-01-01', to: '2023-01-02' } })).toEqual([2])
  })

  test('by a dimension, every period has every group', async () => {
    const rows = await rowsOf({ metrics: ['desk.open'], by: ['line'], period: FIRST_FOUR_MONTHS, grain: 'quarter' })

    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2023-01-01', 'line_1', 1],
      ['2023-01-01', 'line_2', 1],
      ['2023-01-01', null, 0],
      ['2023-04-01', 'line_1', 2],
      ['2023-04-01', 'line_2', 1],
      ['2023-04-01', null, 1],
    ])
  })

  test('a row that ends before it begins was never there', async () => {
    const where = [{ dimension: 'priority', op: 'in' as const, values: ['odd'] }]

    expect(await valuesOf('desk.open', { period: FIRST_FOUR_MONTHS, grain: 'month', where })).toEqual([0, 0, 0, 0])
    expect(await valuesOf('desk.open', { period: FIRST_FOUR_MONTHS, where })).toEqual([0])
  })

  test('a period that is not over has the level of today’s end; one that has not begun has none', async () => {
    const period = { from: '2023-04-01', to: '2023-06-30' }

    expect(await valuesOf('desk.open', { period, grain: 'month' })).toEqual([4, null, null])
    expect(await valuesOf('desk.open', { period })).toEqual([4])
    expect(await valuesOf('desk.open', { period: { from: '2023-05-01', to: '2023-05-02' } })).toEqual([null])
  })
})

describe('levels of other aggregates than the number of rows', () => {
  const waiting = (query: Omit<Query, 'metrics'>) => valuesOf('desk.waiting', query)
  const share = (query: Omit<Query, 'metrics'>) => valuesOf('desk.urgent_share', query)

  test('are made over the rows that had begun and not ended at the end of each period', async () => {
    expect(await waiting({ period: FIRST_FOUR_MONTHS, grain: 'month' })).toEqual([900, 900, 900, 2800])
    expect(await share({ period: FIRST_FOUR_MONTHS, grain: 'month' })).toEqual([1 / 3, 1 / 2, 1 / 2, 1 / 2])
  })

  test('are with a grain what they are without one at the end of each of its periods', async () => {
    const days = await rowsOf({
      metrics: ['desk.waiting', 'desk.urgent_share', 'desk.open'],
      period: { from: '2023-01-30', to: '2023-02-16' },
      grain: 'day',
    })

    expect(days).toHaveLength(18)
    for (const row of days) {
      const on = { from: '2023-01-01', to: String(row['period']) }
      const [alone] = await rowsOf({ metrics: ['desk.waiting', 'desk.urgent_share', 'desk.open'], period: on })
      expect({ ...alone, period: row['period'] }).toEqual(row)
    }
  })

  test('of a period that is not over are taken at today’s end; one that has not begun has none', async () => {
    const period = { from: '2023-04-01', to: '2023-06-30' }

    expect(await waiting({ period, grain: 'month' })).toEqual([2800, null, null])
    expect(await share({ period, grain: 'month' })).toEqual([1 / 2, null, null])
    expect(await waiting({ period })).toEqual([2800])
  })

  test('take filters and dimensions', async () => {
    const rows = await rowsOf({
      metrics: ['desk.waiting'],
      by: ['line'],
      where: [{ dimension: 'amount', op: 'between', from: 200, to: 900 }],
      period: FIRST_FOUR_MONTHS,
      grain: 'quarter',
    })

    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2023-01-01', 'line_1', 600],
      ['2023-01-01', 'line_2', 300],
      ['2023-01-01', null, 0],
      ['2023-04-01', 'line_1', 600],
      ['2023-04-01', 'line_2', 300],
      ['2023-04-01', null, 900],
    ])
  })
})

describe('shares', () => {
  const period = FIRST_FOUR_MONTHS
  const shares = async (query: Omit<Query, 'metrics' | 'period'>) =>
    (await rowsOf({ metrics: ['desk.line_share'], period, ...query })).map((row) => Object.values(row))

  test('a share is divided by its total over its own dimension, rows without a value included', async () => {
    expect(await shares({ by: ['line'] })).toEqual([
      ['line_1', 0.5],
      ['line_2', 0.4],
      [null, 0.1],
    ])
  })

  test('within each period', async () => {
    expect(await shares({ by: ['line'], grain: 'quarter' })).toEqual([
      ['2023-01-01', 'line_1', 4 / 6],
      ['2023-01-01', 'line_2', 2 / 6],
      ['2023-01-01', null, 0],
      ['2023-04-01', 'line_1', 0.25],
      ['2023-04-01', 'line_2', 0.5],
      ['2023-04-01', null, 0.25],
    ])
  })

  test('a filter on its own dimension does not change what it is divided by', async () => {
    const where = [{ dimension: 'line', op: 'in' as const, values: ['line_2'] }]

    expect(await shares({ by: ['line'], where })).toEqual([['line_2', 0.4]])
    expect(await shares({ where })).toEqual([[0.4]])
  })

  test('a filter on another dimension does', async () => {
    const where = [{ dimension: 'priority', op: 'in' as const, values: ['low'] }]

    expect(await shares({ by: ['line'], where })).toEqual([
      ['line_1', 0.5],
      ['line_2', 0.5],
    ])
  })

  test('a limit does not', async () => {
    expect(await shares({ by: ['line'], limit: 1 })).toEqual([['line_1', 0.5]])
  })

  test('within another dimension', async () => {
    const rows = await shares({ by: ['priority', 'line'] })

    expect(rows.filter(([priority]) => priority === 'high')).toEqual([
      ['high', 'line_1', 0.5],
      ['high', 'line_2', 0.25],
      ['high', null, 0.25],
    ])
  })

  test('of nothing there is no share', async () => {
    expect(await rowsOf({ metrics: ['desk.line_share'], period: { from: '2023-03-01', to: '2023-03-31' } })).toEqual([
      { 'desk.line_share': null },
    ])
  })
})
