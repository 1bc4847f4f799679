import { type Tile, defineDashboard } from '../../../kit/index.ts'

const metricTile = (name: string): Tile => ({
  id: name,
  kind: 'metric',
  title: `metric.lending.${name}`,
  width: 3,
  query: { metrics: [`lending.${name}`], compare: 'previous-period' },
})

/** What is overdue and how it moves, at a glance. */
export const overview = defineDashboard({
  id: 'lending.overview',
  title: 'dashboard.lending.overview',
  meaning: 'dashboard.lending.overview.meaning',
  period: 'last-12-months',
  filters: ['amount', 'amount_band', 'bucket', 'status', 'issue_month'],
  tiles: [
    metricTile('overdue_share'),
    metricTile('par30'),
    metricTile('outstanding'),
    metricTile('overdue_amount'),
    {
      id: 'share-by-month',
      kind: 'chart',
      title: 'tile.share_by_month',
      width: 8,
      query: { metrics: ['lending.overdue_share'], grain: 'month' },
      chart: { kind: 'bar', x: 'period', y: ['lending.overdue_share'] },
    },
    {
      id: 'par',
      kind: 'chart',
      title: 'tile.par',
      width: 4,
      query: { metrics: ['lending.par30', 'lending.par60', 'lending.par90'], grain: 'month' },
      chart: { kind: 'line', x: 'period', y: ['lending.par30', 'lending.par60', 'lending.par90'] },
    },
    {
      id: 'buckets',
      kind: 'chart',
      title: 'tile.buckets',
      width: 6,
      query: { metrics: ['lending.overdue_loans'], by: ['bucket'], grain: 'month' },
      chart: { kind: 'stacked-bar', x: 'period', y: ['lending.overdue_loans'], series: 'bucket' },
    },
    {
      id: 'cure',
      kind: 'chart',
      title: 'tile.cure',
      width: 6,
      query: { metrics: ['lending.cure_rate'], grain: 'month' },
      chart: { kind: 'line', x: 'period', y: ['lending.cure_rate'] },
    },
    {
      id: 'by-band',
      kind: 'table',
      title: 'tile.by_band',
      width: 12,
      query: {
        metrics: [
          'lending.active_loans',
          'lending.outstanding',
          'lending.overdue_share',
          'lending.overdue_amount_share',
          'lending.par30',
          'lending.par90',
        ],
        by: ['amount_band'],
      },
    },
    {
      id: 'vintage',
      kind: 'analysis',
      title: 'analysis.lending.vintage',
      width: 12,
      analysis: 'lending.vintage',
      show: ['curves'],
    },
    {
      id: 'roll-rates',
      kind: 'analysis',
      title: 'analysis.lending.roll-rates',
      width: 12,
      analysis: 'lending.roll-rates',
      show: ['matrix'],
    },
    {
      id: 'known',
      kind: 'analysis',
      title: 'analysis.lending.overdue-share',
      width: 12,
      analysis: 'lending.overdue-share',
      show: ['both'],
    },
  ],
})
