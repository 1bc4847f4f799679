import { describe, expect, test } from 'vitest'
import type { Answer } from '../../base/index.ts'
import type { Explored } from './explored.ts'
import { addsUp, kindsFor, picturesOf } from './pictures.ts'
import { answerOf } from './testing.ts'

const QUARTERS = ['2023-01-01', '2023-04-01', '2023-07-01', '2023-10-01'] as const

const explored = (answer: Answer, across?: Answer): Explored => ({
  question: { metrics: [] },
  answer,
  leaders: undefined,
  totals: across ? { across } : {},
})

const split = answerOf(
  ['period', 'line', '#m'],
  QUARTERS.flatMap((period) => [
    [period, 'one', 1],
    [period, 'two', 2],
  ]),
)
const totalled = (each: number) =>
  explored(
    split,
    answerOf(
      ['period', '#m'],
      QUARTERS.map((period) => [period, each]),
    ),
  )

describe('whether parts make up their whole', () => {
  test('is told by the totals, not by the unit', () => {
    expect(addsUp(totalled(3), 'm')).toBe(true)
    expect(addsUp(totalled(2), 'm')).toBe(false)
  })

  test('is not claimed without totals, nor where rows are cut off', () => {
    const { across } = totalled(3).totals

    expect(addsUp(explored(split), 'm')).toBe(false)
    expect(addsUp(explored({ ...split, isCut: true }, across), 'm')).toBe(false)
  })

  test('a single line that does not add up is enough to say no', () => {
    const across = answerOf(
      ['period', '#m'],
      QUARTERS.map((period, place) => [period, place === 3 ? 2.5 : 3]),
    )

    expect(addsUp(explored(split, across), 'm')).toBe(false)
  })
})

describe('the kind of picture', () => {
  const proposed = (of: Explored, isOrdered = false) => kindsFor(of, 'm', isOrdered)[0]
  const crossed = answerOf(
    ['line', 'priority', '#m'],
    [
      ['one', 'high', 1],
      ['one', 'low', 2],
    ],
  )

  test('time is a line, a few periods are columns', () => {
    const over = (periods: readonly string[]) =>
      explored(
        answerOf(
          ['period', '#m'],
          periods.map((period) => [period, 1]),
        ),
      )

    expect([proposed(over(QUARTERS)), proposed(over(QUARTERS.slice(2)))]).toEqual(['line', 'bar'])
  })

  test('parts over time are stacked only where they add up', () => {
    expect([proposed(totalled(3)), proposed(totalled(2))]).toEqual(['stacked-bar', 'line'])
    expect(kindsFor(totalled(2), 'm', false)).not.toContain('stacked-bar')
    expect(kindsFor(totalled(2), 'm', false)).not.toContain('area')
  })

  test('names are bars from the left, an order of their own goes from left to right', () => {
    const one = explored(answerOf(['line', '#m'], [['one', 1]]))

    expect([proposed(one), proposed(one, true)]).toEqual(['horizontal-bar', 'bar'])
  })

  test('two dimensions are a heat map, or stacked where they add up', () => {
    expect(proposed(explored(crossed, answerOf(['line', '#m'], [['one', 1.5]])))).toBe('heatmap')
    expect(proposed(explored(crossed, answerOf(['line', '#m'], [['one', 3]])))).toBe('stacked-bar')
  })

  test('three axes have no picture, and neither has a lone figure', () => {
    const three = answerOf(['period', 'line', 'priority', '#m'], [['2023-01-01', 'one', 'high', 1]])

    expect(picturesOf(explored(three), 'bar', false)).toEqual({ pictures: [], kinds: [] })
    expect(picturesOf(explored(answerOf(['#m'], [[1]])), 'line', false).pictures).toEqual([])
  })

  test('a kind that would lie is not drawn, even if the address asks for it', () => {
    const { pictures } = picturesOf(totalled(2), 'stacked-bar', false)

    expect(pictures.map(({ spec }) => spec)).toEqual([{ kind: 'line', x: 'period', y: ['m'], series: 'line' }])
  })

  test('metrics of one unit share a picture, of another unit they have their own', () => {
    const answer = answerOf(
      ['period', '#a', '#b', '#c'],
      QUARTERS.map((period) => [period, 1, 2, 3]),
    )
    const columns = answer.columns.map((column) =>
      column.name === 'b' ? { ...column, unit: 'hours' as const } : column,
    )

    const { pictures } = picturesOf(explored({ ...answer, columns }), undefined, false)

    expect(pictures.map(({ metrics }) => metrics.map(({ name }) => name))).toEqual([['a', 'c'], ['b']])
  })

  test('metrics that are split have a picture each', () => {
    const answer = answerOf(['line', 'priority', '#a', '#b'], [['one', 'high', 1, 2]])

    const { pictures } = picturesOf(explored(answer), undefined, false)

    expect(pictures.map(({ spec }) => spec)).toEqual([
      { kind: 'heatmap', x: 'priority', y: 'line', value: 'a' },
      { kind: 'heatmap', x: 'priority', y: 'line', value: 'b' },
    ])
  })
})
