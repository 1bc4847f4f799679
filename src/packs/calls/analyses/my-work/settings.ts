import { z } from 'zod'
import { addDays, type Day } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import type { CallsSettings } from '../../settings.ts'
import type { Span } from '../settings.ts'

export interface AskedWork {
  operator: string
  date?: Day | undefined
  weeks: number
}

export type Context = AnalysisContext<AskedWork, CallsSettings>

const USUAL_WEEKS = 4
const MOST_WEEKS = 26
export const DAYS_OF_A_WEEK = 7

/** `operator` is needed only by those who see several; `date` is the last day, yesterday unless told; `weeks` is how many weeks before are usual. */
export const workSettings = () =>
  z.strictObject({
    operator: z.string().trim().default(''),
    date: daySetting.optional(),
    weeks: z.coerce.number().int().min(1).max(MOST_WEEKS).default(USUAL_WEEKS),
  })

export const lastDay = ({ settings, today }: Context): Day => settings.date ?? addDays(today, -1)

/** The seven days that end on the last day, then as many before each of them, newest first. */
export const weeksOf = (context: Context): Span[] =>
  Array.from({ length: context.settings.weeks + 1 }, (_, ago) => {
    const to = addDays(lastDay(context), -DAYS_OF_A_WEEK * ago)
    return { from: addDays(to, 1 - DAYS_OF_A_WEEK), to }
  })

export const spanOfWeeks = (context: Context): Span => ({
  from: weeksOf(context).at(-1)!.from,
  to: lastDay(context),
})
