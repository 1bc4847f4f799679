import { expect, test } from 'vitest'
import { asFilter, asQuery } from './query.ts'

test('conditions are read as written on the command line', () => {
  expect(asFilter('priority=high')).toEqual({ dimension: 'priority', op: 'in', values: ['high'] })
  expect(asFilter('line!=line_1')).toEqual({ dimension: 'line', op: 'not in', values: ['line_1'] })
  expect(asFilter('priority=high,urgent')).toEqual({ dimension: 'priority', op: 'in', values: ['high', 'urgent'] })
  expect(asFilter('amount=10000..50000')).toEqual({ dimension: 'amount', op: 'between', from: 10_000, to: 50_000 })
  expect(asFilter('amount=10000..')).toEqual({ dimension: 'amount', op: 'between', from: 10_000 })
  expect(asFilter('category=')).toEqual({ dimension: 'category', op: 'in', values: [null] })
})

test('what is no condition is refused with the form to write', () => {
  expect(() => asFilter('priority>high')).toThrow('is not a condition. Write DIM=VALUE')
})

test('one end of a period alone is refused', () => {
  expect(() => asQuery(['support.backlog'], { from: '2023-01-01' })).toThrow('Give both --from and --to')
})

test('metrics may be separated by commas or spaces', () => {
  expect(asQuery(['a.b,a.c', 'a.d'], { by: 'line,priority' })).toEqual({
    metrics: ['a.b', 'a.c', 'a.d'],
    by: ['line', 'priority'],
  })
})
