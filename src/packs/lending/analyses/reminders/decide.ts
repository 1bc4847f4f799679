import type { Day } from '../../../../base/index.ts'
import type { ContactTime, DayRules } from './day-rules.ts'
import { type Arm, armOf } from './held-out.ts'
import { type Debtor, type Made, type Permission, REFUSALS, type Refusal, mayContact } from './may-contact.ts'
import type { Stage } from './pack-settings.ts'
import type { Channel } from './rules.ts'

/** A client with something past due or due soon. */
export interface Candidate extends Debtor {
  clientId: string
  /** due day of the oldest instalment past due; null: nothing is past due */
  oldestDueOn: Day | null
  overdueAmount: number
  /** due day of the next instalment that is not paid; null: none within the horizon */
  nextDueOn: Day | null
  nextAmount: number
  /** loans that are past due, or, where none is, due next */
  loanIds: readonly string[]
  /** chance that the next instalment is late, 0…1; null: there is no model */
  risk: number | null
  made: readonly Made[]
}

const DAY_MILLISECONDS = 86_400_000

export const REASONS = ['contact', 'no_stage', 'stage_done', 'unlikely_late', 'held_out', ...REFUSALS] as const
export type Reason = (typeof REASONS)[number]

/** What was decided of a client on a day, and why. */
export interface Decision {
  arm: Arm
  /** due day that the decision is about */
  dueOn: Day
  /** days past due; below 0 before the due day */
  daysPastDue: number
  amount: number
  stage: Stage | undefined
  reason: Reason
  /** how, and when at the client's place; of a held-out client, how it would have been */
  channel: Channel | null
  time: ContactTime | null
}

/** Whom to contact: why and how, or why not. The first reason that holds is told; held-out clients come last, so that all others have the reason that they would have had. */
export function decide(rules: DayRules, candidate: Candidate): Decision {
  const { settings, day } = rules
  const dueOn = candidate.oldestDueOn ?? candidate.nextDueOn!
  const isBeforeDue = candidate.oldestDueOn === null
  const daysPastDue = daysApart(dueOn, day)
  const stage = stageOn(daysPastDue, settings)
  const about = {
    arm: armOf(candidate.clientId, settings),
    dueOn,
    daysPastDue,
    amount: isBeforeDue ? candidate.nextAmount : candidate.overdueAmount,
    stage,
  }
  const not = (reason: Reason): Decision => ({ ...about, reason, channel: null, time: null })
  if (candidate.barredReason !== null) return not('barred')
  if (candidate.isOptedOut) return not('opted_out')
  if (!stage) return not('no_stage')
  if (candidate.made.some(({ on }) => daysApart(dueOn, on) >= stage.days)) return not('stage_done')
  if (isBeforeDue && candidate.risk !== null && candidate.risk < settings.likelyLate) return not('unlikely_late')
  const way = openChannel(rules, candidate, stage, isBeforeDue)
  if ('refusal' in way) return not(way.refusal)
  const isHeldOut = about.arm === 'held_out' && stage.isSoft
  return { ...about, ...way, reason: isHeldOut ? 'held_out' : 'contact' }
}

/** Plain arithmetic: it is asked for every client and contact. */
const daysApart = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS)

/** The stage that a number of days past due lies in; stages end when the next begins or they are not caught up any more. */
function stageOn(daysPastDue: number, { stages, catchUpDays }: DayRules['settings']): Stage | undefined {
  const begun = stages.findLast(({ days }) => days <= daysPastDue)
  if (!begun || daysPastDue > begun.days + catchUpDays) return undefined
  // a reminder before the due day is none after it
  return begun.days < 0 && daysPastDue >= 0 ? undefined : begun
}

/** The first channel of the stage that is open; where none is, a limit tells more than a missing address. */
function openChannel(
  rules: DayRules,
  candidate: Candidate,
  stage: Stage,
  isBeforeDue: boolean,
): { channel: Channel; time: ContactTime } | { refusal: Refusal } {
  let refusal: Refusal = 'no_address'
  for (const channel of stage.channels) {
    const { loanIds, made } = candidate
    const answer: Permission = mayContact(rules, candidate, { channel, isBeforeDue, loanIds, made })
    if (answer.isAllowed) return { channel, time: answer.time }
    if (refusal === 'no_address') refusal = answer.refusal
  }
  return { refusal }
}
