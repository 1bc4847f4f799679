import { z } from 'zod'
import { type Day, RequestError, addDays, addMonths, startOfGrain } from '../../../base/index.ts'
import { sql, type Sql } from '../../../kit/index.ts'
import { words } from '../words.ts'

/** A whole number that comes as text. */
export const countSetting = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)

export const amountSetting = z.coerce.number().min(0).optional()

export interface GivenAmounts {
  min_amount?: number | undefined
  max_amount?: number | undefined
}

/** Loans of these amounts, both ends included. */
export function amountsSql({ min_amount: least, max_amount: most }: GivenAmounts, column: Sql): Sql {
  const low = least === undefined ? sql`true` : sql`${column} >= ${least}`
  return most === undefined ? low : sql`${low} and ${column} <= ${most}`
}

export interface Months {
  /** first day of the first month */
  from: Day
  /** first day of the last month */
  to: Day
}

/**
 * Whole months, by any day of the first and the last: those that ended last, so many of them, where nothing else is said.
 * @throws {RequestError} when the last lies before the first, or is not over
 */
export function monthsOf(given: { from?: Day | undefined; to?: Day | undefined }, today: Day, usual: number): Months {
  const last = lastWholeMonth(today)
  const to = given.to === undefined ? last : startOfGrain(given.to, 'month')
  const from = given.from === undefined ? addMonths(to, 1 - usual) : startOfGrain(given.from, 'month')
  if (to < from || to > last) throw new RequestError(words, 'wrong_months', { from, to, last })
  return { from, to }
}

/** First day of the month that ended last. */
export const lastWholeMonth = (today: Day): Day => addMonths(startOfGrain(today, 'month'), -1)

export const lastDayOf = (month: Day): Day => addDays(addMonths(month, 1), -1)
