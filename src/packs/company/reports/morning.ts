import { defineReport } from '../../../kit/index.ts'

const BY_LOAD = { by: 'calls.taken', descending: true } as const

/** The head's morning: new orders, whether customers are content, how busy operators were, and what stands out of all that. */
export const morning = defineReport({
  id: 'company.morning',
  title: 'report.company.morning',
  meaning: 'report.company.morning.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'figures',
      title: 'morning.orders',
      query: { metrics: ['orders.count', 'orders.new_customers', 'orders.revenue'] },
      against: 'usual',
    },
    {
      kind: 'figures',
      title: 'morning.rated_calls',
      query: { metrics: ['calls.satisfaction', 'calls.ratings'] },
      against: 'usual',
    },
    { kind: 'figures', title: 'morning.rated_tickets', query: { metrics: ['support.satisfaction'] }, against: 'usual' },
    {
      kind: 'figures',
      title: 'morning.load',
      query: {
        metrics: ['calls.handled', 'calls.missed_share', 'calls.average_handle_seconds', 'calls.occupancy'],
      },
      against: 'usual',
    },
    { kind: 'stands-out', title: 'stands_out' },
    {
      kind: 'table',
      title: 'morning.operators',
      query: {
        metrics: ['calls.taken', 'calls.operator_handle_seconds', 'calls.occupancy'],
        by: ['operator'],
        order: BY_LOAD,
      },
    },
    {
      kind: 'chart',
      title: 'morning.operators',
      query: { metrics: ['calls.taken'], by: ['operator'], order: BY_LOAD },
      chart: { kind: 'horizontal-bar', x: 'operator', y: ['calls.taken'] },
    },
    {
      kind: 'chart',
      title: 'chart.orders',
      query: { metrics: ['orders.count'], grain: 'day', period: 'last-30-days' },
      chart: { kind: 'bar', x: 'period', y: ['orders.count'] },
    },
    {
      kind: 'table',
      title: 'morning.satisfaction_week',
      query: {
        metrics: ['calls.satisfaction', 'calls.ratings', 'support.satisfaction'],
        grain: 'day',
        period: 'last-7-days',
      },
    },
  ],
})
