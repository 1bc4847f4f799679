import { describe, expect, test } from 'vitest'
import type { CatalogMetric, Query } from '../../base/index.ts'
import type { TileContext } from '../dashboard/tile-query.ts'
import type { Exploration } from './address.ts'
import { arranged, honest, inTwo, leadersOf, leadersQuery, questionOf, REST, splitBy, together } from './question.ts'
import { answerOf } from './testing.ts'

const METRIC: CatalogMetric = {
  id: 'a.median',
  pack: 'a',
  title: 'Median',
  meaning: '',
  unit: 'hours',
  better: 'down',
  dimensions: ['line', 'priority'],
  onHome: false,
}
const CONTEXT: TileContext = { today: '2024-01-01', span: { from: '2023-01-01', to: '2023-12-31' }, metrics: [METRIC] }
const ASKED: Exploration = {
  metrics: ['a.median'],
  by: [],
  time: undefined,
  view: { period: 'last-year', compare: 'previous-year', grain: undefined, zone: undefined, where: [] },
  show: 'chart',
  kind: undefined,
  top: undefined,
  sort: undefined,
}
const QUERY: Query = {
  metrics: ['a.median', 'a.count'],
  by: ['line', 'priority'],
  where: [{ dimension: 'priority', op: 'not in', values: ['low'] }],
  period: 'last-year',
  grain: 'month',
  compare: 'previous-period',
}
const LEADERS = { dimension: 'line', values: ['two', null, 'one'], hasRest: true }

describe('the question of the page', () => {
  test('has a step only where it asks for one: a step that suits, or the one that was chosen', () => {
    const grain = (time: Exploration['time'], period: Exploration['view']['period'] = 'last-30-days') =>
      questionOf({ ...ASKED, time, view: { ...ASKED.view, period } }, CONTEXT).grain

    expect([grain(undefined), grain('auto'), grain('month')]).toEqual([undefined, 'week', 'month'])
    expect([grain('auto', 'last-7-days'), grain('day', 'last-year')]).toEqual(['day', 'day'])
  })

  test('is compared as asked, unless it is of all days that there are', () => {
    const compare = (period: Exploration['view']['period']) =>
      questionOf({ ...ASKED, view: { ...ASKED.view, period } }, CONTEXT).compare

    expect([compare('last-30-days'), compare('all')]).toEqual(['previous-year', undefined])
  })
})

describe('the largest values', () => {
  test('are asked by the first metric over the whole period, under the same filters', () => {
    expect(leadersQuery(QUERY, 3)).toEqual({
      metrics: ['a.median'],
      by: ['line'],
      where: QUERY.where,
      period: 'last-year',
      order: { by: 'a.median', descending: true },
      limit: 3,
    })
    expect(leadersQuery(splitBy(QUERY, [], true), 3)).toBeUndefined()
  })

  test('and the rest are two questions that leave nothing out and count nothing twice', () => {
    const [each, rest] = inTwo(QUERY, LEADERS)

    expect(each.where?.at(-1)).toEqual({ dimension: 'line', op: 'in', values: LEADERS.values })
    expect(rest?.where?.at(-1)).toEqual({ dimension: 'line', op: 'not in', values: LEADERS.values })
    expect([each.where?.[0], rest?.where?.[0]]).toEqual([QUERY.where?.[0], QUERY.where?.[0]])
    expect([each.by, rest?.by]).toEqual([['line', 'priority'], ['priority']])
    expect([each.grain, rest?.grain, rest?.compare]).toEqual(['month', 'month', 'previous-period'])
  })

  test('are one question where there is no rest, or where the question does not split by them', () => {
    expect(inTwo(QUERY, { ...LEADERS, hasRest: false })).toHaveLength(1)
    expect(inTwo(splitBy(QUERY, ['priority'], true), LEADERS)).toHaveLength(1)
  })

  test('stand from the largest, values with an order of their own in that, and the rest last in each period', () => {
    const each = answerOf(
      ['period', 'line', '#m'],
      [
        ['2023-01-01', 'one', 1],
        ['2023-01-01', 'two', 2],
        ['2023-01-01', null, 3],
        ['2023-04-01', 'one', 4],
      ],
    )
    const rest = answerOf(
      ['period', '#m'],
      [
        ['2023-01-01', 9],
        ['2023-04-01', 8],
      ],
    )
    const all = together(each, rest, LEADERS, 'Others')
    const order = (isOrdered: boolean) => arranged(all, LEADERS, isOrdered).rows.map(({ line, m }) => [line, m])

    expect(order(false)).toEqual([
      ['two', 2],
      [null, 3],
      ['one', 1],
      [REST, 9],
      ['one', 4],
      [REST, 8],
    ])
    expect(order(true).slice(0, 4)).toEqual([
      ['one', 1],
      ['two', 2],
      [null, 3],
      [REST, 9],
    ])
    expect(all.columns[1]?.labels).toEqual({ [REST]: 'Others' })
  })

  test('are read as texts, whatever the values are', () => {
    const found = leadersOf(
      answerOf(
        ['hour', '#m'],
        [
          [9, 5],
          [null, 4],
        ],
      ),
      'hour',
    )

    expect(found).toEqual({ dimension: 'hour', values: ['9', null], hasRest: false })
  })
})

describe('a condition that was pointed at', () => {
  test('on the rest is everything but the leaders', () => {
    expect(honest({ dimension: 'line', op: 'in', values: [REST] }, LEADERS, false)).toEqual({
      dimension: 'line',
      op: 'not in',
      values: LEADERS.values,
    })
  })

  test('on a number is a range of one, and any other stays', () => {
    const other = { dimension: 'line', op: 'in', values: ['one', null] } as const

    expect(honest({ dimension: 'hour', op: 'in', values: ['9'] }, LEADERS, true)).toEqual({
      dimension: 'hour',
      op: 'between',
      from: 9,
      to: 9,
    })
    expect(honest(other, LEADERS, false)).toBe(other)
  })
})
