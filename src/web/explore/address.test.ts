import { describe, expect, test } from 'vitest'
import { parseSearch, searchText, type View } from '../dashboard/search.ts'
import { addressOf, addressOfQuery, explorationOf, type Exploration } from './address.ts'

const FIELDS = [
  { dimension: 'priority', isNumber: false },
  { dimension: 'hour', isNumber: true },
]
const VIEW: View = { period: 'last-90-days', compare: undefined, grain: undefined, zone: undefined, where: [] }
const PLAIN: Exploration = {
  metrics: [],
  by: [],
  time: undefined,
  view: VIEW,
  show: 'chart',
  kind: undefined,
  top: undefined,
  sort: undefined,
}

const thereAndBack = (exploration: Exploration): Exploration =>
  explorationOf(parseSearch(searchText(addressOf(exploration))), FIELDS)

describe('the address of a question', () => {
  test('nothing asked needs no address', () => {
    expect(searchText(addressOf(PLAIN))).toBe('')
    expect(thereAndBack(PLAIN)).toEqual(PLAIN)
  })

  test.each<[string, Partial<Exploration>]>([
    ['metrics and dimensions in their order', { metrics: ['b.two', 'a.one'], by: ['priority', 'hour'] }],
    ['a step that suits', { time: 'auto' }],
    ['a step', { time: 'quarter' }],
    ['a comparison', { view: { ...VIEW, compare: 'previous-period' } }],
    ['days and a zone', { view: { ...VIEW, period: { from: '2023-01-01', to: '2023-02-03' }, zone: 'Asia/Tokyo' } }],
    ['values kept', { view: { ...VIEW, where: [{ dimension: 'priority', op: 'in', values: ['high', null] }] } }],
    ['values left out', { view: { ...VIEW, where: [{ dimension: 'priority', op: 'not in', values: ['~x', null] }] } }],
    ['numbers left out', { view: { ...VIEW, where: [{ dimension: 'hour', op: 'not in', values: ['9', '10'] }] } }],
    [
      'values kept and values left out of one dimension',
      {
        view: {
          ...VIEW,
          where: [
            { dimension: 'priority', op: 'in', values: ['high'] },
            { dimension: 'priority', op: 'not in', values: ['low'] },
          ],
        },
      },
    ],
    ['a range', { view: { ...VIEW, where: [{ dimension: 'hour', op: 'between', from: 9, to: 9 }] } }],
    ['a pivot, sorted', { show: 'pivot', sort: { by: 'a.one@high', isDescending: true } }],
    ['a table, sorted by name', { show: 'table', sort: { by: 'priority', isDescending: false } }],
    ['a kind of chart and how many values', { kind: 'heatmap', top: 10 }],
  ])('%s come back as they went', (_, part) => {
    expect(thereAndBack({ ...PLAIN, ...part })).toEqual({ ...PLAIN, ...part })
  })

  test('what makes no sense is left out', () => {
    const search = parseSearch('?grain=hour&show=cube&kind=pie&top=-3&sort=-&compare=never&f.none=1&m=&by=a&by=b&by=c')

    expect(explorationOf(search, FIELDS)).toEqual({ ...PLAIN, by: ['a', 'b'] })
  })

  test("a tile's question keeps its metrics, split, step, days, comparison, filters and number of values", () => {
    const search = addressOfQuery({
      metrics: ['a.one'],
      by: ['priority'],
      grain: 'week',
      period: 'last-year',
      compare: 'previous-year',
      timeZone: 'UTC',
      where: [{ dimension: 'priority', op: 'not in', values: ['low'] }],
      limit: 10,
    })

    expect(searchText(search)).toBe(
      '?m=a.one&by=priority&grain=week&period=last-year&zone=UTC&compare=previous-year&not.priority=low&top=10',
    )
  })
})
