import { defineReport } from '../../../kit/index.ts'

/** Whom to remind today, and the log of what was decided of everybody: the file that is sent is the log. */
export const reminders = defineReport({
  id: 'lending.reminders',
  title: 'report.lending.reminders',
  meaning: 'report.lending.reminders.meaning',
  period: 'today',
  blocks: [
    {
      kind: 'analysis',
      title: 'reminders.report.list',
      analysis: 'lending.reminders',
      show: ['reasons', 'contacts', 'effect', 'difference', 'calibration', 'decisions', 'notes'],
      sheets: { table: 'contacts', by: 'channel' },
    },
  ],
})
