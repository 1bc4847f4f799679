import { z } from 'zod'
import { type Day, type Instant, RequestError, addDays, nearest, startOfDay } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting, sql } from '../../../../kit/index.ts'
import type { JourneySettings } from '../../settings.ts'
import { words } from '../../words.ts'
import { countSetting } from '../settings.ts'

export interface UnclosedSettings {
  date?: Day | undefined
  as_of?: Instant | undefined
  process: string
  limit: number
}

export type Context = AnalysisContext<UnclosedSettings, JourneySettings>

const USUAL_CASES = 10
const MOST_CASES = 1000

const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/, {
    error: 'must be an instant with its zone, like 2023-12-31T08:45:00+03:00',
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'is no instant: there is no such day or time' })
  .transform((text) => new Date(text).toISOString().replace('.000Z', 'Z'))

/** `process` is the id or the title of one; `limit` is how many of the oldest cases are listed. */
export const unclosedSettings = (): z.ZodType<UnclosedSettings> =>
  z.strictObject({
    date: daySetting.optional(),
    as_of: instant.optional(),
    process: z.string().default(''),
    limit: countSetting(1, MOST_CASES, USUAL_CASES),
  })

/** What is asked: a day, a moment, and processes by their titles. */
export interface UnclosedQuestion {
  date: Day
  asOf: Instant
  titles: readonly string[]
}

/** @throws {RequestError} for a process that the settings do not have */
export async function questionOf(context: Context): Promise<UnclosedQuestion> {
  const titles = titlesOf(context)
  const date = context.settings.date ?? addDays(context.today, -1)
  return { date, titles, asOf: context.settings.as_of ?? (await usualMoment(date, context)) }
}

function titlesOf({ settings, pack }: Context): string[] {
  const { process } = settings
  if (process === '') return pack.processes.map(({ title }) => title)
  const found = pack.processes.find(({ id, title }) => id === process || title === process)
  if (found) return [found.title]
  const known = pack.processes.map(({ id }) => id)
  const guess = nearest(process, [...known, ...pack.processes.map(({ title }) => title)])
  throw new RequestError(words, 'unknown_process', {
    name: process,
    has_guess: String(guess !== undefined),
    guess: guess ?? '',
    known: known.join(', ') || '–',
  })
}

/**
 * For yesterday and later the moment up to which the data is complete, for an earlier day its midnight; so also where
 * today itself is an earlier day than the data's last, as in a report that is made again.
 */
async function usualMoment(date: Day, { marts, asOf, today, timeZone }: Context): Promise<Instant> {
  const midnight = startOfDay(addDays(date, 1), timeZone)
  if (date < addDays(today, -1)) return midnight
  const sources = await marts.rows(sql`select distinct source from mart.journey_users`)
  const known = sources.flatMap(({ source }) => asOf[String(source)] ?? [])
  const complete = known.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0]
  const isOfToday = complete !== undefined && Date.parse(complete) < Date.parse(startOfDay(addDays(today, 1), timeZone))
  return isOfToday ? complete : midnight
}
