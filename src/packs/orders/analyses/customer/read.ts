import { type Day, type Row, addDays, addMonths, dayOf, startOfGrain } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { knownCuts } from '../../rfm/known-cuts.ts'
import { type Rating, dateOf, ratedSql, ratingAt, seesEverybody } from '../../rfm/question.ts'
import type { Customer } from './find.ts'
import type { Context } from './settings.ts'

/** A customer's score at the end of a month, or of the last complete day in the month that is not over. */
export interface Score {
  month: Day
  on: Day
  /** null: they bought nothing in the window */
  segment: string | null
  r: number | null
  f: number | null
  m: number | null
}

export interface Scores {
  scores: readonly Score[]
  /** the rating of the last day; undefined where there are no cut points to rate by */
  rating: Rating | undefined
}

/** Products of a sale that are named. */
export const SHOWN_PRODUCTS = 3

/** Months that are looked at, by their first days, the oldest first. */
export function monthsOf({ settings, today }: Context): Day[] {
  const last = startOfGrain(dateOf(undefined, today), 'month')
  return Array.from({ length: settings.months }, (_, back) => addMonths(last, back + 1 - settings.months))
}

/** Sales and returns with what was in them, the newest first; one more than asked for when there are more. */
export const readHistory = ({ settings, marts }: Context, { source, buyer }: Customer): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      s.sold_at,
      s.sale_id,
      s.kind,
      s.amount,
      s.lines,
      l.products,
      l.product_count,
      s.manager
    from (
      select sale_id, sold_at, kind, amount, lines, manager
      from mart.orders_sales
      where source = ${source} and buyer = ${buyer}
      order by sold_at desc, sale_id desc
      limit ${settings.limit + 1}
    ) as s
    left join (
      select
        sale_id,
        array_to_string(list_sort(list(distinct coalesce(product, product_id)))[:${SHOWN_PRODUCTS}], ', ') as products,
        count(distinct coalesce(product, product_id)) as product_count
      from mart.orders_lines
      where source = ${source} and buyer = ${buyer}
      group by sale_id
    ) as l
      on l.sale_id = s.sale_id
    order by s.sold_at desc, s.sale_id desc`)

/** What they buy, by money. */
export const readProducts = ({ marts }: Context, { source, buyer }: Customer): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      coalesce(product, product_id) as product,
      count(distinct purchase_number) filter (where kind = 'sale') as purchases,
      sum(quantity) as quantity,
      sum(amount) as revenue,
      -coalesce(sum(amount) filter (where kind = 'return'), 0) as returned,
      max(sold_at) filter (where kind = 'sale') as last_purchase_at
    from mart.orders_lines
    where source = ${source} and buyer = ${buyer}
    group by coalesce(product, product_id)
    order by revenue desc, product`)

/** Purchases and money of every month, also of those without any. */
export async function readMonths(context: Context, { source, buyer }: Customer): Promise<Row[]> {
  const months = monthsOf(context)
  const rows = await context.marts.rows(sql`
    select
      strftime(date_trunc('month', sold_on), '%Y-%m-%d') as month_on,
      count(distinct purchase_number) filter (where kind = 'sale') as purchases,
      sum(amount) as revenue
    from mart.orders_sales
    where source = ${source} and buyer = ${buyer} and sold_on >= ${months[0] ?? null}::date
    group by all`)
  const of = new Map(rows.map((row) => [row['month_on'], row]))
  return months.map((month) => {
    const row = of.get(month)
    return { month_on: month, purchases: Number(row?.['purchases'] ?? 0), revenue: Number(row?.['revenue'] ?? 0) }
  })
}

/** Documents that the person sees; fewer than the customer has where others looked after them before. */
export async function countPurchases({ marts }: Context, { source, buyer }: Customer): Promise<number> {
  const [row] = await marts.rows(sql`
    select count(distinct purchase_number) as purchases
    from mart.orders_sales
    where source = ${source} and buyer = ${buyer} and kind = 'sale'`)
  return Number(row?.['purchases'] ?? 0)
}

/** Scores month by month by the pack's own settings, from the month of the first purchase. One month after another: each rates everybody. */
export async function readScores(context: Context, customer: Customer): Promise<Scores> {
  const { pack, marts, timeZone, today } = context
  const last = dateOf(undefined, today)
  const { scoring, windowDays, returns } = pack.rfm
  const isKnown = scoring === 'thresholds' || seesEverybody(marts) || (await knownCuts(marts, last)) !== undefined
  if (!isKnown || customer.firstPurchaseAt === null) return { scores: [], rating: undefined }
  const first = dayOf(customer.firstPurchaseAt, timeZone)
  const usual = { ...context, settings: { window_days: windowDays ?? ('all' as const), scoring, returns } }
  const scores: Score[] = []
  let rating: Rating | undefined
  for (const month of monthsOf(context)) {
    const end = addDays(addMonths(month, 1), -1)
    const on = end < last ? end : last
    if (on < first) continue
    rating = await ratingAt(on, usual)
    const [row] = await marts.rows(sql`
      with ${ratedSql(rating, pack.rfm)}
      select segment, r, f, m
      from rated
      where buyer_number = ${customer.number}::bigint`)
    const score = (name: string) => (row ? Number(row[name]) : null)
    scores.push({
      month,
      on,
      segment: row ? String(row['segment']) : null,
      r: score('r'),
      f: score('f'),
      m: score('m'),
    })
  }
  return { scores, rating }
}
