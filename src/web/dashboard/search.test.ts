import { describe, expect, test } from 'vitest'
import { parseSearch, searchOf, searchText, viewOf, type View } from './search.ts'

const FILTERS = [
  { dimension: 'priority', isNumber: false },
  { dimension: 'amount', isNumber: true },
]
const PLAIN: View = { period: 'last-90-days', compare: 'previous-period', grain: undefined, zone: undefined, where: [] }

const thereAndBack = (view: View): View =>
  viewOf(parseSearch(searchText(searchOf(view, 'last-90-days'))), 'last-90-days', FILTERS)

describe('the address of a view', () => {
  test("the dashboard's own view needs no address", () => {
    expect(searchText(searchOf(PLAIN, 'last-90-days'))).toBe('')
    expect(thereAndBack(PLAIN)).toEqual(PLAIN)
  })

  test.each<[string, View]>([
    ['days', { ...PLAIN, period: { from: '2023-03-01', to: '2023-05-31' } }],
    ['a preset', { ...PLAIN, period: 'all' }],
    ['no comparison', { ...PLAIN, compare: undefined }],
    ['a step and a zone', { ...PLAIN, grain: 'quarter', zone: 'Asia/Tokyo' }],
    ['several values', { ...PLAIN, where: [{ dimension: 'priority', op: 'in', values: ['high', 'a,b & c=ё'] }] }],
    ['no value', { ...PLAIN, where: [{ dimension: 'priority', op: 'in', values: [null] }] }],
    [
      'a value like the sign of no value',
      { ...PLAIN, where: [{ dimension: 'priority', op: 'in', values: ['~', '~~x'] }] },
    ],
    ['a board that refreshes itself', { ...PLAIN, refreshSeconds: 300 }],
    ['a range with an open end', { ...PLAIN, where: [{ dimension: 'amount', op: 'between', from: -1.5 }] }],
  ])('%s come back as they went', (_, view) => {
    expect(thereAndBack(view)).toEqual(view)
  })

  test('a day that is going on is compared with nothing unless the address says so', () => {
    const ofToday = (text: string) => viewOf(parseSearch(text), 'today', FILTERS).compare
    const compared: View = { ...PLAIN, period: 'today', compare: 'previous-period' }

    expect([ofToday(''), ofToday('?compare=previous-year')]).toEqual([undefined, 'previous-year'])
    expect(searchText(searchOf({ ...compared, compare: undefined }, 'today'))).toBe('')
    expect(ofToday(searchText(searchOf(compared, 'today')))).toBe('previous-period')
  })

  test('one number alone, as a click on a bar gives it, is a range of one', () => {
    const clicked: View = { ...PLAIN, where: [{ dimension: 'amount', op: 'in', values: ['9'] }] }

    expect(thereAndBack(clicked).where).toEqual([{ dimension: 'amount', op: 'between', from: 9, to: 9 }])
  })

  test('what makes no sense in an address is the default', () => {
    const search = parseSearch('?period=2023-05-31..2023-03-01&grain=hour&zone=Mars/Base&f.unknown=1&f.amount=x..y')

    expect(viewOf(search, 'last-90-days', FILTERS)).toEqual(PLAIN)
  })
})
