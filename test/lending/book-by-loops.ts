import { type Day, addDays, daysBetween } from '../../src/base/index.ts'

/** A loan as a test makes it; sums in kopecks. */
export interface BookLoan {
  id: string
  kopecks: number
  issuedOn: Day
  dueOn: Day
  rate: number | null
  /** instalments of its own: due date and sum; none: they are made */
  own: readonly (readonly [Day, number])[]
  paid: readonly (readonly [Day, number])[]
}
export type Book = readonly BookLoan[]

export interface LoanState {
  owed: number
  overdue: number
  overduePrincipal: number
  daysPastDue: number
}

interface Due {
  dueOn: Day
  due: number
  principal: number
}

/**
 * The second way, as a clerk would: at a day's end the money paid so far is put against the instalments one after the other,
 * within each to interest first. Loans of which no instalment is left are not there.
 */
export function bookByLoops(
  book: Book,
  schedules: ReadonlyMap<string, readonly Due[]>,
  day: Day,
  terms: { tolerance: number; graceDays: number },
): Readonly<Record<string, LoanState>> {
  const found: Record<string, LoanState> = {}
  for (const { id, issuedOn, paid } of book) {
    const money = paid.filter(([paidOn]) => paidOn <= day).reduce((sum, [, kopecks]) => sum + kopecks, 0)
    const state = stateOf(schedules.get(id) ?? [], money, day, terms)
    if (issuedOn <= day && state) found[id] = state
  }
  return found
}

function stateOf(
  schedule: readonly Due[],
  money: number,
  day: Day,
  { tolerance, graceDays }: { tolerance: number; graceDays: number },
): LoanState | undefined {
  let left = money
  let owed = 0
  let missed = 0
  let missedPrincipal = 0
  let unpaidInAll = 0
  let unpaidSoFar = 0
  let oldest: Day | undefined
  for (const { dueOn, due, principal } of schedule) {
    const given = Math.min(left, due)
    left -= given
    unpaidInAll += due - given
    owed += principal - Math.max(0, given - (due - principal))
    if (addDays(dueOn, graceDays) < day) {
      missed += due - given
      missedPrincipal += Math.min(principal, due - given)
    }
    // what is short of all instalments so far, this one included, decides whether it is paid
    unpaidSoFar += due - given
    if (oldest === undefined && unpaidSoFar > tolerance) oldest = dueOn
  }
  if (unpaidInAll <= tolerance) return undefined
  const isOverdue = oldest !== undefined && addDays(oldest, graceDays) < day
  return {
    owed,
    overdue: isOverdue ? missed : 0,
    overduePrincipal: isOverdue ? missedPrincipal : 0,
    daysPastDue: isOverdue ? daysBetween(oldest!, day) : 0,
  }
}
