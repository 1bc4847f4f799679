import { defineReport } from '../../../kit/index.ts'

/** An operator's own figures: everybody gets it as the person that the settings name, with their own rows only. */
export const myWorkReport = defineReport({
  id: 'calls.my-work',
  title: 'report.calls.my-work',
  meaning: 'report.calls.my-work.meaning',
  period: 'yesterday',
  blocks: [
    {
      kind: 'analysis',
      title: 'my_work.title',
      analysis: 'calls.my-work',
      show: ['comparison', 'by_day', 'weeks_handled', 'weeks_handle_seconds', 'ratings', 'notes'],
    },
  ],
})
