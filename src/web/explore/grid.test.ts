import { describe, expect, test } from 'vitest'
import type { Answer } from '../../base/index.ts'
import type { Explored, Totals } from './explored.ts'
import { gridOf, nextSort, sorted, type Grid } from './grid.ts'
import { REST } from './question.ts'
import { answerOf } from './testing.ts'

const explored = (answer: Answer, totals: Totals = {}): Explored => ({
  question: { metrics: [] },
  answer,
  leaders: undefined,
  totals,
})

const figures = (grid: Grid) => grid.rows.map(({ heads, cells }) => [...heads, ...cells.map(({ value }) => value)])

/** Medians: the total of a line is no sum of it, and its mean neither. */
const MEDIANS = explored(
  answerOf(
    ['line', 'priority', '#m'],
    [
      ['one', 'high', 1],
      ['one', 'low', 9],
      ['two', 'high', 4],
      ['two', null, 5],
    ],
  ),
  {
    across: answerOf(
      ['line', '#m'],
      [
        ['one', 2],
        ['two', 4],
      ],
    ),
    down: answerOf(
      ['priority', '#m'],
      [
        ['high', 3],
        ['low', 9],
        [null, 5],
      ],
    ),
    all: answerOf(['#m'], [[3.5]]),
  },
)

describe('a pivot', () => {
  test('puts the last dimension across, and every total is what the server said', () => {
    const grid = gridOf(MEDIANS, true, 'none')

    expect(grid.columns.map(({ id, label, isTotal }) => [id, label, isTotal])).toEqual([
      ['m@high', 'high', false],
      ['m@low', 'low', false],
      ['m@~', 'none', false],
      ['m', '', true],
    ])
    expect(figures(grid)).toEqual([
      ['one', 1, 9, null, 2],
      ['two', 4, null, 5, 4],
    ])
    expect(grid.total?.cells.map(({ value }) => value)).toEqual([3, 9, 5, 3.5])
  })

  test('a figure knows what it stands for: a cell both values, a total only its own', () => {
    const grid = gridOf(MEDIANS, true, 'none')

    expect(grid.rows[1]?.cells.map(({ of }) => of)).toEqual([
      { line: 'two', priority: 'high' },
      { line: 'two', priority: 'low' },
      { line: 'two', priority: null },
      { line: 'two' },
    ])
    expect(grid.total?.cells.map(({ of }) => of)).toEqual([
      { priority: 'high' },
      { priority: 'low' },
      { priority: null },
      {},
    ])
  })

  test('without totals there are none: nothing is added up here', () => {
    const grid = gridOf(explored(MEDIANS.answer), true, 'none')

    expect(grid.total).toBeUndefined()
    expect(grid.columns.some(({ isTotal }) => isTotal)).toBe(false)
  })

  test('several metrics stand side by side under each value', () => {
    const answer = answerOf(
      ['line', 'priority', '#m', '#n'],
      [
        ['one', 'high', 1, 10],
        ['one', 'low', 2, 20],
      ],
    )

    const grid = gridOf(explored(answer), true, 'none')

    expect(grid.columns.map(({ group, label }) => [group, label])).toEqual([
      ['high', 'm'],
      ['high', 'n'],
      ['low', 'm'],
      ['low', 'n'],
    ])
    expect(figures(grid)).toEqual([['one', 1, 10, 2, 20]])
  })

  test('earlier figures stand beside their own, and are absent where nothing is compared', () => {
    const rows = [
      ['2023-01-01', 'high', 3],
      ['2023-04-01', 'high', 4],
    ] as const
    const earlier = answerOf(
      ['period', 'priority', '#m'],
      [
        ['2022-01-01', 'high', 1],
        ['2022-04-01', 'high', 2],
      ],
    ).rows
    const names = ['period', 'priority', '#m']
    const comparison = { period: { from: '2022-01-01', to: '2022-12-31' }, rows: earlier }

    const compared = gridOf(explored(answerOf(names, rows, { comparison })), true, 'none')
    const plain = gridOf(explored(answerOf(names, rows)), true, 'none')

    expect(compared.rows.map(({ cells }) => cells[0]?.before)).toEqual([1, 2])
    expect(plain.rows.map(({ cells }) => cells[0]?.before)).toEqual([undefined, undefined])
  })

  test('values without room are counted', () => {
    const rows = Array.from({ length: 43 }, (_, place) => ['one', `v${place}`, place] as const)

    const grid = gridOf(explored(answerOf(['line', 'value', '#m'], rows)), true, 'none')

    expect([grid.columns.length, grid.hidden]).toEqual([40, 3])
  })
})

describe('a table', () => {
  test('has a line for each row and the whole beneath', () => {
    const answer = answerOf(
      ['line', '#m'],
      [
        ['one', 1],
        ['two', 4],
      ],
    )

    const grid = gridOf(explored(answer, { all: answerOf(['#m'], [[3.5]]) }), false, 'none')

    expect(figures(grid)).toEqual([
      ['one', 1],
      ['two', 4],
    ])
    expect(grid.total?.cells).toEqual([{ value: 3.5, before: undefined, of: {} }])
  })

  test('is sorted by a figure with no figure last, and the rest after all of them', () => {
    const answer = answerOf(
      ['line', '#m'],
      [
        ['a', 1],
        [REST, 100],
        ['b', null],
        ['c', 3],
      ],
    )
    const grid = gridOf(explored(answer), false, 'none')
    const names = (by: string, isDescending: boolean) =>
      sorted(grid, { by, isDescending }).rows.map(({ heads }) => heads[0])

    expect(names('m', true)).toEqual(['c', 'a', 'b', REST])
    expect(names('m', false)).toEqual(['a', 'c', 'b', REST])
    expect(names('line', true)).toEqual(['c', 'b', 'a', REST])
    expect(sorted(grid, { by: 'none', isDescending: true })).toBe(grid)
  })

  test('a head sorts one way, then the other, then not at all', () => {
    const first = nextSort(undefined, 'm', true)
    const second = nextSort(first, 'm', true)

    expect([first, second, nextSort(second, 'm', true)]).toEqual([
      { by: 'm', isDescending: true },
      { by: 'm', isDescending: false },
      undefined,
    ])
    expect(nextSort(first, 'line', false)).toEqual({ by: 'line', isDescending: false })
  })
})
