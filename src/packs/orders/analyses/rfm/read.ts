import type { Row } from '../../../../base/index.ts'
import { type Sql, sql } from '../../../../kit/index.ts'
import { windowEnd } from '../../rfm/customers.ts'
import { type Cuts, cutsOf } from '../../rfm/cuts.ts'
import { type Rating, ratedSql } from '../../rfm/question.ts'
import type { Context } from './settings.ts'

/** Customers of one segment, of one pair of scores, with one score, or all of them. */
export interface Group {
  segment: string | null
  r: number | null
  f: number | null
  m: number | null
  customers: number
  orders: number
  revenue: number
  recencyDays: number
  /** customers whose returns outweigh their purchases */
  flagged: number
  lowest: Readonly<Record<'recency' | 'frequency' | 'monetary', number>>
  highest: Readonly<Record<'recency' | 'frequency' | 'monetary', number>>
}

export interface Found {
  groups: readonly Group[]
  all: Group | undefined
  cuts: Cuts
  customers: readonly Row[]
}

/**
 * Everything in one statement, because rating the customers is what takes the time. Money is summed as decimals and counts as
 * whole numbers, so that no order of rows, nor number of threads, changes a digit.
 */
export async function readRfm({ settings, marts, pack }: Context, rating: Rating): Promise<Found> {
  const inSegment = settings.segment === '' ? sql`true` : sql`segment = ${settings.segment}`
  const rows = await marts.rows(sql`
    with ${ratedSql(rating, pack.rfm)},

    cell as (
      select segment, r, f, m, ${measures}
      from rated
      group by all
    ),

    richest as (
      select *
      from rated
      where ${inSegment} and monetary >= (
        select min(monetary)
        from (select monetary from rated where ${inSegment} order by monetary desc limit ${settings.limit})
      )
    ),

    listed as (
      select c.source, c.buyer, c.manager, r.recency, r.frequency, r.monetary, r.r, r.f, r.m, r.segment
      from richest as r
      inner join (
        select
          buyer_number,
          min(source) as source,
          min(buyer) as buyer,
          arg_max(manager, (kind, sold_at, sale_id)) filter (where manager is not null) as manager
        from mart.orders_sales
        where buyer_number in (select buyer_number from richest) and sold_at < ${windowEnd(rating.window)}
        group by buyer_number
      ) as c
        on c.buyer_number = r.buyer_number
      order by monetary desc, buyer, source
      limit ${settings.limit}
    )

    select 'cell' as part, segment, r, f, m, ${sums}
    from cell
    group by grouping sets ((segment), (r, f), (r), (f), (m), ())
    union all by name
    select 'cut' as part, * from cut
    union all by name
    select 'customer' as part, * from listed
    order by part, monetary desc, buyer, source, segment, r, f, m`)
  const groups = rows.filter(({ part }) => part === 'cell').map(groupOf)
  return {
    groups,
    all: groups.find(({ segment, r, f, m }) => segment === null && r === null && f === null && m === null),
    cuts: cutsOf(rows.find(({ part }) => part === 'cut') ?? {}),
    customers: rows.filter(({ part }) => part === 'customer'),
  }
}

const measures: Sql = sql`
  count(*) as customers,
  sum(frequency) as orders,
  sum(monetary) as revenue,
  sum(recency) as recency_days,
  count(*) filter (where monetary <= 0) as flagged,
  min(recency) as lowest_recency,
  max(recency) as highest_recency,
  min(frequency) as lowest_frequency,
  max(frequency) as highest_frequency,
  min(monetary) as lowest_monetary,
  max(monetary) as highest_monetary`

const sums: Sql = sql`
  sum(customers) as customers,
  sum(orders) as orders,
  sum(revenue) as revenue,
  sum(recency_days) as recency_days,
  sum(flagged) as flagged,
  min(lowest_recency) as lowest_recency,
  max(highest_recency) as highest_recency,
  min(lowest_frequency) as lowest_frequency,
  max(highest_frequency) as highest_frequency,
  min(lowest_monetary) as lowest_monetary,
  max(highest_monetary) as highest_monetary`

function groupOf(row: Row): Group {
  const score = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]))
  const range = (end: 'lowest' | 'highest') => ({
    recency: Number(row[`${end}_recency`]),
    frequency: Number(row[`${end}_frequency`]),
    monetary: Number(row[`${end}_monetary`]),
  })
  return {
    segment: row['segment'] === null || row['segment'] === undefined ? null : String(row['segment']),
    r: score('r'),
    f: score('f'),
    m: score('m'),
    customers: Number(row['customers']),
    orders: Number(row['orders']),
    revenue: Number(row['revenue']),
    recencyDays: Number(row['recency_days']),
    flagged: Number(row['flagged']),
    lowest: range('lowest'),
    highest: range('highest'),
  }
}
