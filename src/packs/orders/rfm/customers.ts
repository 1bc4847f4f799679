import { type Day, addDays, offsetSpans, startOfDay } from '../../../base/index.ts'
import { type Sql, joinSql, sql } from '../../../kit/index.ts'
import type { Returns } from '../settings.ts'

/** Which purchases are looked at: those of `windowDays` days up to and with the day `on`; of all days before it when null. */
export interface RfmWindow {
  on: Day
  windowDays: number | null
  returns: Returns
  timeZone: string
}

/** Days are told apart from here on: earlier ones are as far from today as they need be. */
const EARLIEST = '1970-01-01'
const DAY_MICROSECONDS = 86_400_000_000

/** An instant as the engine's UTC timestamp. */
export const timestamp = (instant: string): Sql => sql`${instant.replace('T', ' ').replace('Z', '')}::timestamp`

/** The first instant after the window. */
export const windowEnd = ({ on, timeZone }: RfmWindow): Sql => timestamp(startOfDay(addDays(on, 1), timeZone))

/** The first instant of the window; none when all history counts. */
export const windowBegin = ({ on, windowDays, timeZone }: RfmWindow): Sql | undefined =>
  windowDays === null ? undefined : timestamp(startOfDay(addDays(on, 1 - windowDays), timeZone))

function windowSql(column: Sql, window: RfmWindow): Sql {
  const before = sql`${column} < ${windowEnd(window)}`
  const begin = windowBegin(window)
  return begin === undefined ? before : sql`${column} >= ${begin} and ${before}`
}

/**
 * A row per customer with a purchase in the window: `buyer_number`, `recency` (whole days of the zone from the last
 * purchase, never from a return), `frequency` (purchase documents) and `monetary`.
 * With `net`, returns of the window lessen the sum, and a purchase whose order was returned whole does not count.
 * A return without an order has a number of its own, which no purchase has.
 */
export function customersSql(window: RfmWindow): Sql {
  const within = windowSql(sql`sold_at`, window)
  const days = sql`${daysSince(sql`last_at`, window)} as recency`
  if (window.returns === 'gross') {
    return sql`
      select buyer_number, ${days}, frequency, monetary
      from (
        select
          buyer_number,
          max(sold_at) as last_at,
          count(*)::integer as frequency,
          sum(amount) as monetary
        from mart.orders_sales
        where kind = 'sale' and ${within}
        group by buyer_number
      )`
  }
  return sql`
    select
      bought.buyer_number,
      ${days},
      (frequency - coalesce(undone.purchases, 0))::integer as frequency,
      monetary
    from (
      select
        buyer_number,
        max(sold_at) filter (where kind = 'sale') as last_at,
        count(*) filter (where kind = 'sale') as frequency,
        sum(amount) as monetary
      from mart.orders_sales
      where ${within}
      group by buyer_number
      having count(*) filter (where kind = 'sale') > 0
    ) as bought
    left join (
      select buyer_number, sum(purchases) as purchases
      from (
        select buyer_number, count(*) filter (where kind = 'sale') as purchases
        from mart.orders_sales
        where ${within} and purchase_number in (
          select purchase_number
          from mart.orders_sales
          where kind = 'return' and ${within}
        )
        group by buyer_number, purchase_number
        having sum(amount) <= 0 and count(*) filter (where kind = 'return') > 0
      )
      group by buyer_number
    ) as undone
      on undone.buyer_number = bought.buyer_number`
}

/** Whole days on the zone's clocks from an instant to the window's last day; plain arithmetic, no call per row. */
function daysSince(column: Sql, { on, timeZone }: RfmWindow): Sql {
  const last = Date.parse(`${on}T00:00:00Z`) / 86_400_000
  const [first, ...changes] = offsetSpans({ from: EARLIEST, to: on }, timeZone)
  const offset = (seconds: number): Sql => sql`${seconds * 1_000_000}::bigint`
  const cases = changes
    .toReversed()
    .map(({ since, offsetSeconds }) => sql`when ${column} >= ${timestamp(since ?? '')} then ${offset(offsetSeconds)}`)
  const before = offset(first?.offsetSeconds ?? 0)
  const distance = cases.length === 0 ? before : sql`case ${joinSql(cases, '\n')} else ${before} end`
  return sql`(${last}::bigint - (epoch_us(${column}) + ${distance}) // ${DAY_MICROSECONDS}::bigint)::integer`
}
