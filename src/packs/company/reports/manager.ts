import { defineReport } from '../../../kit/index.ts'

const ORDERS = ['orders.count', 'orders.average_check', 'orders.repeat_customers'] as const
const CALLS = ['calls.average_answer_seconds', 'calls.missed', 'calls.missed_share'] as const

/** The manager's day: what was ordered and by whom, how soon operators answered, whom nobody answered. */
export const manager = defineReport({
  id: 'company.manager',
  title: 'report.company.manager',
  meaning: 'report.company.manager.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'figures',
      title: 'manager.orders',
      query: { metrics: [...ORDERS, 'orders.new_customers', 'orders.revenue'] },
      against: 'usual',
    },
    {
      kind: 'figures',
      title: 'manager.calls',
      query: { metrics: ['calls.offered', ...CALLS, 'calls.lost'] },
      against: 'usual',
    },
    { kind: 'stands-out', title: 'stands_out' },
    {
      kind: 'figures',
      title: 'manager.day_before',
      query: { metrics: [...ORDERS, ...CALLS], compare: 'previous-period' },
    },
    {
      kind: 'chart',
      title: 'chart.orders',
      query: { metrics: ['orders.count'], grain: 'day', period: 'last-30-days' },
      chart: { kind: 'bar', x: 'period', y: ['orders.count'] },
    },
    {
      kind: 'chart',
      title: 'chart.calls',
      query: { metrics: ['calls.handled', 'calls.missed'], grain: 'day', period: 'last-30-days' },
      chart: { kind: 'stacked-bar', x: 'period', y: ['calls.handled', 'calls.missed'] },
    },
    {
      kind: 'table',
      title: 'manager.hours',
      query: { metrics: ['calls.offered', 'calls.missed', 'calls.average_answer_seconds'], by: ['hour'] },
    },
    {
      kind: 'table',
      title: 'manager.queues',
      query: {
        metrics: ['calls.offered', 'calls.missed', 'calls.average_answer_seconds'],
        by: ['queue'],
        order: { by: 'calls.missed', descending: true },
      },
    },
    {
      kind: 'table',
      title: 'manager.managers',
      query: {
        metrics: ['orders.count', 'orders.revenue', 'orders.average_check'],
        by: ['manager'],
        order: { by: 'orders.revenue', descending: true },
        limit: 20,
      },
    },
    {
      kind: 'table',
      title: 'manager.week',
      query: { metrics: [...ORDERS, ...CALLS], grain: 'day', period: 'last-7-days' },
    },
  ],
})
