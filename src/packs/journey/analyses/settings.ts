import { z } from 'zod'
import { type Day, RequestError, addDays, addMonths, nearest, startOfDay } from '../../../base/index.ts'
import { type AnalysisContext, sql, type Sql } from '../../../kit/index.ts'
import { words } from '../words.ts'

/** A whole number that comes as text. */
export const countSetting = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)

export interface GivenDays {
  from?: Day | undefined
  to?: Day | undefined
}

export interface Days {
  from: Day
  to: Day
}

const USUAL_DAYS = 90

/**
 * The days of a question, both included: up to yesterday and ninety of them where nothing else is said.
 * @throws {RequestError} when the last day lies before the first
 */
export function daysOf({ from, to }: GivenDays, today: Day): Days {
  const last = to ?? (from === undefined || from < today ? addDays(today, -1) : addMonths(from, 1))
  const days = { from: from ?? addDays(last, 1 - USUAL_DAYS), to: last }
  if (days.to < days.from) throw new RequestError(words, 'wrong_period', { ...days })
  return days
}

/** Rows whose instant lies on these days of the workspace's zone. */
export function within(days: Days, timeZone: string): { from: Sql; before: Sql } {
  return {
    from: timestamp(startOfDay(days.from, timeZone)),
    before: timestamp(startOfDay(addDays(days.to, 1), timeZone)),
  }
}

/** An ISO instant as the engine's UTC timestamp. */
export const timestamp = (instant: string): Sql => sql`${instant.replace('T', ' ').replace('Z', '')}::timestamp`

/** Numbers of the events by name; they may change with every build. */
export async function eventNumbers({ marts }: Pick<AnalysisContext<unknown, unknown>, 'marts'>) {
  const rows = await marts.rows(sql`select event, event_number from mart.journey_event_names order by event`)
  return new Map(rows.map((row) => [String(row['event']), Number(row['event_number'])]))
}

/** How many users are left out because of an experiment. */
export async function countExcluded({ marts }: Pick<AnalysisContext<unknown, unknown>, 'marts'>): Promise<number> {
  const [row] = await marts.rows(sql`select count(*)::integer as users from mart.journey_excluded`)
  return Number(row?.['users'] ?? 0)
}

/** @throws {RequestError} for a name that is not among the known ones, with the nearest of them */
export function requireKnown(name: string, known: Iterable<string>, code: 'unknown_event' | 'unknown_cluster'): void {
  const names = [...known]
  if (names.includes(name)) return
  const guess = nearest(name, names)
  throw new RequestError(words, code, { name, has_guess: String(guess !== undefined), guess: guess ?? '' })
}
