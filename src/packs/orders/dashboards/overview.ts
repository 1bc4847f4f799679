import { defineDashboard, type Tile } from '../../../kit/index.ts'

const metricTile = (name: string): Tile => ({
  id: name,
  kind: 'metric',
  title: `metric.orders.${name}`,
  width: 3,
  query: { metrics: [`orders.${name}`], compare: 'previous-period' },
})

const byRevenue = { by: 'orders.revenue', descending: true }

const revenueBy = (dimension: string, width: Tile['width'], limit: number): Tile => ({
  id: `revenue-by-${dimension}`,
  kind: 'chart',
  title: `tile.revenue_by_${dimension}`,
  width,
  query: { metrics: ['orders.revenue'], by: [dimension], order: byRevenue, limit },
  chart: { kind: 'horizontal-bar', x: dimension, y: ['orders.revenue'] },
})

/** Sales, customers and their segments at a glance. */
export const overview = defineDashboard({
  id: 'orders.overview',
  title: 'dashboard.orders.overview',
  meaning: 'dashboard.orders.overview.meaning',
  period: 'last-12-months',
  filters: ['segment', 'manager', 'region', 'product', 'customer_type', 'contractor', 'buyer'],
  tiles: [
    metricTile('revenue'),
    metricTile('count'),
    metricTile('average_check'),
    metricTile('return_share'),
    metricTile('customers'),
    metricTile('new_customers'),
    metricTile('repeat_customers'),
    {
      id: 'revenue-by-week',
      kind: 'chart',
      title: 'tile.revenue_by_week',
      width: 8,
      query: { metrics: ['orders.revenue'], grain: 'week' },
      chart: { kind: 'area', x: 'period', y: ['orders.revenue'] },
    },
    {
      id: 'orders-by-week',
      kind: 'chart',
      title: 'tile.orders_by_week',
      width: 4,
      query: { metrics: ['orders.count'], grain: 'week' },
      chart: { kind: 'line', x: 'period', y: ['orders.count'] },
    },
    {
      id: 'average-check',
      kind: 'chart',
      title: 'tile.average_check',
      width: 6,
      query: { metrics: ['orders.average_check'], grain: 'month' },
      chart: { kind: 'line', x: 'period', y: ['orders.average_check'] },
    },
    {
      id: 'new-repeat',
      kind: 'chart',
      title: 'tile.new_repeat',
      width: 6,
      query: { metrics: ['orders.new_customers', 'orders.repeat_customers'], grain: 'month' },
      chart: { kind: 'bar', x: 'period', y: ['orders.new_customers', 'orders.repeat_customers'] },
    },
    {
      id: 'rfm',
      kind: 'analysis',
      title: 'analysis.orders.rfm',
      width: 12,
      analysis: 'orders.rfm',
      show: ['segments', 'grid'],
    },
    {
      id: 'rfm-migration',
      kind: 'analysis',
      title: 'analysis.orders.rfm-migration',
      width: 12,
      analysis: 'orders.rfm-migration',
      show: ['migration'],
    },
    {
      id: 'segments',
      kind: 'table',
      title: 'tile.segments',
      width: 12,
      query: {
        metrics: ['orders.revenue', 'orders.count', 'orders.customers', 'orders.average_check', 'orders.return_share'],
        by: ['segment'],
      },
    },
    revenueBy('manager', 4, 10),
    revenueBy('region', 4, 10),
    revenueBy('product', 4, 10),
    {
      id: 'returns',
      kind: 'chart',
      title: 'tile.returns',
      width: 6,
      query: { metrics: ['orders.return_share'], grain: 'month' },
      chart: { kind: 'line', x: 'period', y: ['orders.return_share'] },
    },
    {
      id: 'returned-products',
      kind: 'table',
      title: 'tile.returned_products',
      width: 6,
      query: {
        metrics: ['orders.return_share', 'orders.revenue'],
        by: ['product'],
        order: { by: 'orders.return_share', descending: true },
        limit: 10,
      },
    },
    {
      id: 'calls',
      kind: 'analysis',
      title: 'analysis.orders.manager-lists',
      width: 12,
      analysis: 'orders.manager-lists',
      show: ['calls'],
    },
    {
      id: 'cohorts',
      kind: 'analysis',
      title: 'analysis.orders.cohorts',
      width: 12,
      analysis: 'orders.cohorts',
      show: ['retention'],
    },
  ],
})
