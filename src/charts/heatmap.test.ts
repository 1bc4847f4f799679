import { expect, test } from 'vitest'
import { chartOption } from './index.ts'

test('hours of a heat map stand in their order, whichever of them the first row lacks', () => {
  const columns = [
    { name: 'weekday', label: 'Day', unit: 'text' as const },
    { name: 'hour', label: 'Hour', unit: 'number' as const },
    { name: 'calls', label: 'Calls', unit: 'count' as const },
  ]
  const rows = [
    { weekday: 'monday', hour: 0, calls: 3 },
    { weekday: 'monday', hour: 12, calls: 5 },
    { weekday: 'tuesday', hour: null, calls: 1 },
    { weekday: 'tuesday', hour: 9, calls: 7 },
  ]
  const spec = { kind: 'heatmap', x: 'hour', y: 'weekday', value: 'calls' } as const

  const option = chartOption({ spec, table: { columns, rows }, locale: 'en', theme: 'light', width: 900 })

  const axis = option.xAxis as { data: readonly string[] }
  const [series] = option.series as unknown as readonly { data: readonly { value: readonly number[] }[] }[]
  expect(axis.data.slice(0, 3)).toEqual(['0', '9', '12'])
  expect(series?.data.map(({ value }) => value)).toEqual([
    [0, 0, 3],
    [2, 0, 5],
    [3, 1, 1],
    [1, 1, 7],
  ])
})
