import { beforeAll, expect, test } from 'vitest'
import type { Day, Query } from '../base/index.ts'
import { defineMetric, sql, sqlForReading } from '../kit/index.ts'
import type { Definitions } from './definitions.ts'
import { created, knownOf, ofTickets, planOf } from './testing.ts'

/* Each kind of pass as a person would write it. That such selects count right, `two-ways.test.ts` shows on a real engine. */

let definitions: Definitions
beforeAll(() => {
  definitions = knownOf({
    metrics: [
      defineMetric({ ...created, id: 'created' }),
      defineMetric({ ...created, id: 'urgent', where: 'is_urgent or is_late' }),
      defineMetric({ ...created, id: 'hours', at: 'resolved_at', sql: 'avg(hours)' }),
      defineMetric({ ...created, id: 'open', until: 'resolved_at', sql: 'count( * )' }),
      defineMetric({ ...created, id: 'waiting', until: 'resolved_at', sql: 'sum(amount)' }),
      defineMetric({ ...created, id: 'share', shareOver: ['line'] }),
      defineMetric({ ...created, id: 'open_share', until: 'resolved_at', shareOver: ['line'] }),
    ],
    dimensions: [
      ofTickets('line'),
      ofTickets('priority', { columns: { 'mart.tickets': 'urgency' }, order: ['low', 'high'] }),
      ofTickets('floor', { isOrderedByLeadingNumber: true }),
      ofTickets('amount', { isNumber: true }),
      ofTickets('size', {
        columns: { 'mart.tickets': 'client' },
        valuesAt: ({ on }) => sql`select client as key, size as value from mart.sizes where day = ${on}`,
      }),
    ],
  })
})

const MARCH = { from: '2023-03-01', to: '2023-03-31' }

/** The select, one space wherever there was any. */
const planned = async (query: Query, today?: Day): Promise<string> =>
  plain(sqlForReading(await planOf(query, definitions, today)))

const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([()]) ?/g, '$1')
    .trim()

const at = (instant: string): string => `cast('${instant}' as timestamp)`
const day = (date: string): string => `cast('${date}' as date)`
const BEGIN = at('2023-02-28 21:00:00')
const END = at('2023-03-31 21:00:00')
const WITHIN = `"created_at" >= ${BEGIN} and "created_at" < ${END}`

function periods(from: string, to: string, grain: string): string {
  const series = `generate_series(${day(from)}, ${day(to)}, interval 1 ${grain})`
  return `period as (select unnest(range(len(${series}))) as number, cast(unnest(${series}) as date) as period)`
}

/** Days or weeks since an instant, the zone's three hours added. */
const places = (column: string, micros: string, width: string): string =>
  `(epoch_us(${column}) + cast(${micros} as bigint)) // cast(${width} as bigint)`

test('figures of two time columns by week: two passes that meet on period and dimension', async () => {
  const week = (column: string) => places(column, '-1677445200000000', '604800000000')
  const zero = `case when p.period <= ${day('2023-12-31')} then 0 end`

  expect(
    await planned({
      metrics: ['created', 'urgent', 'hours'],
      by: ['priority'],
      period: MARCH,
      grain: 'week',
      order: { by: 'hours', descending: true },
      limit: 5,
    }),
  ).toBe(
    plain(`
    with ${periods('2023-02-27', '2023-03-27', 'week')},
    "part_1" as (select ${week('"created_at"')} as number, "urgency" as "priority", count(*) as "created"
      from mart.tickets where ${WITHIN} group by 1, 2),
    "part_2" as (select ${week('"created_at"')} as number, "urgency" as "priority", count(*) as "urgent"
      from mart.tickets where ${WITHIN} and (is_urgent or is_late) group by 1, 2),
    "part_3" as (select ${week('"resolved_at"')} as number, "urgency" as "priority", avg(hours) as "hours"
      from mart.tickets where ${WITHIN.replaceAll('created', 'resolved')} group by 1, 2),
    figure as (select number, "priority", any_value("created") as "created", any_value("urgent") as "urgent",
        any_value("hours") as "hours" from (
      select number, cast("priority" as varchar) as "priority", "created" from "part_1"
      union all by name select number, cast("priority" as varchar) as "priority", "urgent" from "part_2"
      union all by name select number, cast("priority" as varchar) as "priority", "hours" from "part_3"
    ) group by number, "priority"),
    answer as (select p.period, g."priority", coalesce(f."created", ${zero}) as "created",
      coalesce(f."urgent", ${zero}) as "urgent", f."hours" as "hours"
      from period as p cross join (select distinct "priority" from figure) as g
      left join figure as f on f.number = p.number and f."priority" is not distinct from g."priority")
    select "period", "priority", "created", "urgent", "hours" from answer
    order by "hours" desc nulls last, period nulls last,
      case when "priority" is null then null when "priority" = 'low' then 0 when "priority" = 'high' then 1 else 2 end nulls last,
      "priority" nulls last
    limit 6`),
  )
})

test('a level without a grain is one count at the end; a share of it is divided by the same without its dimension', async () => {
  const there = `"created_at" < ${END} and ("resolved_at" is null or "resolved_at" >= ${END})`

  expect(await planned({ metrics: ['open', 'open_share'], by: ['line'], period: MARCH })).toBe(
    plain(`
    with "part_1" as (select "line" as "line", count(*) as "open" from mart.tickets where ${there} group by 1),
    "part_2" as (select "line" as "line", count(*) as "open_share" from mart.tickets where ${there} group by 1),
    "total_1" as (select count(*) as "open_share of all" from mart.tickets where ${there}),
    figure as (select "line", any_value("open") as "open", any_value("open_share") as "open_share" from (
      select cast("line" as varchar) as "line", "open" from "part_1"
      union all by name select cast("line" as varchar) as "line", "open_share" from "part_2") group by "line"),
    answer as (select f."line", coalesce(f."open", 0) as "open",
      coalesce(f."open_share", 0) / nullif("t1"."open_share of all", 0) as "open_share"
      from figure as f cross join "total_1" as "t1")
    select "line", "open", "open_share" from answer order by "line" nulls last limit 1000001`),
  )
})

test('a level by day is a running sum of begins and ends, up to today', async () => {
  const place = (column: string) => places(column, '-1677618000000000', '86400000000')
  const [ended, today] = ['greatest("resolved_at", "created_at")', at('2023-03-20 21:00:00')]

  expect(await planned({ metrics: ['open'], by: ['line'], period: MARCH, grain: 'day' }, '2023-03-20')).toBe(
    plain(`
    with ${periods('2023-03-01', '2023-03-31', 'day')},
    "part_1" as (with step as (
      select ${place(`greatest("created_at", ${BEGIN})`)} as number, "line" as "line", count(*) as change from mart.tickets
      where "created_at" < ${today} and ("resolved_at" is null or ${ended} >= ${BEGIN}) group by 1, 2
      union all
      select ${place(ended)} as number, "line" as "line", -count(*) as change from mart.tickets
      where "created_at" < ${today} and "resolved_at" is not null and ${ended} >= ${BEGIN} and ${ended} < ${today} group by 1, 2)
    select p.number, g."line",
      cast(coalesce(sum(sum(s.change)) over (partition by g."line" order by p.number), 0) as bigint) as "open"
    from period as p cross join (select distinct "line" from step) as g
    left join step as s on s.number = p.number and s."line" is not distinct from g."line"
    where p.period <= ${day('2023-03-20')} group by p.number, g."line"),
    figure as (select number, cast("line" as varchar) as "line", "open" from "part_1"),
    answer as (select p.period, g."line", coalesce(f."open", case when p.period <= ${day('2023-03-20')} then 0 end) as "open"
      from period as p cross join (select distinct "line" from figure) as g
      left join figure as f on f.number = p.number and f."line" is not distinct from g."line")
    select "period", "line", "open" from answer order by period nulls last, "line" nulls last limit 1000001`),
  )
})

test('quarters are found between the instants at which they begin, halving', async () => {
  const [begin, today] = [at('2022-12-31 21:00:00'), at('2023-07-20 21:00:00')]
  const [april, july, october] = ['2023-03-31', '2023-06-30', '2023-09-30'].map((date) => at(`${date} 21:00:00`))
  const place = (column: string) => `case when ${column} < ${july}
    then case when ${column} < ${april} then 0 else 1 end else case when ${column} < ${october} then 2 else 3 end end`
  const ended = 'greatest("resolved_at", "created_at")'

  expect(
    await planned(
      { metrics: ['open'], period: { from: '2023-01-01', to: '2023-12-31' }, grain: 'quarter' },
      '2023-07-20',
    ),
  ).toBe(
    plain(`
    with ${periods('2023-01-01', '2023-10-01', 'quarter')},
    "part_1" as (with step as (
      select ${place(`greatest("created_at", ${begin})`)} as number, count(*) as change from mart.tickets
      where "created_at" < ${today} and ("resolved_at" is null or ${ended} >= ${begin}) group by 1
      union all
      select ${place(ended)} as number, -count(*) as change from mart.tickets
      where "created_at" < ${today} and "resolved_at" is not null and ${ended} >= ${begin} and ${ended} < ${today} group by 1)
    select p.number, cast(coalesce(sum(sum(s.change)) over (order by p.number), 0) as bigint) as "open"
    from period as p left join step as s on s.number = p.number
    where p.period <= ${day('2023-07-20')} group by p.number),
    figure as (select number, "open" from "part_1"),
    answer as (select p.period, coalesce(f."open", case when p.period <= ${day('2023-07-20')} then 0 end) as "open"
      from period as p left join figure as f on f.number = p.number)
    select "period", "open" from answer order by period nulls last limit 1000001`),
  )
})

test('another level than a count puts each row into every period at whose end it was there', async () => {
  const place = (column: string) => places(column, '-1677618000000000', '86400000000')
  const today = at('2023-03-20 21:00:00')

  expect(await planned({ metrics: ['waiting'], by: ['line'], period: MARCH, grain: 'day' }, '2023-03-20')).toBe(
    plain(`
    with ${periods('2023-03-01', '2023-03-31', 'day')},
    "part_1" as (select "number of period" as number, "line" as "line", sum(amount) as "waiting"
    from (select *, unnest(range(${place(`greatest("created_at", ${BEGIN})`)},
      case when "resolved_at" is null or "resolved_at" >= ${today}
      then (select max(number) from period where period <= ${day('2023-03-20')}) + 1 else ${place('"resolved_at"')} end)
      ) as "number of period" from mart.tickets
      where "created_at" < ${today} and ("resolved_at" is null or "resolved_at" >= ${BEGIN})) group by 1, 2),
    figure as (select number, cast("line" as varchar) as "line", "waiting" from "part_1"),
    answer as (select p.period, g."line", coalesce(f."waiting", case when p.period <= ${day('2023-03-20')} then 0 end) as "waiting"
      from period as p cross join (select distinct "line" from figure) as g
      left join figure as f on f.number = p.number and f."line" is not distinct from g."line")
    select "period", "line", "waiting" from answer order by period nulls last, "line" nulls last limit 1000001`),
  )
})

test('of a period that has not begun no level is known, and a flow of nothing is no figure', async () => {
  const today = at('2023-02-20 21:00:00')
  const there = `"created_at" < ${today} and ("resolved_at" is null or "resolved_at" >= ${today})`

  expect(await planned({ metrics: ['waiting', 'created'], by: ['amount'], period: MARCH }, '2023-02-20')).toBe(
    plain(`
    with "part_1" as (select "amount" as "amount", sum(amount) as "waiting" from mart.tickets where ${there} group by 1),
    "part_2" as (select "amount" as "amount", count(*) as "created" from mart.tickets where ${WITHIN} group by 1),
    figure as (select "amount", any_value("waiting") as "waiting", any_value("created") as "created" from (
      select "amount" as "amount", "waiting" from "part_1"
      union all by name select "amount" as "amount", "created" from "part_2") group by "amount"),
    answer as (select f."amount", cast(null as bigint) as "waiting", nullif(f."created", 0) as "created" from figure as f)
    select "amount", "waiting", "created" from answer order by "amount" nulls last limit 1000001`),
  )
})

test('a share within another dimension: its total keeps that one, and the filters that are not its own', async () => {
  expect(
    await planned({
      metrics: ['share'],
      by: ['line', 'priority'],
      where: [
        { dimension: 'line', op: 'in', values: ['a', null] },
        { dimension: 'amount', op: 'between', from: 1, to: 2 },
      ],
      period: MARCH,
      grain: 'month',
    }),
  ).toBe(
    plain(`
    with ${periods('2023-03-01', '2023-03-01', 'month')},
    "part_1" as (select 0 as number, "line" as "line", "urgency" as "priority", count(*) as "share" from mart.tickets
      where ${WITHIN} and (cast("line" as varchar) in ('a') or "line" is null) and "amount" >= 1 and "amount" <= 2 group by 1, 2, 3),
    "total_1" as (select 0 as number, "urgency" as "priority", count(*) as "share of all" from mart.tickets
      where ${WITHIN} and "amount" >= 1 and "amount" <= 2 group by 1, 2),
    figure as (select number, cast("line" as varchar) as "line", cast("priority" as varchar) as "priority", "share" from "part_1"),
    answer as (select p.period, g."line", g."priority",
      coalesce(f."share", case when p.period <= ${day('2023-12-31')} then 0 end) / nullif("t1"."share of all", 0) as "share"
      from period as p cross join (select distinct "line", "priority" from figure) as g
      left join figure as f on f.number = p.number and f."line" is not distinct from g."line" and f."priority" is not distinct from g."priority"
      left join "total_1" as "t1" on "t1".number = p.number and cast("t1"."priority" as varchar) is not distinct from g."priority")
    select "period", "line", "priority", "share" from answer order by period nulls last, "line" nulls last,
      case when "priority" is null then null when "priority" = 'low' then 0 when "priority" = 'high' then 1 else 2 end nulls last,
      "priority" nulls last limit 1000001`),
  )
})

test('a made value is joined once, and a leading number orders', async () => {
  expect(
    await planned({
      metrics: ['created'],
      by: ['floor', 'size'],
      where: [{ dimension: 'size', op: 'not in', values: ['big'] }],
      period: MARCH,
      order: { by: 'size' },
    }),
  ).toBe(
    plain(`
    with "part_1" as (select "floor" as "floor", "value of size" as "size", count(*) as "created"
      from mart.tickets left join (select key as "key of size", value as "value of size" from (
        select client as key, size as value from mart.sizes where day = '2023-03-31')) as "values of size" on "key of size" = "client"
      where ${WITHIN} and ("value of size" is null or not cast("value of size" as varchar) in ('big')) group by 1, 2),
    figure as (select cast("floor" as varchar) as "floor", cast("size" as varchar) as "size", "created" from "part_1"),
    answer as (select f."floor", f."size", coalesce(f."created", 0) as "created" from figure as f)
    select "floor", "size", "created" from answer
    order by "size" nulls last, try_cast(regexp_extract("floor", '^[0-9.]+') as double) nulls last, "floor" nulls last
    limit 1000001`),
  )
})

test('where clocks change within the days asked, the hour is added from that instant on', async () => {
  const text = await planned({
    metrics: ['created'],
    period: { from: '2023-03-20', to: '2023-11-05' },
    grain: 'day',
    timeZone: 'Europe/Berlin',
  })

  expect(text).toContain(
    plain(`select (epoch_us("created_at") + cast(-1679266800000000 as bigint)
      + case when "created_at" >= ${at('2023-10-29 01:00:00')} then cast(0 as bigint)
        when "created_at" >= ${at('2023-03-26 01:00:00')} then cast(3600000000 as bigint) else 0 end)
      // cast(86400000000 as bigint) as number`),
  )
  expect(text).toContain(
    plain(`"created_at" >= ${at('2023-03-19 23:00:00')} and "created_at" < ${at('2023-11-05 23:00:00')}`),
  )
})

test('of periods that have not begun there is no level, up to the day before the first of them', async () => {
  const weeks = await planned({ metrics: ['open', 'created'], period: MARCH, grain: 'week' }, '2023-02-20')

  expect(weeks).toContain(plain(`where p.period <= ${day('2023-02-26')} group by p.number`))
  expect(weeks).toContain(
    plain(`coalesce(f."created", case when p.period <= ${day('2023-02-26')} then 0 end) as "created"`),
  )
})

test('a period that begins today has begun', async () => {
  const month = await planned({ metrics: ['created', 'open'], period: MARCH }, '2023-03-01')
  const weeks = await planned({ metrics: ['created'], period: MARCH, grain: 'week' }, '2023-03-01')

  expect(month).toContain(plain('coalesce(f."created", 0) as "created", coalesce(f."open", 0) as "open"'))
  expect(weeks).toContain(plain(`case when p.period <= ${day('2023-03-01')} then 0 end`))
})
