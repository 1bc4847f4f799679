import { z } from 'zod'
import {
  type AnalysisResult,
  type Day,
  type Row,
  RequestError,
  addDays,
  addMonths,
  startOfGrain,
} from '../../../base/index.ts'
import {
  type AnalysisContext,
  daySetting,
  defineAnalysis,
  monthText,
  percentText,
  shareOf,
  sql,
} from '../../../kit/index.ts'
import { countSetting } from '../rfm/question.ts'
import type { OrdersSettings } from '../settings.ts'
import { words } from '../words.ts'
import { columns } from './text.ts'

interface CohortSettings {
  from?: Day | undefined
  to?: Day | undefined
  months: number
}
type Context = AnalysisContext<CohortSettings, OrdersSettings>

const USUAL_MONTHS = 12
const MOST_MONTHS = 60

interface Cohort {
  month: Day
  customers: number
  /** bought on more than one document up to the end */
  repeated: number
  /** customers who bought in the month so many months after the first purchase; whole months only */
  bought: readonly number[]
}

/** Which part of those who came in a month buys again, month by month. */
export const cohorts = defineAnalysis<CohortSettings, OrdersSettings>({
  id: 'orders.cohorts',
  meaning:
    'Customers by the month of their first purchase: which part of them buys again one, two, three … months later, and the repeat rate.',
  settings: () =>
    z.strictObject({
      from: daySetting.optional(),
      to: daySetting.optional(),
      months: countSetting(1, MOST_MONTHS, USUAL_MONTHS),
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today } = context
    const to = settings.to ?? addDays(startOfGrain(today, 'month'), -1)
    const from = startOfGrain(settings.from ?? addMonths(startOfGrain(to, 'month'), -settings.months), 'month')
    if (to < from) throw new RequestError(words, 'rfm_wrong_days', { from, to })
    const found = await readCohorts(context, { from, to })
    const customers = found.reduce((sum, cohort) => sum + cohort.customers, 0)
    if (customers === 0) throw new RequestError(words, 'cohorts_nobody', { from, to })
    const repeated = found.reduce((sum, cohort) => sum + cohort.repeated, 0)
    const next = afterMonth(found, 1)
    return {
      statement: say('cohorts.statement', {
        from: monthText(from, locale),
        to: monthText(to, locale),
        customers,
        repeated,
        share: percentText(repeated / customers, locale),
        has_next: String(next !== null),
        next: next === null ? '' : percentText(next, locale),
      }),
      figures: {
        from,
        to,
        customers,
        repeat_customers: repeated,
        repeat_share: repeated / customers,
        next_month_share: next,
      },
      tables: {
        cohorts: {
          title: say('table.cohorts.cohorts'),
          columns: columns({ cohort: 'text', customers: 'count', repeated: 'count', repeat_share: 'share' }, say),
          rows: found.map((cohort) => ({
            cohort: monthText(cohort.month, locale),
            customers: cohort.customers,
            repeated: cohort.repeated,
            repeat_share: shareOf(cohort.repeated, cohort.customers),
          })),
        },
        retention: {
          title: say('table.cohorts.retention'),
          columns: columns({ cohort: 'text', month: 'text', share: 'share', customers: 'count' }, say),
          rows: found.flatMap(({ month, customers: size, bought }) =>
            bought.map((count, at): Row => ({
              cohort: monthText(month, locale),
              month: String(at + 1),
              share: shareOf(count, size),
              customers: count,
            })),
          ),
        },
      },
      charts: [
        {
          name: 'retention',
          title: say('chart.cohorts.retention'),
          table: 'retention',
          spec: { kind: 'heatmap', x: 'month', y: 'cohort', value: 'share' },
        },
      ],
      notes: [say('note.cohorts'), say('note.cohorts_repeat')],
    }
  },
})

/** The share that bought in the month after, over the cohorts that have had one. */
function afterMonth(found: readonly Cohort[], months: number): number | null {
  const old = found.filter(({ bought }) => bought.length >= months)
  const customers = old.reduce((sum, cohort) => sum + cohort.customers, 0)
  return shareOf(
    old.reduce((sum, { bought }) => sum + bought[months - 1]!, 0),
    customers,
  )
}

async function readCohorts({ settings, marts }: Context, { from, to }: { from: Day; to: Day }): Promise<Cohort[]> {
  const rows = await marts.rows(sql`
    with purchase as (
      select buyer_number, date_trunc('month', sold_on)::date as month, count(*) as purchases
      from mart.orders_sales
      where kind = 'sale' and sold_on <= ${to}::date
      group by all
    ),

    beginning as (
      select buyer_number, min(month) as cohort, sum(purchases) as purchases
      from purchase
      group by buyer_number
      having min(month) >= ${from}::date
    )

    select
      strftime(b.cohort, '%Y-%m-%d') as cohort,
      date_diff('month', b.cohort, p.month) as months,
      count(*) as customers,
      count(*) filter (where b.purchases > 1) as repeated
    from beginning as b
    inner join purchase as p
      on p.buyer_number = b.buyer_number
    group by all
    order by all`)
  return [...Map.groupBy(rows, (row) => String(row['cohort']))].map(([month, own]) => {
    const at = (months: number): Row | undefined => own.find((row) => Number(row['months']) === months)
    const whole = Array.from({ length: settings.months }, (_, months) => months + 1).filter(
      (months) => addDays(addMonths(month, months + 1), -1) <= to,
    )
    return {
      month,
      customers: Number(at(0)?.['customers'] ?? 0),
      repeated: Number(at(0)?.['repeated'] ?? 0),
      bought: whole.map((months) => Number(at(months)?.['customers'] ?? 0)),
    }
  })
}
