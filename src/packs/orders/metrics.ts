import { defineMetric } from '../../kit/index.ts'

const OF_LINES = { from: 'mart.orders_lines', at: 'sold_at' } as const

export const count = defineMetric({
  ...OF_LINES,
  id: 'orders.count',
  meaning:
    'Orders of which something was sold in the period; a sale without an order counts as one. Returns are no orders.',
  unit: 'count',
  better: 'up',
  sql: 'count(distinct purchase_number)',
  where: "kind = 'sale'",
  onHome: true,
})

export const revenue = defineMetric({
  ...OF_LINES,
  id: 'orders.revenue',
  meaning: 'Sales less returns, each in the period in which it happened.',
  unit: 'money',
  better: 'up',
  sql: 'sum(amount)',
  onHome: true,
})

export const averageCheck = defineMetric({
  ...OF_LINES,
  id: 'orders.average_check',
  meaning: 'Sales of the period, before returns, by orders.',
  unit: 'money',
  better: 'up',
  sql: 'sum(amount) / nullif(count(distinct purchase_number), 0)',
  where: "kind = 'sale'",
  onHome: true,
})

export const customers = defineMetric({
  ...OF_LINES,
  id: 'orders.customers',
  meaning: 'Buyers with a sale in the period; several legal entities of one buyer are one.',
  unit: 'count',
  better: 'up',
  sql: 'count(distinct buyer_number)',
  where: "kind = 'sale'",
  onHome: true,
})

export const newCustomers = defineMetric({
  ...OF_LINES,
  id: 'orders.new_customers',
  meaning: 'Buyers whose first ever sale lies in the period, over the full history.',
  unit: 'count',
  better: 'up',
  sql: 'count(distinct buyer_number)',
  where: "kind = 'sale' and sold_at = first_purchase_at",
  onHome: true,
})

export const repeatCustomers = defineMetric({
  ...OF_LINES,
  id: 'orders.repeat_customers',
  meaning: 'Buyers with a sale in the period of an order that is not their first ever.',
  unit: 'count',
  better: 'up',
  sql: 'count(distinct buyer_number)',
  where: "customer_type = 'repeat'",
  onHome: true,
})

export const returnShare = defineMetric({
  ...OF_LINES,
  id: 'orders.return_share',
  meaning: 'Money returned in the period by money of the sales of the period.',
  unit: 'share',
  better: 'down',
  sql: "coalesce(-sum(amount) filter (where kind = 'return'), 0) / nullif(sum(amount) filter (where kind = 'sale'), 0)",
  onHome: true,
})

export const metrics = [count, revenue, averageCheck, customers, newCustomers, repeatCustomers, returnShare] as const
