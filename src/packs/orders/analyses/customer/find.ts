import { RequestError, type Instant } from '../../../../base/index.ts'
import { type Marts, sql } from '../../../../kit/index.ts'
import { words } from '../../words.ts'
import type { Context } from './settings.ts'

/** A buyer as the marts know them now. */
export interface Customer {
  source: string
  buyer: string
  /** more digits than a number of the language holds */
  number: string
  contractors: number
  manager: string | null
  region: string | null
  firstPurchaseAt: Instant | null
  lastPurchaseAt: Instant | null
  purchases: number
  revenue: number
  returned: number
  usualIntervalDays: number | null
  /** other sources with a buyer of the same name */
  otherSources: readonly string[]
}

const SUGGESTED = 3
const ALIKE = 0.8

/**
 * The customer whom the setting names; of several sources the one where they bought last.
 * @throws {RequestError} with the nearest names. Somebody whom the asking person may not see is as unknown as any.
 */
export async function findCustomer({ settings, marts, say }: Context): Promise<Customer> {
  const name = settings.buyer.trim()
  const found = name === '' ? [] : await customersNamed(name, settings.source, marts)
  const [first, ...others] = found
  if (first) return { ...first, otherSources: others.map(({ source }) => source) }
  const names = await nearestNames(name, marts)
  const known = names.map((one) => say('customer.quoted', { name: one })).join(', ')
  throw new RequestError(words, name === '' ? 'customer_missing' : 'customer_unknown', {
    name,
    known,
    has_known: String(names.length > 0),
  })
}

async function customersNamed(name: string, source: string, marts: Marts): Promise<Customer[]> {
  const numbers = await marts.rows(sql`
    select distinct buyer_number::varchar as number
    from mart.orders_sales
    where buyer = ${name} and (${source} = '' or source = ${source})`)
  const found: Customer[] = []
  for (const { number } of numbers) {
    // a constant, so that the sales of the others are left out before they are summed
    const [row] = await marts.rows(sql`
      select
        source,
        buyer,
        contractors,
        manager,
        region,
        first_purchase_at,
        last_purchase_at,
        purchases,
        revenue,
        returned,
        usual_interval_days
      from mart.orders_customers
      where buyer_number = ${String(number)}::bigint`)
    if (!row) continue
    const text = (value: unknown) => (value === null || value === undefined ? null : String(value))
    found.push({
      source: String(row['source']),
      buyer: String(row['buyer']),
      number: String(number),
      contractors: Number(row['contractors']),
      manager: text(row['manager']),
      region: text(row['region']),
      firstPurchaseAt: text(row['first_purchase_at']),
      lastPurchaseAt: text(row['last_purchase_at']),
      purchases: Number(row['purchases']),
      revenue: Number(row['revenue']),
      returned: Number(row['returned']),
      usualIntervalDays: row['usual_interval_days'] === null ? null : Number(row['usual_interval_days']),
      otherSources: [],
    })
  }
  const order = ({ lastPurchaseAt, source: of }: Customer) => `${lastPurchaseAt ?? ''} ${of}`
  return found.toSorted((one, other) => (order(one) < order(other) ? 1 : -1))
}

/** Names that hold the text or look like it; those who bought last where there is no text. */
async function nearestNames(name: string, marts: Marts): Promise<string[]> {
  const text = name.toLowerCase()
  const rows = await marts.rows(
    text === ''
      ? sql`
        select buyer
        from mart.orders_customers
        order by last_purchase_at desc nulls last, buyer
        limit ${SUGGESTED}`
      : sql`
        select buyer
        from (
          select distinct
            buyer,
            contains(lower(buyer), ${text}) as is_inside,
            jaro_winkler_similarity(lower(buyer), ${text}) as likeness
          from mart.orders_customers
        )
        where is_inside or likeness >= ${ALIKE}
        order by is_inside desc, likeness desc, buyer
        limit ${SUGGESTED}`,
  )
  return rows.map(({ buyer }) => String(buyer))
}
