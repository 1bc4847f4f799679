import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OrdersDesk, openOrdersDesk } from '../../../test/orders/orders-desk.ts'
import type { Cell } from '../../base/index.ts'
import { orders, sampleOrders, sampleSaleLines } from './index.ts'

/*
Every figure of the pack, counted a second way: plain loops over the sample's rows.
*/

type Row = ReturnType<typeof sampleSaleLines>[number]
type CustomerType = 'new' | 'repeat' | null

const lines = sampleSaleLines(sampleOrders({ seed: 4, customers: 1200 }))

const isSale = ({ kind }: Row): boolean => kind === 'sale'
const orderOf = ({ order_id, sale_id }: Row): string => order_id ?? sale_id
/** Moscow's month of an instant, by its first day. */
const monthOf = (instant: string): string =>
  `${new Date(Date.parse(instant) + 3 * 3_600_000).toISOString().slice(0, 7)}-01`
const sum = (rows: readonly Row[]): number => rows.reduce((all, { amount }) => all + amount, 0)
const distinct = (values: readonly string[]): number => new Set(values).size

const firstOf = new Map<string, Row>()
for (const line of lines.filter(isSale)) {
  const first = firstOf.get(line.buyer)
  if (!first || line.sold_at < first.sold_at) firstOf.set(line.buyer, line)
}
const typeOf = (row: Row): CustomerType => {
  if (!isSale(row)) return null
  return orderOf(row) === orderOf(firstOf.get(row.buyer)!) ? 'new' : 'repeat'
}

const SECOND_WAY: Readonly<Record<string, (rows: readonly Row[]) => number | null>> = {
  'orders.count': (rows) => distinct(rows.filter(isSale).map(orderOf)),
  'orders.revenue': (rows) => sum(rows.filter(isSale)) - sum(rows.filter((row) => !isSale(row))),
  'orders.average_check': (rows) => {
    const sales = rows.filter(isSale)
    return sales.length === 0 ? null : sum(sales) / distinct(sales.map(orderOf))
  },
  'orders.customers': (rows) => distinct(rows.filter(isSale).map(({ buyer }) => buyer)),
  'orders.new_customers': (rows) =>
    distinct(
      rows.filter((row) => isSale(row) && row.sold_at === firstOf.get(row.buyer)!.sold_at).map(({ buyer }) => buyer),
    ),
  'orders.repeat_customers': (rows) =>
    distinct(rows.filter((row) => typeOf(row) === 'repeat').map(({ buyer }) => buyer)),
  'orders.return_share': (rows) => {
    const sold = sum(rows.filter(isSale))
    return sold === 0 ? null : sum(rows.filter((row) => !isSale(row))) / sold
  },
}
const METRICS = Object.keys(SECOND_WAY)

const DIMENSIONS: Readonly<Record<string, (row: Row) => string | null>> = {
  manager: ({ manager }) => manager,
  region: ({ address }) =>
    address
      .split(',')
      .map((part) => part.trim())
      .find((part) => !/^\d+$/.test(part) && part !== 'Россия')!
      .replace(/^г\.? /, ''),
  product: ({ product }) => product,
  kind: ({ kind }) => kind,
  customer_type: typeOf,
  contractor: ({ contractor }) => contractor,
}

let desk: OrdersDesk
beforeAll(async () => {
  desk = await openOrdersDesk()
  await desk.load(lines)
})
afterAll(() => desk.close())

const rounded = (value: Cell | undefined): Cell | undefined =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

test('the loops know every metric of the pack', () => {
  expect(METRICS.toSorted()).toEqual(
    orders()
      .definition.metrics.map(({ id }) => id)
      .toSorted(),
  )
})

test.each(METRICS)('%s by month', async (metric) => {
  const { rows } = await desk.query({ metrics: [metric], grain: 'month' })

  const months = Map.groupBy(lines, ({ sold_at }) => monthOf(sold_at))
  expect(rows).toHaveLength(18)
  expect(rows.map((row) => [row['period'], rounded(row[metric])])).toEqual(
    [...months].toSorted().map(([month, of]) => [month, rounded(SECOND_WAY[metric]!(of))]),
  )
})

test.each(Object.keys(DIMENSIONS))('every figure of 2023 by %s', async (dimension) => {
  const { rows } = await desk.query({
    metrics: METRICS,
    by: [dimension],
    period: { from: '2023-01-01', to: '2023-12-31' },
  })

  const ofYear = lines.filter(({ sold_at }) => monthOf(sold_at) >= '2023-01-01')
  const groups = Map.groupBy(ofYear, DIMENSIONS[dimension]!)
  expect(groups.size).toBeGreaterThan(1)
  expect(new Map(rows.map((row) => [row[dimension], METRICS.map((metric) => rounded(row[metric]))]))).toEqual(
    new Map(
      [...groups].map(([value, of]) => [value, METRICS.map((metric) => rounded(SECOND_WAY[metric]!(of)))] as const),
    ),
  )
})

test('orders of new and of repeat customers together are all orders', async () => {
  const { rows } = await desk.query({ metrics: ['orders.count'], by: ['customer_type'] })

  const counts = rows.map((row) => Number(row['orders.count']))
  expect(counts.reduce((all, count) => all + count, 0)).toBe(SECOND_WAY['orders.count']!(lines))
})

test('a drill-down shows the rows behind a figure', async () => {
  const person = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'ru' } as const
  const period = { from: '2023-12-01', to: '2023-12-31' }
  const { rows, columns } = await desk.figures.rows({ metric: 'orders.new_customers', period, limit: 10_000 }, person)

  const [answer] = (await desk.query({ metrics: ['orders.new_customers'], period })).rows
  expect(distinct(rows.map((row) => String(row['buyer'])))).toBe(answer?.['orders.new_customers'])
  expect(columns.filter(({ label }) => /^[a-z ]+$/.test(label)).map(({ name }) => name)).toEqual([])
})
