import { beforeAll, expect, test } from 'vitest'
import type { Query } from '../base/index.ts'
import { defineMetric, sqlForReading, sqlText } from '../kit/index.ts'
import type { Definitions } from './definitions.ts'
import { created, knownOf, ofTickets, planOf } from './testing.ts'

let definitions: Definitions
beforeAll(() => {
  definitions = knownOf({
    metrics: [
      created,
      defineMetric({ ...created, id: 'desk.amount', sql: 'sum(amount)' }),
      defineMetric({ ...created, id: 'desk.urgent', where: 'is_urgent' }),
      defineMetric({ ...created, id: 'desk.late', where: 'is_late' }),
      defineMetric({ ...created, id: 'desk.resolved', at: 'resolved_at' }),
      defineMetric({ ...created, id: 'desk.sum_open', sql: 'sum(amount)', until: 'resolved_at' }),
      defineMetric({ ...created, id: 'desk.mean_open', sql: 'avg(amount)', until: 'resolved_at' }),
      defineMetric({ ...created, id: 'desk.sum_unpaid', sql: 'sum(amount)', until: 'paid_at' }),
    ],
    dimensions: [ofTickets('group')],
  })
})

const planned = (query: Query) => planOf(query, definitions)
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ')

test('a question about one mart reads as a person would write it', async () => {
  const plan = await planned({
    metrics: ['desk.created', 'desk.amount'],
    by: ['group'],
    where: [{ dimension: 'group', op: 'in', values: ['Support'] }],
    period: { from: '2023-03-01', to: '2023-03-31' },
    limit: 10,
  })

  expect(plain(sqlForReading(plan))).toBe(
    plain(`
    with "part_1" as (
      select "group" as "group", count(*) as "desk.created", sum(amount) as "desk.amount"
      from mart.tickets
      where "created_at" >= cast('2023-02-28 21:00:00' as timestamp) and "created_at" < cast('2023-03-31 21:00:00' as timestamp)
        and cast("group" as varchar) in ('Support') group by 1),
    figure as (select cast("group" as varchar) as "group", "desk.created", "desk.amount" from "part_1"),
    answer as (select f."group", coalesce(f."desk.created", 0) as "desk.created", coalesce(f."desk.amount", 0) as "desk.amount"
      from figure as f)
    select "group", "desk.created", "desk.amount" from answer
    order by "group" nulls last
    limit 11`)
      .replaceAll('( select', '(select')
      .trim(),
  )
})

test('what a person gives travels as parameters, never as text', async () => {
  const plan = await planned({
    metrics: ['desk.created'],
    by: ['group'],
    where: [{ dimension: 'group', op: 'not in', values: ["O'Hara", 'Дежурные'] }],
    period: { from: '2023-03-01', to: '2023-03-31' },
    grain: 'month',
  })

  expect(sqlText(plan)).not.toMatch(/Hara|Дежурные|2023/)
  expect(plan.values).toEqual(expect.arrayContaining(["O'Hara", 'Дежурные', '2023-02-28 21:00:00']))
})

test('metrics over the same rows are one pass, others one each', async () => {
  const passes = async (metrics: readonly string[]) =>
    sqlText(await planned({ metrics, period: 'this-year' })).match(/from mart\.tickets/g)?.length

  expect(await passes(['desk.created', 'desk.amount'])).toBe(1)
  expect(await passes(['desk.created', 'desk.amount', 'desk.urgent', 'desk.resolved'])).toBe(3)
  expect(await passes(['desk.urgent', 'desk.late'])).toBe(2)
  expect(await passes(['desk.sum_open', 'desk.mean_open', 'desk.sum_unpaid', 'desk.amount'])).toBe(3)
})

test('the same shape of question has the same text, whatever its days and values', async () => {
  const text = async (from: string, value: string) =>
    sqlText(
      await planned({
        metrics: ['desk.created'],
        where: [{ dimension: 'group', op: 'in', values: [value] }],
        period: { from, to: '2023-12-31' },
        grain: 'day',
      }),
    )

  expect(await text('2023-01-01', 'a')).toBe(await text('2023-05-05', 'b'))
})
