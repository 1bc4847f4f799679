import { defineDashboard, type Tile } from '../../../kit/index.ts'

const metricTile = (name: string): Tile => ({
  id: name,
  kind: 'metric',
  title: `metric.calls.${name}`,
  width: 3,
  query: { metrics: [`calls.${name}`], compare: 'previous-period' },
})

const HEAT = { x: 'hour', y: 'weekday' } as const

/** The contact centre at a glance. */
export const overview = defineDashboard({
  id: 'calls.overview',
  title: 'dashboard.calls.overview',
  meaning: 'dashboard.calls.overview.meaning',
  period: 'last-30-days',
  filters: ['queue', 'operator', 'direction', 'weekday', 'hour', 'outcome'],
  tiles: [
    metricTile('offered'),
    metricTile('handled'),
    metricTile('missed_share'),
    metricTile('lost'),
    metricTile('service_level'),
    metricTile('average_answer_seconds'),
    metricTile('average_handle_seconds'),
    metricTile('satisfaction'),
    {
      id: 'by-day',
      kind: 'chart',
      title: 'tile.by_day',
      width: 8,
      query: { metrics: ['calls.handled', 'calls.missed'], grain: 'day' },
      chart: { kind: 'stacked-bar', x: 'period', y: ['calls.handled', 'calls.missed'] },
    },
    {
      id: 'outcomes',
      kind: 'chart',
      title: 'tile.outcomes',
      width: 4,
      query: { metrics: ['calls.offered'], by: ['outcome'] },
      chart: { kind: 'horizontal-bar', x: 'outcome', y: ['calls.offered'] },
    },
    {
      id: 'offered-by-hour',
      kind: 'chart',
      title: 'tile.offered_by_hour',
      width: 12,
      query: { metrics: ['calls.offered'], by: ['weekday', 'hour'] },
      chart: { kind: 'heatmap', ...HEAT, value: 'calls.offered' },
    },
    {
      id: 'missed-by-hour',
      kind: 'chart',
      title: 'tile.missed_by_hour',
      width: 12,
      query: { metrics: ['calls.missed_share'], by: ['weekday', 'hour'] },
      chart: { kind: 'heatmap', ...HEAT, value: 'calls.missed_share' },
    },
    {
      id: 'service-level',
      kind: 'analysis',
      title: 'analysis.calls.service-level',
      width: 12,
      analysis: 'calls.service-level',
      show: ['hours', 'formulas'],
    },
    {
      id: 'queue-waterfall',
      kind: 'analysis',
      title: 'analysis.calls.queue-waterfall',
      width: 12,
      analysis: 'calls.queue-waterfall',
      show: ['waterfall', 'flows', 'queues'],
    },
    {
      id: 'operators',
      kind: 'table',
      title: 'tile.operators',
      width: 12,
      query: {
        metrics: [
          'calls.taken',
          'calls.operator_handle_seconds',
          'calls.rung',
          'calls.ring_missed_share',
          'calls.occupancy',
          'calls.satisfaction',
          'calls.ratings',
        ],
        by: ['operator'],
        order: { by: 'calls.taken', descending: true },
      },
    },
  ],
})
