import type { AnalysisResult, Row } from '../../../../base/index.ts'
import { dayText, defineAnalysis, figureText, moneyText } from '../../../../kit/index.ts'
import { ratingFigures } from '../../rfm/question.ts'
import { segmentNames } from '../../rfm/segments.ts'
import type { OrdersSettings } from '../../settings.ts'
import { ratingNotes } from '../rating-notes.ts'
import { columns, segmentLabels, segmentText } from '../text.ts'
import { type Call, type Lists, readLists } from './read.ts'
import { type AskedLists, type Context, type ListQuestion, listSettings, questionOf } from './settings.ts'

/** Whom each manager should call, and why. */
export const managerLists = defineAnalysis<AskedLists, OrdersSettings>({
  id: 'orders.manager-lists',
  meaning:
    'For each manager the customers who moved to a lower segment within a month or have not bought for much longer than usual, the most valuable first, each with a reason.',
  settings: listSettings,
  async run(context): Promise<AnalysisResult> {
    const question = await questionOf(context)
    const lists = await readLists(context, question)
    return {
      statement: statementOf(lists, question, context),
      figures: {
        date: question.date,
        earlier: question.earlier,
        ...ratingFigures(question.now),
        silent_after: context.pack.silentAfter,
        customers: total(lists, 'customers'),
        value: total(lists, 'value'),
        managers: lists.managers.length,
        listed: lists.calls.length,
      },
      tables: tablesOf(lists, context),
      charts: [
        {
          name: 'managers',
          title: context.say('chart.manager_lists.managers'),
          table: 'managers',
          spec: { kind: 'horizontal-bar', x: 'manager', y: ['value'] },
        },
      ],
      notes: notesOf(lists, question, context),
    }
  },
})

/** Sums of money are added in hundredths, so that they stay exact. */
const total = ({ managers }: Lists, name: 'customers' | 'value'): number =>
  managers.reduce((sum, manager) => sum + Math.round(manager[name] * 100), 0) / 100

function statementOf(lists: Lists, { date }: ListQuestion, context: Context): string {
  const { say, locale } = context
  const customers = total(lists, 'customers')
  const day = dayText(date, locale)
  if (customers === 0) return say('manager_lists.nobody', { date: day })
  const [first] = lists.calls
  return say('manager_lists.statement', {
    date: day,
    customers,
    managers: lists.managers.length,
    value: moneyText(total(lists, 'value'), context),
    buyer: first!.buyer,
    first_value: moneyText(first!.value, context),
  })
}

const CALL_UNITS = {
  manager: 'text',
  buyer: 'text',
  value: 'money',
  last_purchase_on: 'day',
  days_since: 'days',
  usual_interval_days: 'days',
  segment_before: 'text',
  segment_now: 'text',
  reason: 'text',
} as const

function tablesOf({ calls, managers }: Lists, context: Context): AnalysisResult['tables'] {
  const { say, pack } = context
  const labels = segmentLabels(segmentNames(pack.rfm), say)
  return {
    calls: {
      title: say('table.manager_lists.calls'),
      columns: columns(CALL_UNITS, say).map((column) =>
        column.name.startsWith('segment') ? { ...column, labels } : column,
      ),
      rows: calls.map((call): Row => ({
        manager: call.manager,
        buyer: call.buyer,
        value: call.value,
        last_purchase_on: call.lastPurchaseOn,
        days_since: call.daysSince,
        usual_interval_days: call.usualIntervalDays,
        segment_before: call.segmentBefore,
        segment_now: call.segmentNow,
        reason: reasonOf(call, context),
      })),
    },
    managers: {
      title: say('table.manager_lists.managers'),
      columns: columns({ manager: 'text', customers: 'count', value: 'money' }, say),
      rows: managers.map(({ manager, customers, value }) => ({ manager, customers, value })),
    },
  }
}

/** Why to call, in one or two sentences. */
function reasonOf(call: Call, { say, locale }: Context): string {
  const { segmentBefore, segmentNow, isDown, isSilent, daysSince, usualIntervalDays } = call
  const segment = (name: string | null) => segmentText(name ?? '', say)
  return [
    ...(isDown && segmentNow === null ? [say('reason.gone', { before: segment(segmentBefore), days: daysSince })] : []),
    ...(isDown && segmentNow !== null
      ? [say('reason.down', { before: segment(segmentBefore), now: segment(segmentNow) })]
      : []),
    ...(isSilent
      ? [say('reason.silent', { days: daysSince, usual: figureText(usualIntervalDays ?? 0, 'number', locale) })]
      : []),
  ].join(' ')
}

function notesOf({ calls, managers }: Lists, { earlier, now }: ListQuestion, context: Context): string[] {
  const { say, locale, pack } = context
  const all = managers.reduce((sum, { customers }) => sum + customers, 0)
  return [
    say('note.lists_down', { date: dayText(earlier, locale) }),
    say('note.lists_silent', { factor: figureText(pack.silentAfter, 'number', locale) }),
    ...ratingNotes(now, context),
    ...(all > calls.length ? [say('note.lists_limit', { shown: calls.length, customers: all })] : []),
  ]
}
