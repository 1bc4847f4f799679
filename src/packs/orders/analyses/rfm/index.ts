import { type AnalysisResult, RequestError } from '../../../../base/index.ts'
import { defineAnalysis } from '../../../../kit/index.ts'
import { dateOf, ratingAt, ratingFigures } from '../../rfm/question.ts'
import type { OrdersSettings } from '../../settings.ts'
import { words } from '../../words.ts'
import { readRfm } from './read.ts'
import { notesOf, statementOf } from './sentences.ts'
import { type AskedRfm, requireSegment, rfmAnalysisSettings } from './settings.ts'
import { chartsOf, tablesOf } from './tables.ts'

/** Who the customers are on a day: how long ago they bought, how often and for how much. */
export const rfm = defineAnalysis<AskedRfm, OrdersSettings>({
  id: 'orders.rfm',
  meaning:
    'Customers by recency, frequency and money as of a day: scores of 1 to 5, segments by their scores, and what each segment brings.',
  settings: rfmAnalysisSettings,
  async run(context): Promise<AnalysisResult> {
    const { settings, pack, today } = context
    requireSegment(settings.segment, pack.rfm)
    const date = dateOf(settings.date, today)
    const rating = await ratingAt(date, context)
    const found = await readRfm(context, rating)
    if (!found.all?.customers) throw new RequestError(words, 'rfm_no_customers', { date })
    return {
      statement: statementOf(found, rating, context),
      figures: {
        date,
        ...ratingFigures(rating),
        customers: found.all.customers,
        orders: found.all.orders,
        revenue: found.all.revenue,
        flagged_customers: found.all.flagged,
        cuts_on: rating.cutsOn ?? date,
      },
      tables: tablesOf(found, rating, context),
      charts: chartsOf(context),
      notes: notesOf(found, rating, context),
    }
  },
})
