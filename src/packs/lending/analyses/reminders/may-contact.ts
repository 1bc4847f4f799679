import type { Day } from '../../../../base/index.ts'
import type { ContactTime, DayRules, Days } from './day-rules.ts'
import { ADDRESS_OF, CONTACT_RULES, type Channel, type ContactRule, type Way, waysOf } from './rules.ts'

/** What decides whether somebody may be contacted, and where. */
export interface Debtor {
  timeZone: string | null
  phone: string | null
  messenger: string | null
  isOptedOut: boolean
  barredReason: string | null
}

/** A contact that took place, on the day of the debtor's own calendar. */
export interface Made {
  on: Day
  channel: string
  /** the loan that it was about; null: it counts for each */
  loanId: string | null
}

export interface ContactQuestion {
  channel: Channel
  isBeforeDue: boolean
  /** loans that the contact would be about */
  loanIds: readonly string[]
  made: readonly Made[]
}

export const REFUSALS = [
  'barred',
  'opted_out',
  'no_address',
  'limit_day',
  'limit_week',
  'limit_month',
  'no_hours',
] as const
export type Refusal = (typeof REFUSALS)[number]

export type Permission = { isAllowed: true; time: ContactTime } | { isAllowed: false; refusal: Refusal }

const refused = (refusal: Refusal): Permission => ({ isAllowed: false, refusal })

/**
 * Whether a debtor may be contacted on a day by a channel, and at which hours; otherwise the first reason why not: who it is, where,
 * how often in the day, the week and the month so far, and the clock. 230-FZ art. 7; counters hold all loans of the debtor unless told.
 */
export function mayContact(rules: DayRules, debtor: Debtor, question: ContactQuestion): Permission {
  if (debtor.barredReason !== null) return refused('barred')
  if (debtor.isOptedOut) return refused('opted_out')
  if (debtor[ADDRESS_OF[question.channel]] === null) return refused('no_address')
  const limit = reachedLimit(rules, question)
  if (limit) return refused(limit)
  const time = rules.timeFor(debtor.timeZone)
  return time ? { isAllowed: true, time } : refused('no_hours')
}

/** Contacts of a debtor so far in the day, the week and the month, in one way. */
export interface Counters {
  day: number
  week: number
  month: number
}

/** What the counters of a way stand at, all loans of the debtor together. */
export function countersOf(rules: DayRules, way: Way, made: readonly Made[]): Counters {
  const counted = countedWith(rules, ruleOf(way), made)
  return {
    day: within(counted, { from: rules.day, to: rules.day }).length,
    week: within(counted, rules.week).length,
    month: within(counted, rules.month).length,
  }
}

const ruleOf = (way: Way): ContactRule => CONTACT_RULES.find((rule) => rule.way === way)!

const countedWith = (rules: DayRules, rule: ContactRule, made: readonly Made[]): Made[] =>
  made.filter(({ channel }) => waysOf(channel, rules.settings.limits).some((way) => rule.countedWith.includes(way)))

function reachedLimit(rules: DayRules, { channel, isBeforeDue, loanIds, made }: ContactQuestion): Refusal | undefined {
  const { limits } = rules.settings
  if (isBeforeDue && !limits.bindBeforeDue) return undefined
  for (const way of waysOf(channel, limits)) {
    const rule = ruleOf(way)
    const counted = countedWith(rules, rule, made)
    const reaches = (limit: number | null, days: Days): boolean =>
      limit !== null && mostOfOne(within(counted, days), limits.per, loanIds) >= limit
    if (reaches(rule.perDay, { from: rules.day, to: rules.day })) return 'limit_day'
    if (reaches(rule.perWeek, rules.week)) return 'limit_week'
    if (reaches(rule.perMonth, rules.month)) return 'limit_month'
  }
  return undefined
}

const within = (made: readonly Made[], { from, to }: Days): Made[] => made.filter(({ on }) => on >= from && on <= to)

/** Contacts of the debtor, or of that of these loans which has the most. */
function mostOfOne(made: readonly Made[], per: 'debtor' | 'loan', loanIds: readonly string[]): number {
  if (per === 'debtor' || loanIds.length === 0) return made.length
  return Math.max(...loanIds.map((loan) => made.filter(({ loanId }) => loanId === null || loanId === loan).length))
}
