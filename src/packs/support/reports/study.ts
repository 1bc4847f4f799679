import { defineReport } from '../../../kit/index.ts'

/** The whole question of the seed as one report: the hypothesis, the lines, the slowest categories. */
export const study = defineReport({
  id: 'support.study',
  title: 'report.support.study',
  meaning: 'report.support.study.meaning',
  period: 'last-year',
  blocks: [
    { kind: 'text', text: 'study.question' },
    {
      kind: 'analysis',
      title: 'analysis.support.resolution-change',
      analysis: 'support.resolution-change',
      show: ['weekly', 'monthly', 'rise_forest', 'forest', 'rise', 'priorities', 'tests', 'mix', 'models', 'notes'],
    },
    {
      kind: 'analysis',
      title: 'analysis.support.line-split',
      analysis: 'support.line-split',
      show: ['monthly', 'lines', 'notes'],
    },
    {
      kind: 'analysis',
      title: 'analysis.support.slowest-categories',
      analysis: 'support.slowest-categories',
      show: ['line_1', 'line_2', 'notes'],
    },
    { kind: 'text', text: 'study.categories_text' },
    {
      kind: 'analysis',
      title: 'study.working_clock_title',
      analysis: 'support.resolution-change',
      settings: { clock: 'working' },
      show: ['forest', 'priorities'],
    },
    { kind: 'text', text: 'study.working_clock_text' },
    { kind: 'heading', text: 'study.year' },
    {
      kind: 'chart',
      title: 'tile.created_resolved',
      query: { metrics: ['support.tickets_created', 'support.tickets_resolved'], grain: 'month' },
      chart: { kind: 'bar', x: 'period', y: ['support.tickets_created', 'support.tickets_resolved'] },
    },
    {
      kind: 'table',
      title: 'study.by_month',
      query: {
        metrics: [
          'support.tickets_created',
          'support.tickets_resolved',
          'support.resolution_hours',
          'support.resolution_hours_median',
          'support.resolution_working_hours',
          'support.sla_met_share',
        ],
        grain: 'month',
      },
    },
  ],
})
