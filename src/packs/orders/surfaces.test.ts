import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OrdersDesk, openOrdersDesk } from '../../../test/orders/orders-desk.ts'
import type { Query, Row } from '../../base/index.ts'
import { orders, sampleOrders, sampleSaleLines } from './index.ts'

const { definition } = orders()

const sample = sampleOrders({ seed: 3, customers: 600 })
let desk: OrdersDesk
beforeAll(async () => {
  desk = await openOrdersDesk()
  await desk.load(sampleSaleLines(sample))
})
afterAll(() => desk.close())

interface Shown {
  where: string
  query?: Query
  analysis?: string
  settings?: Readonly<Record<string, string>>
  show?: readonly string[]
}

const shown: readonly Shown[] = [
  ...definition.dashboards.flatMap(({ id, period, tiles }) =>
    tiles.map((tile): Shown => {
      const where = `${id} ${tile.id}`
      if (tile.kind === 'analysis') return { where, analysis: tile.analysis, ...(tile.show ? { show: tile.show } : {}) }
      return { where, query: { period, ...tile.query } }
    }),
  ),
  ...definition.reports.flatMap(({ id, period, blocks }) =>
    blocks.flatMap((block, at): Shown[] => {
      const where = `${id} ${at + 1}`
      if ('query' in block) return [{ where, query: { period, ...block.query } }]
      return block.kind === 'analysis' ? [{ ...block, where }] : []
    }),
  ),
]

test.each(shown.filter(({ query }) => query))('$where has rows with figures', async ({ query }) => {
  const { rows } = await desk.query(query!)

  expect(rows.length).toBeGreaterThan(0)
  expect(rows.some((row) => query!.metrics.some((metric) => Number(row[metric]) > 0))).toBe(true)
})

test.each(shown.filter(({ analysis }) => analysis))(
  '$where shows what the analysis gives',
  async ({ analysis, settings = {}, show = [] }) => {
    const answer = await desk.analyze(analysis!, settings, 'ru')

    const names = new Set([...Object.keys(answer.tables), ...(answer.charts ?? []).map(({ name }) => name), 'notes'])
    expect(show.filter((name) => !names.has(name))).toEqual([])
    expect(answer.statement).not.toBe('')
  },
)

test.each(definition.dashboards.flatMap(({ filters, tiles }) => filters.map((dimension) => ({ dimension, tiles }))))(
  'what a dashboard is filtered by, $dimension, parts all of its revenue and narrows every figure',
  async ({ dimension, tiles }) => {
    const metrics = [...new Set(tiles.flatMap((tile) => (tile.kind === 'analysis' ? [] : tile.query.metrics)))]
    const period = { from: '2023-01-01', to: '2023-12-31' }
    const revenueOf = (rows: readonly Row[]) =>
      rows.reduce((sum, row) => sum + Math.round(Number(row['orders.revenue']) * 100), 0)

    const whole = await desk.query({ metrics, period })
    const parts = await desk.query({
      metrics,
      by: [dimension],
      period,
      order: { by: 'orders.revenue', descending: true },
    })
    const [largest] = parts.rows
    const where = [{ dimension, op: 'in', values: [largest![dimension] as string] }] as const
    const narrowed = await desk.query({ metrics, where, period })

    expect(revenueOf(parts.rows)).toBe(revenueOf(whole.rows))
    expect(metrics.map((metric) => narrowed.rows[0]?.[metric])).toEqual(metrics.map((metric) => largest![metric]))
  },
)

test('good customers who fell silent in autumn are on the lists of whom to call', async () => {
  const answer = await desk.analyze('orders.manager-lists', { limit: '1000' })

  const called = new Set(answer.tables['calls']!.rows.map((row) => row['buyer']))
  expect(sample.silent.length).toBeGreaterThan(5)
  expect(sample.silent.filter((buyer) => !called.has(buyer))).toEqual([])
})
