import { describe, expect, test } from 'vitest'
import type { ChartSpec, Table } from '../../base/index.ts'
import { pickedRow } from './picked-row.ts'

const table: Table = {
  columns: [],
  rows: [
    { period: '2023-01-01', line: 'a', share: 0.6 },
    { period: '2023-01-01', line: 'b', share: 0.4 },
    { period: '2023-03-01', line: 'a', share: 0.5 },
    { period: '2023-03-01', line: 'b', share: 0.5 },
  ],
}
const spec = { x: 'period', y: ['share'], series: 'line' }
const pick = (kind: 'line' | 'bar' | 'stacked-bar', place: readonly [number, number]) =>
  pickedRow(place, { spec: { ...spec, kind } as ChartSpec, table, grain: 'month' })

describe('the row behind a place in a picture', () => {
  test('a month without rows keeps its place on the axis', () => {
    expect(pick('line', [1, 0.5])).toBeUndefined()
    expect(pick('line', [2, 0.5])?.period).toBe('2023-03-01')
  })

  test('of stacked parts the one under the pointer', () => {
    expect(pick('stacked-bar', [0, 0.59])?.line).toBe('a')
    expect(pick('stacked-bar', [0, 0.61])?.line).toBe('b')
  })

  test('of lines the nearest, of grouped bars the one at that side', () => {
    expect(pick('line', [0, 0.45])?.line).toBe('b')
    expect(pick('bar', [-0.2, 0.1])?.line).toBe('a')
    expect(pick('bar', [0.2, 0.1])?.line).toBe('b')
  })

  test('lying bars are counted downwards', () => {
    const lying: ChartSpec = { kind: 'horizontal-bar', x: 'name', y: ['n'] }
    const rows = [
      { name: 'first', n: 3 },
      { name: 'second', n: 1 },
    ]

    expect(pickedRow([0.5, 1.2], { spec: lying, table: { columns: [], rows }, grain: undefined })?.name).toBe('second')
  })
})
