import type { Row } from '../../../../base/index.ts'
import { type Sql, joinSql, sql } from '../../../../kit/index.ts'
import { windowEnd } from '../../rfm/customers.ts'
import { ratedSql } from '../../rfm/question.ts'
import { segmentNames } from '../../rfm/segments.ts'
import type { Context, ListQuestion } from './settings.ts'

/** A customer to call. */
export interface Call {
  manager: string | null
  buyer: string
  /** null: no purchase in the window */
  segmentBefore: string | null
  segmentNow: string | null
  isDown: boolean
  isSilent: boolean
  lastPurchaseOn: string
  daysSince: number
  usualIntervalDays: number | null
  /** sum over the window; over the window a month earlier where nothing is left in it */
  value: number
}

export interface ManagerSum {
  manager: string | null
  customers: number
  value: number
}

export interface Lists {
  calls: readonly Call[]
  managers: readonly ManagerSum[]
}

/**
 * Whoever moved down or fell silent within the window of now or of a month ago, the most valuable first. The usual interval is the
 * median of days between days with purchases, up to the date, of those who have at least three. Names, the dear part, are read
 * only of those who are called.
 */
export async function readLists({ settings, marts, pack }: Context, { date, now, then }: ListQuestion): Promise<Lists> {
  const ofManager = settings.manager === '' ? sql`true` : sql`manager = ${settings.manager}`
  const rows = await marts.rows(sql`
    with ${ratedSql(now, pack.rfm, sql`_now`)},
    ${ratedSql(then, pack.rfm, sql`_then`, sql`_now`)},

    pair as (
      select
        coalesce(n.buyer_number, t.buyer_number) as buyer_number,
        t.segment as segment_before,
        n.segment as segment_now,
        t.segment is not null and ${placeSql(sql`n.segment`, segmentNames(pack.rfm))}
          > ${placeSql(sql`t.segment`, segmentNames(pack.rfm))} as is_down,
        coalesce(n.monetary, t.monetary) as value
      from rated_now as n
      full join rated_then as t
        on t.buyer_number = n.buyer_number
    ),

    gap as (
      select
        buyer_number,
        sold_on,
        sold_on - lag(sold_on) over (partition by buyer_number order by sold_on) as days
      from mart.orders_sales
      where kind = 'sale' and sold_at < ${windowEnd(now.window)} and buyer_number in (select buyer_number from pair)
    ),

    habit as (
      select
        buyer_number,
        max(sold_on) as last_purchase_on,
        case when count(*) filter (where days > 0) >= 2 then median(days) filter (where days > 0) end as usual_interval_days
      from gap
      group by buyer_number
    ),

    called as materialized (
      select
        pair.*,
        last_purchase_on,
        ${date}::date - last_purchase_on as days_since,
        usual_interval_days,
        coalesce(${date}::date - last_purchase_on > ${pack.silentAfter}::double * usual_interval_days, false) as is_silent
      from pair
      inner join habit
        on habit.buyer_number = pair.buyer_number
      where is_down or is_silent
    ),

    known as (
      select
        buyer_number,
        min(source) as source,
        min(buyer) as buyer,
        arg_max(manager, (kind, sold_at, sale_id)) filter (where manager is not null) as manager
      from mart.orders_sales
      where sold_at < ${windowEnd(now.window)} and buyer_number in (select buyer_number from called)
      group by buyer_number
    )

    select
      source,
      buyer,
      manager,
      segment_before,
      segment_now,
      is_down,
      is_silent,
      last_purchase_on,
      days_since,
      usual_interval_days,
      value,
      (count(*) over (partition by manager)) as manager_customers,
      (sum(value) over (partition by manager)) as manager_value
    from called
    inner join known
      on known.buyer_number = called.buyer_number
    where ${ofManager}
    qualify row_number() over (partition by manager order by value desc, buyer, source) <= ${settings.limit}
    order by value desc, buyer, source`)
  return { calls: rows.map(callOf), managers: managersOf(rows) }
}

/** The place of a segment from the best to the worst; who is in none has the last. */
const placeSql = (segment: Sql, names: readonly string[]): Sql =>
  sql`case ${segment} ${joinSql(
    names.map((name, at) => sql`when ${name} then ${at}::integer`),
    '\n',
  )} else ${names.length}::integer end`

const textOf = (row: Row, name: string): string | null =>
  row[name] === null || row[name] === undefined ? null : String(row[name])

const callOf = (row: Row): Call => ({
  manager: textOf(row, 'manager'),
  buyer: String(row['buyer']),
  segmentBefore: textOf(row, 'segment_before'),
  segmentNow: textOf(row, 'segment_now'),
  isDown: row['is_down'] === true,
  isSilent: row['is_silent'] === true,
  lastPurchaseOn: String(row['last_purchase_on']),
  daysSince: Number(row['days_since']),
  usualIntervalDays: row['usual_interval_days'] === null ? null : Number(row['usual_interval_days']),
  value: Number(row['value']),
})

/** All customers of each manager, also those that the list leaves out. */
function managersOf(rows: readonly Row[]): ManagerSum[] {
  return [...Map.groupBy(rows, (row) => textOf(row, 'manager'))]
    .map(([manager, [row]]) => ({
      manager,
      customers: Number(row!['manager_customers']),
      value: Number(row!['manager_value']),
    }))
    .toSorted((one, other) => other.value - one.value || ((one.manager ?? '') < (other.manager ?? '') ? -1 : 1))
}
