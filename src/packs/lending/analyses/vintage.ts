import { z } from 'zod'
import { type AnalysisResult, type Day, type Row, RequestError, grainsIn } from '../../../base/index.ts'
import {
  type AnalysisContext,
  daySetting,
  defineAnalysis,
  monthText,
  percentText,
  shareOf,
  sql,
} from '../../../kit/index.ts'
import type { LendingSettings } from '../settings.ts'
import { words } from '../words.ts'
import {
  type GivenAmounts,
  amountSetting,
  amountsSql,
  countSetting,
  lastDayOf,
  lastWholeMonth,
  monthsOf,
} from './settings.ts'
import { columns } from './text.ts'

interface VintageSettings extends GivenAmounts {
  from?: Day | undefined
  to?: Day | undefined
  late: '30' | '90'
  by: 'loans' | 'amount'
  months: number
  age: number
}
type Context = AnalysisContext<VintageSettings, LendingSettings>

const USUAL_VINTAGES = 24
const USUAL_AGE = 12
const OLDEST_AGE = 120
/** Half a year tells bad months of issue from good ones, and is soon reached. */
const USUAL_COMPARED_AGE = 6

/** Loans of one month of issue. */
interface Vintage {
  month: Day
  loans: number
  amount: number
  /** what had ever been so late by the end of each month on book, from the month of issue on; whole months only */
  late: readonly number[]
}

/** How much of what was lent in a month was ever late, by the age of the loans. */
export const vintage = defineAnalysis<VintageSettings, LendingSettings>({
  id: 'lending.vintage',
  meaning:
    'Loans by the month of their issue: which part of them was ever 30 (or 90) days past due by the end of their first, second, third … month on book.',
  settings: () =>
    z.strictObject({
      from: daySetting.optional(),
      to: daySetting.optional(),
      late: z.enum(['30', '90']).default('30'),
      by: z.enum(['loans', 'amount']).default('loans'),
      months: countSetting(1, OLDEST_AGE, USUAL_AGE),
      age: countSetting(0, OLDEST_AGE, USUAL_COMPARED_AGE),
      min_amount: amountSetting,
      max_amount: amountSetting,
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today } = context
    const months = monthsOf(settings, today, USUAL_VINTAGES)
    const found = await readVintages(context, months, lastWholeMonth(today))
    const loans = found.reduce((sum, each) => sum + each.loans, 0)
    if (loans === 0) throw new RequestError(words, 'vintage_nobody', { ...months })
    const whole = ({ loans: count, amount }: Vintage): number => (settings.by === 'loans' ? count : amount)
    const { age } = settings
    const old = found.filter(({ late }) => late.length > age)
    const at = old
      .map((each) => ({ month: each.month, share: each.late[age]! / whole(each) }))
      .toSorted((one, other) => other.share - one.share)
    const [worst, best] = [at[0], at.at(-1)]
    const all = shareOf(
      old.reduce((sum, each) => sum + each.late[age]!, 0),
      old.reduce((sum, each) => sum + whole(each), 0),
    )
    const month = (day: Day | undefined): string => (day === undefined ? '' : monthText(day, locale))
    return {
      statement: say('vintage.statement', {
        from: monthText(months.from, locale),
        to: monthText(months.to, locale),
        loans,
        late: Number(settings.late),
        by: settings.by,
        compared: old.length,
        age,
        differ: String(worst?.share !== best?.share),
        share: percentText(all ?? 0, locale),
        worst: month(worst?.month),
        worst_share: percentText(worst?.share ?? 0, locale),
        best: month(best?.month),
        best_share: percentText(best?.share ?? 0, locale),
      }),
      figures: {
        from: months.from,
        to: months.to,
        loans,
        compared_age: age,
        compared_vintages: old.length,
        share_at_compared_age: all,
        worst_vintage: worst?.month ?? null,
        worst_share: worst?.share ?? null,
        best_vintage: best?.month ?? null,
        best_share: best?.share ?? null,
      },
      tables: {
        vintages: {
          title: say('table.vintage.vintages'),
          columns: columns(
            { issue_month: 'text', loans: 'count', amount: 'money', age: 'count', ever_late_share: 'share' },
            say,
          ),
          rows: found.map((each) => ({
            issue_month: monthText(each.month, locale),
            loans: each.loans,
            amount: each.amount,
            age: each.late.length === 0 ? null : each.late.length - 1,
            ever_late_share: each.late.length === 0 ? null : each.late.at(-1)! / whole(each),
          })),
        },
        curves: {
          title: say('table.vintage.curves'),
          columns: columns(
            {
              issue_month: 'text',
              month_on_book: 'text',
              ever_late_share: 'share',
              ever_late: settings.by === 'loans' ? 'count' : 'money',
            },
            say,
          ),
          rows: found.flatMap((each) =>
            each.late.map((late, age): Row => ({
              issue_month: monthText(each.month, locale),
              month_on_book: String(age),
              ever_late_share: late / whole(each),
              ever_late: late,
            })),
          ),
        },
      },
      charts: [
        {
          name: 'curves',
          title: say('chart.vintage.curves', { late: Number(settings.late), by: settings.by }),
          table: 'curves',
          spec: { kind: 'heatmap', x: 'month_on_book', y: 'issue_month', value: 'ever_late_share' },
        },
      ],
      notes: [say('note.vintage', { late: Number(settings.late) }), say('note.vintage_ages')],
    }
  },
})

/** `last` is the month up to whose end the ages are whole. */
async function readVintages(
  { settings, marts }: Context,
  { from, to }: { from: Day; to: Day },
  last: Day,
): Promise<Vintage[]> {
  const first = settings.late === '30' ? sql`first_30_on` : sql`first_90_on`
  const rows = await marts.rows(sql`
    select
      strftime(issue_month, '%Y-%m-%d') as month,
      case when ${first} <= ${lastDayOf(last)}::date then date_diff('month', issue_month, ${first}) end as age,
      count(*) as loans,
      sum(amount)::double as amount
    from mart.lending_loans
    where issue_month between ${from}::date and ${to}::date and ${amountsSql(settings, sql`amount`)}
    group by all`)
  return [...Map.groupBy(rows, (row) => String(row['month']))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([month, own]) => {
      const sum = (column: string, kept: readonly Row[]) => kept.reduce((all, row) => all + Number(row[column]), 0)
      const ages = grainsIn({ from: month, to: last }, 'month').slice(0, Math.max(settings.months, settings.age) + 1)
      return {
        month,
        loans: sum('loans', own),
        amount: sum('amount', own),
        late: ages.map((_, age) =>
          sum(
            settings.by,
            own.filter((row) => row['age'] !== null && Number(row['age']) <= age),
          ),
        ),
      }
    })
}
