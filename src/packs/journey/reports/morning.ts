import { defineReport } from '../../../kit/index.ts'

/** Yesterday on the way from the request to the payment, for the head of sales. */
export const morning = defineReport({
  id: 'journey.morning',
  title: 'report.journey.morning',
  meaning: 'report.journey.morning.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'figures',
      title: 'morning.yesterday',
      query: {
        metrics: [
          'journey.new_paying_users',
          'journey.unclosed_processes',
          'journey.overdue_processes',
          'journey.active_users',
          'journey.events',
        ],
      },
      against: 'usual',
    },
    {
      kind: 'analysis',
      title: 'analysis.journey.unclosed',
      analysis: 'journey.unclosed',
      settings: { limit: '5' },
      show: ['processes', 'oldest'],
    },
    {
      kind: 'chart',
      title: 'morning.unclosed',
      query: {
        metrics: ['journey.unclosed_processes'],
        by: ['process'],
        order: { by: 'journey.unclosed_processes', descending: true },
      },
      chart: { kind: 'horizontal-bar', x: 'process', y: ['journey.unclosed_processes'] },
    },
    { kind: 'analysis', title: 'analysis.journey.funnel', analysis: 'journey.funnel', show: ['funnel'] },
    {
      kind: 'chart',
      title: 'morning.new_payers',
      query: { metrics: ['journey.new_paying_users'], grain: 'day', period: 'last-30-days' },
      chart: { kind: 'bar', x: 'period', y: ['journey.new_paying_users'] },
    },
  ],
})
