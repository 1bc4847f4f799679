import { defineReport } from '../../../kit/index.ts'

/** What was sold yesterday, who the customers are now, who moved, and whom to call: for the head of sales and marketing. */
export const rfm = defineReport({
  id: 'orders.rfm',
  title: 'report.orders.rfm',
  meaning: 'report.orders.rfm.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'figures',
      title: 'rfm_report.yesterday',
      query: {
        metrics: [
          'orders.revenue',
          'orders.count',
          'orders.average_check',
          'orders.customers',
          'orders.new_customers',
          'orders.repeat_customers',
          'orders.return_share',
        ],
      },
      against: 'usual',
    },
    {
      kind: 'figures',
      title: 'rfm_report.month',
      query: {
        metrics: ['orders.revenue', 'orders.count', 'orders.average_check', 'orders.customers', 'orders.return_share'],
        period: 'last-30-days',
        compare: 'previous-period',
      },
    },
    {
      kind: 'analysis',
      title: 'analysis.orders.rfm',
      analysis: 'orders.rfm',
      show: ['segments', 'grid', 'notes'],
    },
    {
      kind: 'analysis',
      title: 'analysis.orders.rfm-migration',
      analysis: 'orders.rfm-migration',
      show: ['migration', 'movements', 'notes'],
    },
    {
      kind: 'analysis',
      title: 'analysis.orders.manager-lists',
      analysis: 'orders.manager-lists',
      show: ['managers', 'calls', 'notes'],
    },
    {
      kind: 'analysis',
      title: 'rfm_report.customers',
      analysis: 'orders.rfm',
      settings: { limit: '100000' },
      show: ['customers'],
      sheets: { table: 'customers', by: 'segment' },
    },
    {
      kind: 'chart',
      title: 'tile.revenue_by_week',
      query: { metrics: ['orders.revenue'], grain: 'week', period: 'last-90-days' },
      chart: { kind: 'area', x: 'period', y: ['orders.revenue'] },
    },
  ],
})
