import { type AnalysisResult, dayOf } from '../../../base/index.ts'
import { defineAnalysis } from '../../../kit/index.ts'
import type { OrdersSettings } from '../settings.ts'
import { findCustomer } from './customer/find.ts'
import { countPurchases, readHistory, readMonths, readProducts, readScores } from './customer/read.ts'
import { notesOf, silenceOf, statementOf } from './customer/sentences.ts'
import { type AskedCustomer, customerSettings } from './customer/settings.ts'
import { chartsOf, tablesOf } from './customer/tables.ts'

/** One customer: since when, how often, how much, what they buy, whether they fell silent, and how their scores went. */
export const customer = defineAnalysis<AskedCustomer, OrdersSettings>({
  id: 'orders.customer',
  meaning:
    'One customer: since when they buy, how often and for how much, what they buy, whether they fell silent, and how their segment changed.',
  settings: customerSettings,
  async run(context): Promise<AnalysisResult> {
    const { settings, timeZone } = context
    const found = await findCustomer(context)
    const silence = silenceOf(found, context)
    const [history, products, months, seen] = await Promise.all([
      readHistory(context, found),
      readProducts(context, found),
      readMonths(context, found),
      countPurchases(context, found),
    ])
    const scored = await readScores(context, found)
    const shown = { history, products, months, scores: scored.scores }
    const now = scored.scores.at(-1)
    return {
      statement: statementOf(found, silence, scored, context),
      figures: {
        buyer: found.buyer,
        source: found.source,
        manager: found.manager,
        region: found.region,
        first_purchase_on: found.firstPurchaseAt === null ? null : dayOf(found.firstPurchaseAt, timeZone),
        last_purchase_on: silence?.lastOn ?? null,
        days_since_purchase: silence?.days ?? null,
        purchases: found.purchases,
        revenue: found.revenue,
        returned: found.returned,
        usual_interval_days: found.usualIntervalDays,
        is_silent: silence?.isSilent ?? null,
        segment: now?.segment ?? null,
        r: now?.r ?? null,
        f: now?.f ?? null,
        m: now?.m ?? null,
      },
      tables: tablesOf(shown, context),
      charts: chartsOf(shown, context),
      notes: notesOf({ customer: found, scored, seen, isCut: history.length > settings.limit }, context),
    }
  },
})
