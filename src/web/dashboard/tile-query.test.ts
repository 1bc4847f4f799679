import { describe, expect, test } from 'vitest'
import type { Answer, CatalogMetric } from '../../base/index.ts'
import { rowsWithEarlier } from './comparison.ts'
import type { View } from './search.ts'
import { behind, holdsNothing, incompleteFrom, tileQuery, wholeAtStart, type TileContext } from './tile-query.ts'

const METRIC: CatalogMetric = {
  id: 'a.count',
  pack: 'a',
  title: 'Count',
  meaning: '',
  unit: 'count',
  better: 'up',
  dimensions: ['priority'],
  onHome: false,
}
const CONTEXT: TileContext = { today: '2024-01-01', span: { from: '2023-01-01', to: '2023-12-31' }, metrics: [METRIC] }
const VIEW: View = { period: 'last-30-days', compare: 'previous-period', grain: undefined, zone: undefined, where: [] }
const QUERY = { metrics: ['a.count'], grain: 'month' } as const

const answer = (part: Partial<Answer>): Answer => ({
  rows: [],
  columns: [
    { name: 'period', label: '', kind: 'period', unit: 'day' },
    { name: 'priority', label: '', kind: 'dimension', unit: 'text' },
    { name: 'a.count', label: '', kind: 'metric', unit: 'count' },
  ],
  units: {},
  asOf: {},
  period: { from: '2023-05-10', to: '2023-06-20', timeZone: 'UTC', grain: 'month' },
  sql: '',
  isCut: false,
  ...part,
})

describe("a tile's question", () => {
  test('a short period is split finer than the tile asks for, a chosen step holds', () => {
    expect(tileQuery(QUERY, VIEW, CONTEXT).query.grain).toBe('day')
    expect(tileQuery(QUERY, { ...VIEW, period: 'last-year' }, CONTEXT).query.grain).toBe('month')
    expect(tileQuery(QUERY, { ...VIEW, grain: 'quarter' }, CONTEXT).query.grain).toBe('quarter')
  })

  test('filters that its metrics do not know are left out and named', () => {
    const where = [
      { dimension: 'priority', op: 'in', values: ['high'] },
      { dimension: 'manager', op: 'in', values: ['x'] },
    ] as const

    const { query, ignored } = tileQuery(QUERY, { ...VIEW, where }, CONTEXT)

    expect(query.where).toEqual([where[0]])
    expect(ignored).toEqual(['manager'])
  })

  test('everything there is has nothing to be compared with', () => {
    expect(tileQuery(QUERY, VIEW, CONTEXT).query.compare).toBe('previous-period')
    expect(tileQuery(QUERY, { ...VIEW, period: 'all' }, CONTEXT).query.compare).toBeUndefined()
  })
})

describe('an answer', () => {
  test('the rows behind a line lie in its period, cut to the days asked for, and have its values', () => {
    expect(behind({ period: '2023-05-01', priority: null }, answer({}))).toEqual({
      where: [{ dimension: 'priority', op: 'in', values: [null] }],
      period: { from: '2023-05-10', to: '2023-05-31' },
    })
  })

  test('periods cut short are told from whole ones', () => {
    const rows = [{ period: '2023-05-01' }, { period: '2023-06-01' }]

    expect(wholeAtStart(answer({ rows }))).toEqual([{ period: '2023-06-01' }])
    expect(incompleteFrom(answer({ rows }))).toBe('2023-06-01')
  })

  test('earlier figures are matched by the place of the period and by values, wherever rows are missing', () => {
    const before = { from: '2023-03-10', to: '2023-04-20' }
    const rows = [
      { period: '2023-05-01', priority: 'high', 'a.count': 1 },
      { period: '2023-06-01', priority: 'high', 'a.count': 2 },
      { period: '2023-06-01', priority: 'low', 'a.count': 3 },
    ]
    const earlier = [
      { period: '2023-04-01', priority: 'low', 'a.count': 30 },
      { period: '2023-04-01', priority: 'high', 'a.count': 20 },
    ]

    const joined = rowsWithEarlier(answer({ rows, comparison: { period: before, rows: earlier } }))

    expect(joined.map((row) => row['a.count::before'])).toEqual([null, 20, 30])
  })

  test('zeros are figures within the days of the data, and nothing outside of them', () => {
    const rows = [{ period: '2023-05-01', priority: 'high', 'a.count': 0 }]

    expect(holdsNothing(answer({ rows }), { from: '2023-01-01', to: '2023-12-31' })).toBe(false)
    expect(holdsNothing(answer({ rows }), { from: '2022-01-01', to: '2022-12-31' })).toBe(true)
    expect(holdsNothing(answer({ rows: [{ 'a.count': null }] }), { from: '2023-01-01', to: '2023-12-31' })).toBe(true)
  })
})
