import type { Random } from '../../../stats/index.ts'
import { picker } from './draw.ts'
import type { Instalment } from './loans.ts'
import type { Paid } from './payers.ts'

export interface Contacted {
  on: number
  channel: 'sms' | 'messenger' | 'call'
  outcome: string | null
}

const FIRST_MESSAGE_DAYS = 3
const CALL_DAYS = 10
const REPEATED_DAYS = 14
const REPEATS = 3

const pickOutcome = picker([
  [45, 'no_answer'],
  [30, 'reached'],
  [20, 'promised'],
  [5, 'refused'],
])

/** How a lender reminds of the oldest instalment that is late: a message, a call, a message every fortnight. */
export function contactsOf(
  instalments: readonly Instalment[],
  payments: readonly Paid[],
  hasMessenger: boolean,
  random: Random,
): Contacted[] {
  return lateSpells(instalments, payments).flatMap(({ from, to }) => {
    const at = (days: number, channel: Contacted['channel']): Contacted[] =>
      from + days < to ? [{ on: from + days, channel, outcome: channel === 'call' ? pickOutcome(random) : null }] : []
    const message = hasMessenger ? 'messenger' : 'sms'
    const later = Array.from({ length: REPEATS }, (_, time) => at(CALL_DAYS + (time + 1) * REPEATED_DAYS, message))
    return [...at(FIRST_MESSAGE_DAYS, message), ...at(CALL_DAYS, 'call'), ...later.flat()]
  })
}

/** From when to when instalments were late, one spell after another. */
function lateSpells(instalments: readonly Instalment[], payments: readonly Paid[]): { from: number; to: number }[] {
  const spells: { from: number; to: number }[] = []
  let owed = 0
  let given = 0
  let next = 0
  for (const { dueOn, amount } of instalments) {
    owed += amount
    let settledOn = dueOn
    while (given < owed && next < payments.length) {
      settledOn = Math.max(dueOn, payments[next]!.on)
      given += payments[next++]!.amount
    }
    const to = given < owed ? Number.POSITIVE_INFINITY : settledOn
    const last = spells.at(-1)
    if (to <= dueOn) continue
    if (last && last.to >= dueOn) last.to = Math.max(last.to, to)
    else spells.push({ from: dueOn, to })
    if (to === Number.POSITIVE_INFINITY) break
  }
  return spells
}
