import { defineDashboard, type Tile } from '../../../kit/index.ts'

const metricTile = (name: string): Tile => ({
  id: name,
  kind: 'metric',
  title: `metric.journey.${name}`,
  width: 3,
  query: { metrics: [`journey.${name}`], compare: 'previous-period' },
})

/** The way from the request to the payment at a glance. */
export const overview = defineDashboard({
  id: 'journey.overview',
  title: 'dashboard.journey.overview',
  meaning: 'dashboard.journey.overview.meaning',
  period: 'last-90-days',
  // only what every tile's mart knows
  filters: ['cluster', 'cohort'],
  tiles: [
    metricTile('new_paying_users'),
    metricTile('unclosed_processes'),
    metricTile('overdue_processes'),
    metricTile('active_users'),
    {
      id: 'unclosed-by-process',
      kind: 'chart',
      title: 'tile.unclosed_by_process',
      width: 8,
      query: { metrics: ['journey.unclosed_processes'], by: ['process'], grain: 'day' },
      chart: { kind: 'line', x: 'period', y: ['journey.unclosed_processes'], series: 'process' },
    },
    {
      id: 'new-payers',
      kind: 'chart',
      title: 'tile.new_payers',
      width: 4,
      query: { metrics: ['journey.new_paying_users'], grain: 'day' },
      chart: { kind: 'line', x: 'period', y: ['journey.new_paying_users'] },
    },
    {
      id: 'overdue-over-time',
      kind: 'chart',
      title: 'tile.overdue',
      width: 6,
      query: { metrics: ['journey.overdue_processes'], by: ['process'], grain: 'day' },
      chart: { kind: 'line', x: 'period', y: ['journey.overdue_processes'], series: 'process' },
    },
    {
      id: 'processes',
      kind: 'table',
      title: 'tile.processes',
      width: 6,
      query: {
        metrics: ['journey.unclosed_processes', 'journey.overdue_processes'],
        by: ['process'],
        order: { by: 'journey.unclosed_processes', descending: true },
      },
    },
    {
      id: 'funnel',
      kind: 'analysis',
      title: 'analysis.journey.funnel',
      width: 12,
      analysis: 'journey.funnel',
      show: ['funnel'],
    },
    {
      id: 'clusters',
      kind: 'analysis',
      title: 'analysis.journey.clusters',
      width: 12,
      analysis: 'journey.clusters',
      show: ['payers', 'clusters'],
    },
    {
      id: 'step-matrix',
      kind: 'analysis',
      title: 'analysis.journey.step-matrix',
      width: 12,
      analysis: 'journey.step-matrix',
      show: ['heatmap'],
    },
    {
      id: 'open-cases',
      kind: 'analysis',
      title: 'analysis.journey.unclosed',
      width: 12,
      analysis: 'journey.unclosed',
      show: ['processes', 'oldest', 'notes'],
    },
  ],
})
