import { expect, test } from 'vitest'
import { emptyFigure } from './empty.ts'

test('counts and sums of nothing are 0', () => {
  for (const aggregate of [
    'count(*)',
    'count(distinct buyer)',
    'COUNT (*) filter (where a / b > 1)',
    'sum(amount)',
    'sum(amount / rate)',
    'sum(greatest(amount, 0))',
    'sum(amount)::decimal(18,2)',
    'cast(sum(amount) as decimal(18, 2))',
    'coalesce(round(sum(amount), 2), count(*), 0)',
    'coalesce(sum(amount), 0)',
    'round(sum(amount), 2)',
    'round(sum(amount))',
    'count(*) - count(resolved_at)',
    ' Round(SUM(amount), 2) ',
    'cast(round(sum(amount) + sum(tax), 2) as decimal(18, 2))',
    'round(cast(count(*) as double)\n, 1)',
  ]) {
    expect([aggregate, emptyFigure(aggregate)]).toEqual([aggregate, 0])
  }
})

test('means, medians, quotients and extremes of nothing are no figure', () => {
  for (const aggregate of [
    'avg(hours)',
    'median(hours)',
    'max(amount)',
    'count(*) / sum(amount)',
    'sum(a) / nullif(sum(b), 0)',
    'cast(sum(a) as double) / count(*)',
    'cast(avg(a) as double)',
    '1 + round(sum(a), 2)',
    'round(sum(a), 2) + 1',
    'round(sum(a) / count(*), 2)',
    'coalesce(avg(a), 0)',
    'coalesce(sum(a), max(b))',
    'coalesce(sum(a), max(b), 0)',
    'abs(sum(a))',
    'sum(a) * avg(b)',
    '1',
  ]) {
    expect([aggregate, emptyFigure(aggregate)]).toEqual([aggregate, null])
  }
})
