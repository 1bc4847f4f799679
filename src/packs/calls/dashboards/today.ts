import { defineDashboard, type Tile } from '../../../kit/index.ts'

const metricTile = (name: string): Tile => ({
  id: name,
  kind: 'metric',
  title: `metric.calls.${name}`,
  width: 3,
  query: { metrics: [`calls.${name}`] },
})

/** The day that is going on, for a screen on the wall: reads itself anew. */
export const today = defineDashboard({
  id: 'calls.today',
  title: 'dashboard.calls.today',
  meaning: 'dashboard.calls.today.meaning',
  period: 'today',
  refreshSeconds: 20,
  filters: ['queue', 'operator'],
  tiles: [
    metricTile('waiting'),
    metricTile('offered'),
    metricTile('handled'),
    metricTile('missed'),
    { ...metricTile('callbacks_due'), title: 'tile.callbacks_due_today' },
    metricTile('average_answer_seconds'),
    { ...metricTile('service_level'), note: 'metric.calls.service_level.meaning' },
    metricTile('average_handle_seconds'),
    {
      id: 'day-so-far',
      kind: 'analysis',
      title: 'tile.day_so_far',
      width: 12,
      analysis: 'calls.day-so-far',
      show: ['so_far', 'hours'],
    },
    {
      id: 'operators',
      kind: 'table',
      title: 'tile.operators_today',
      width: 12,
      query: {
        metrics: [
          'calls.taken',
          'calls.operator_handle_seconds',
          'calls.rung',
          'calls.ring_missed_share',
          'calls.occupancy',
        ],
        by: ['operator'],
        order: { by: 'calls.taken', descending: true },
      },
    },
    {
      id: 'callbacks',
      kind: 'analysis',
      title: 'analysis.calls.callbacks',
      width: 12,
      analysis: 'calls.callbacks',
      show: ['due'],
    },
  ],
})
