import { z } from 'zod'
import { type Day, type Instant, RequestError, addDays, startOfDay } from '../../../base/index.ts'
import { daySetting, identifier, sql, type Sql } from '../../../kit/index.ts'
import { words } from '../words.ts'

const USUAL_DAYS = 30

/** What every analysis of calls can be told; the last thirty complete days of all queues unless told. */
export const periodSettings = { from: daySetting.optional(), to: daySetting.optional(), queue: z.string().default('') }

export interface AskedPeriod {
  from?: Day | undefined
  to?: Day | undefined
  queue: string
}

export interface Span {
  from: Day
  to: Day
}

/** @throws {RequestError} where the last day lies before the first */
export function spanOf({ from, to }: AskedPeriod, today: Day): Span {
  const last = to ?? addDays(today, -1)
  const first = from ?? addDays(last, 1 - USUAL_DAYS)
  if (last < first) throw new RequestError(words, 'wrong_period', { from: first, to: last })
  return { from: first, to: last }
}

/** Rows of days of the workspace's zone, both included, and of a queue where one is asked for. */
export function within(column: string, { from, to }: Span, queue: string, timeZone: string): Sql {
  const at = identifier(column)
  return sql`${at} >= ${instant(startOfDay(from, timeZone))} and ${at} < ${instant(startOfDay(addDays(to, 1), timeZone))}${queueIs(queue)}`
}

/** A further condition where a queue is asked for. */
export const queueIs = (queue: string): Sql => (queue === '' ? sql`` : sql` and queue = ${queue}`)

export const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** An instant as the marts hold it. */
export const instant = (at: Instant): Sql => sql`${at.replace('T', ' ').replace('Z', '')}::timestamp`
