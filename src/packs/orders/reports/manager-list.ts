import { defineReport } from '../../../kit/index.ts'

/** Whom to call, for each manager: everybody gets it with the customers that they may see. */
export const managerList = defineReport({
  id: 'orders.manager-list',
  title: 'report.orders.manager-list',
  meaning: 'report.orders.manager-list.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'analysis',
      title: 'analysis.orders.manager-lists',
      analysis: 'orders.manager-lists',
      show: ['calls', 'notes'],
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
  ],
})
