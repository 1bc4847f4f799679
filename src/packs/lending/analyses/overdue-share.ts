import { z } from 'zod'
import { type AnalysisResult, RequestError, addDays, startOfDay, startOfGrain } from '../../../base/index.ts'
import { daySetting, dayText, defineAnalysis, percentText, shareOf } from '../../../kit/index.ts'
import type { LendingSettings } from '../settings.ts'
import { words } from '../words.ts'
import { type Context, KNOWN, type OverdueShareSettings } from './overdue-share/context.ts'
import { type KnownBook, readChanged, readKnownBook } from './overdue-share/read.ts'
import { amountSetting, lastDayOf, lastWholeMonth } from './settings.ts'
import { columns } from './text.ts'

/** A month's overdue share twice: by what was known when the month ended, and by what is known now. */
export const overdueShare = defineAnalysis<OverdueShareSettings, LendingSettings>({
  id: 'lending.overdue-share',
  meaning:
    'The overdue share at the end of a month as it was known then and as it is known now, and the loans that later payments and corrections moved.',
  settings: () =>
    z.strictObject({
      month: daySetting.optional(),
      known: z.enum(KNOWN).default('now'),
      min_amount: amountSetting,
      max_amount: amountSetting,
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today, timeZone } = context
    const month = startOfGrain(settings.month ?? lastWholeMonth(today), 'month')
    if (month > today) throw new RequestError(words, 'month_ahead', { month, today })
    const on = lastDayOf(month) < today ? lastDayOf(month) : today
    const until = startOfDay(addDays(on, 1), timeZone)
    const [then, now, changed] = [
      await readKnownBook(context, { on, until }),
      await readKnownBook(context, { on }),
      await readChanged(context, { on, until }),
    ]
    const asked = settings.known === 'then' ? then : now
    const [shareThen, shareNow] = [overdueShareOf(then), overdueShareOf(now)]
    return {
      statement: [
        say('known.statement', {
          known: settings.known,
          date: dayText(on, locale),
          has_loans: String(asked.loans > 0),
          overdue: asked.overdueLoans,
          loans: asked.loans,
          share: percentText(overdueShareOf(asked) ?? 0, locale),
        }),
        then.loans === 0
          ? say('known.nothing_then')
          : say('known.both', {
              is_same: String(shareThen === shareNow),
              known: settings.known,
              then: percentText(shareThen ?? 0, locale),
              now: percentText(shareNow ?? 0, locale),
              changed: changed.length,
            }),
      ].join(' '),
      figures: {
        month,
        on,
        known: settings.known,
        loans: asked.loans,
        overdue_loans: asked.overdueLoans,
        overdue_share: overdueShareOf(asked),
        overdue_amount_share: shareOf(asked.overduePrincipal, asked.balance),
        overdue_share_then: shareThen,
        overdue_share_now: shareNow,
        changed_loans: changed.length,
      },
      tables: {
        both: {
          title: say('table.known.both'),
          columns: columns(
            {
              known: 'text',
              loans: 'count',
              overdue_loans: 'count',
              overdue_share: 'share',
              balance: 'money',
              overdue_amount: 'money',
              overdue_amount_share: 'share',
            },
            say,
          ).map((column) =>
            column.name === 'known'
              ? { ...column, labels: { then: say('setting.known.then'), now: say('setting.known.now') } }
              : column,
          ),
          rows: [rowOf('then', then), rowOf('now', now)],
        },
        changed: {
          title: say('table.known.changed'),
          columns: columns(
            { loan_id: 'text', status_then: 'text', status_now: 'text', overdue_then: 'money', overdue_now: 'money' },
            say,
          ).map((column) => (column.name.startsWith('status') ? { ...column, labels: statusLabels(say) } : column)),
          rows: changed,
        },
      },
      notes: [say('note.known')],
    }
  },
})

const overdueShareOf = ({ overdueLoans, loans }: KnownBook): number | null => shareOf(overdueLoans, loans)

const rowOf = (known: string, book: KnownBook) => ({
  known,
  loans: book.loans,
  overdue_loans: book.overdueLoans,
  overdue_share: overdueShareOf(book),
  balance: book.balance,
  overdue_amount: book.overdueAmount,
  overdue_amount_share: shareOf(book.overduePrincipal, book.balance),
})

const statusLabels = (say: Context['say']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['current', 'overdue', 'closed', 'unknown'].map((status) => [status, say(`value.status.${status}`)]),
  )
