import { type Day, dayOf, daysBetween } from '../../../../base/index.ts'
import { dateOf } from '../../rfm/question.ts'
import { ratingNotes } from '../rating-notes.ts'
import { segmentText } from '../text.ts'
import type { Customer } from './find.ts'
import type { Scores } from './read.ts'
import type { Context } from './settings.ts'
import { dayText, moneyText } from '../../../../kit/index.ts'

/** How long ago the last purchase was on the last complete day, against the customer's own habit. */
export interface Silence {
  lastOn: Day
  days: number
  /** undefined: too few purchases to have a habit */
  isSilent: boolean | undefined
}

/** A customer is silent after `silentAfter` times their usual interval. */
export function silenceOf({ lastPurchaseAt, usualIntervalDays }: Customer, context: Context): Silence | undefined {
  if (lastPurchaseAt === null) return undefined
  const { timeZone, today, pack } = context
  const lastOn = dayOf(lastPurchaseAt, timeZone)
  const days = Math.max(0, daysBetween(lastOn, dateOf(undefined, today)))
  return {
    lastOn,
    days,
    isSilent: usualIntervalDays === null ? undefined : days > usualIntervalDays * pack.silentAfter,
  }
}

/** Who it is, since when, how often and for how much, when last, whether silent, and in which segment now. */
export function statementOf(customer: Customer, silence: Silence | undefined, { scores }: Scores, context: Context) {
  const { say, locale, timeZone, pack } = context
  const { buyer, manager, region, revenue, returned, purchases, firstPurchaseAt, usualIntervalDays } = customer
  const who = { buyer, manager: manager ?? '', region: region ?? '', has_manager: String(manager !== null) }
  const money = (value: number) => moneyText(value, context)
  if (firstPurchaseAt === null || !silence)
    return say('customer.only_returns', { ...who, has_region: String(region !== null), returned: money(returned) })
  const now = scores.at(-1)
  return [
    say('customer.since', {
      ...who,
      has_region: String(region !== null),
      since: dayText(dayOf(firstPurchaseAt, timeZone), locale),
      purchases,
      revenue: money(revenue),
      has_returned: String(returned > 0),
      returned: money(returned),
    }),
    say('customer.last', {
      date: dayText(silence.lastOn, locale),
      days: silence.days,
      on: dayText(dateOf(undefined, context.today), locale),
    }),
    silence.isSilent === undefined
      ? say('customer.no_habit')
      : say('customer.habit', {
          interval: usualIntervalDays ?? 0,
          is_silent: String(silence.isSilent),
          times: pack.silentAfter,
        }),
    ...(now
      ? [
          now.segment === null
            ? say('customer.outside')
            : say('customer.segment', {
                segment: segmentText(now.segment, say),
                r: now.r ?? 0,
                f: now.f ?? 0,
                m: now.m ?? 0,
              }),
        ]
      : []),
  ].join(' ')
}

interface Noted {
  customer: Customer
  scored: Scores
  /** how many purchases the person sees */
  seen: number
  isCut: boolean
}

export function notesOf({ customer, scored: { rating }, seen, isCut }: Noted, context: Context): string[] {
  const { say, locale, settings, pack } = context
  return [
    say('note.customer_habit', { times: pack.silentAfter }),
    ...(customer.contractors > 1 ? [say('note.customer_contractors', { contractors: customer.contractors })] : []),
    ...(customer.otherSources.length > 0
      ? [say('note.customer_sources', { source: customer.source, others: customer.otherSources.join(', ') })]
      : []),
    ...(seen < customer.purchases ? [say('note.customer_partly', { seen, purchases: customer.purchases })] : []),
    ...(isCut ? [say('note.customer_limit', { shown: settings.limit })] : []),
    ...(rating ? [say('note.customer_scores'), ...ratingNotes(rating, { say, locale })] : []),
    ...(!rating && customer.firstPurchaseAt !== null ? [say('rfm_no_cuts')] : []),
  ]
}
