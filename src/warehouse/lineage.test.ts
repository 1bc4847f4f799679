import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench, visitModel, type Bench } from './fixture.ts'
import type { Model } from './contract.ts'
import type { Lineage } from './insight-contract.ts'

const daily: Model = {
  layer: 'mart',
  name: 'days',
  path: 'mart/days.sql',
  text: `/*
One row per day.
grain: day
spent: money of the day
*/
with spent as (
  select v.updated_at::date as day, sum(v.amount) filter (where v.amount > 0) as spent, max(v.minutes) as longest
  from mart.visits as v
  where v.kind <> 'test'
  group by all
)
select s.day, s.spent, s.longest, (select count(*) from core.shop_kind) as kinds, list_transform([s.spent], x -> x + 1)[1] as more
from spent as s
`,
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ models: [visitModel, daily] })
})
afterAll(() => bench.close())

const named = (lineage: Lineage, table: string) => {
  const found = lineage.tables.find(({ name }) => name === table)
  if (!found) throw new Error(`${table} is not there`)
  return found
}
const madeOf = (lineage: Lineage, table: string, column: string) =>
  named(lineage, table)
    .columns.find(({ name }) => name === column)
    ?.from.map((from) => `${from.table}.${from.column}`)

describe('where a figure comes from', () => {
  test('tables are told from the mart down to what was received, nearer ones first', async () => {
    const lineage = await bench.warehouse.lineage('select sum(spent) from mart.days')

    expect(lineage.value).toEqual({ from: [{ table: 'mart.days', column: 'spent' }], isTold: true })
    expect(lineage.tables.map(({ name, layer }) => `${layer} ${name}`)).toEqual([
      'mart mart.days',
      'mart mart.visits',
      'core core.shop_kind',
      'core core.shop_visit',
      'staging staging.shop__shop_kind',
      'staging staging.shop__shop_visit',
      'raw shop/kinds',
      'raw shop/visits',
    ])
    expect(named(lineage, 'mart.days')).toMatchObject({
      meaning: 'One row per day.',
      reads: ['mart.visits', 'core.shop_kind'],
    })
    expect(named(lineage, 'staging.shop__shop_visit').sql).toEqual([
      'select _line, id as visit_id, who, kind, seconds, amount, updated_at from record',
    ])
  })

  test('a column is followed through expressions, aliases, filters, subqueries and lambdas', async () => {
    const lineage = await bench.warehouse.lineage('select spent from mart.days')

    expect(madeOf(lineage, 'mart.days', 'day')).toEqual(['mart.visits.updated_at'])
    expect(madeOf(lineage, 'mart.days', 'longest')).toEqual(['mart.visits.minutes'])
    expect(madeOf(lineage, 'mart.days', 'more')).toEqual(['mart.visits.amount'])
    expect(madeOf(lineage, 'mart.visits', 'kind')).toEqual(['core.shop_kind.name', 'core.shop_visit.kind'])
    expect(madeOf(lineage, 'mart.visits', 'minutes')).toEqual(['core.shop_visit.seconds'])
    expect(madeOf(lineage, 'core.shop_visit', 'visit_id')).toEqual(['staging.shop__shop_visit.visit_id'])
    expect(madeOf(lineage, 'staging.shop__shop_visit', 'visit_id')).toEqual(['shop/visits.id'])
  })

  test('what makes the value is told from what decides which rows there are, and from what is only looked up', async () => {
    const lineage = await bench.warehouse.lineage('select sum(minutes) from mart.visits')
    const uses = (table: string) =>
      Object.fromEntries(named(lineage, table).columns.flatMap(({ name, use }) => (use ? [[name, use]] : [])))

    expect(uses('mart.visits')).toEqual({ minutes: 'value' })
    expect(uses('core.shop_visit')).toEqual({ seconds: 'value', who: 'rows' })
    expect(uses('shop/visits')).toEqual({ seconds: 'value', who: 'rows' })
    expect(named(lineage, 'core.shop_kind').isUsed).toBe(false)
  })

  test('what the text does not tell apart is said to be so', async () => {
    const lineage = await bench.warehouse.lineage('select minutes + nowhere from mart.visits')

    expect(lineage.value).toEqual({ from: [{ table: 'mart.visits', column: 'minutes' }], isTold: false })
  })

  test.each([
    ['select x.a from (select minutes as a, kind as b from mart.visits) as x', ['minutes']],
    ['with t(a, b) as (select minutes, kind from mart.visits) select b from t', ['kind']],
    ['select minutes from mart.visits union all select amount from mart.visits', ['minutes', 'amount']],
    [
      'select kind as x, minutes as y from mart.visits union all by name select amount as y, visit_id as x from mart.visits',
      ['kind', 'visit_id', 'minutes', 'amount'],
    ],
    [
      'select * exclude (source, visit_id, kind, updated_at) replace (kind as amount) from mart.visits',
      ['minutes', 'kind'],
    ],
    ['select one + 1 as two from (select minutes as one from mart.visits) where two > 3', ['minutes']],
    ['select u.v from mart.visits as t, unnest([t.amount, t.minutes]) as u(v)', ['amount', 'minutes']],
    [
      'with recursive r as (select minutes as n from mart.visits union all select n + 1 from r where n < 3) select n from r',
      ['minutes'],
    ],
    [
      'select (select max(b.amount) from mart.visits as b where b.kind = a.kind) from mart.visits as a',
      ['amount', 'kind'],
    ],
    ['select row_number() over (partition by kind order by amount) from mart.visits', ['kind', 'amount']],
    ['select v.a from (values (1, 2)) as v(a, b)', []],
  ])('%s', async (select, columns) => {
    const { value } = await bench.warehouse.lineage(select)

    expect(value.from.map(({ column }) => column).toSorted()).toEqual([...columns].toSorted())
    expect(value.isTold).toBe(true)
  })
})
