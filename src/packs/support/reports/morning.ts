import { defineReport } from '../../../kit/index.ts'

const LAST_MONTH = { grain: 'day', period: 'last-30-days' } as const

/** Yesterday at the help desk, for the head of support. */
export const morning = defineReport({
  id: 'support.morning',
  title: 'report.support.morning',
  meaning: 'report.support.morning.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'figures',
      title: 'morning.yesterday',
      query: {
        metrics: [
          'support.tickets_created',
          'support.tickets_resolved',
          'support.backlog',
          'support.resolution_hours',
          'support.first_response_hours',
          'support.sla_met_share',
          'support.satisfaction',
        ],
      },
      against: 'usual',
    },
    {
      kind: 'figures',
      title: 'morning.week',
      query: {
        metrics: [
          'support.tickets_created',
          'support.tickets_resolved',
          'support.resolution_hours',
          'support.first_response_hours',
          'support.sla_met_share',
        ],
        period: 'last-7-days',
        compare: 'previous-period',
      },
    },
    {
      kind: 'chart',
      title: 'tile.created_resolved',
      query: { metrics: ['support.tickets_created', 'support.tickets_resolved'], ...LAST_MONTH },
      chart: { kind: 'line', x: 'period', y: ['support.tickets_created', 'support.tickets_resolved'] },
    },
    {
      kind: 'chart',
      title: 'tile.backlog',
      query: { metrics: ['support.backlog'], ...LAST_MONTH },
      chart: { kind: 'area', x: 'period', y: ['support.backlog'] },
    },
    {
      kind: 'chart',
      title: 'tile.resolution_hours',
      query: { metrics: ['support.resolution_hours'], ...LAST_MONTH },
      chart: { kind: 'line', x: 'period', y: ['support.resolution_hours'] },
    },
    { kind: 'heading', text: 'morning.stands_out' },
    {
      kind: 'table',
      title: 'morning.slowest_yesterday',
      query: {
        metrics: ['support.resolution_hours', 'support.tickets_resolved'],
        by: ['category'],
        period: 'last-7-days',
        order: { by: 'support.resolution_hours', descending: true },
        limit: 5,
      },
    },
    {
      kind: 'table',
      title: 'morning.backlog_by_group',
      query: {
        metrics: ['support.backlog'],
        by: ['group'],
        order: { by: 'support.backlog', descending: true },
        limit: 5,
      },
    },
    {
      kind: 'table',
      title: 'morning.sla_by_priority',
      query: {
        metrics: ['support.sla_met_share', 'support.tickets_resolved'],
        by: ['priority'],
        period: 'last-7-days',
      },
    },
  ],
})
