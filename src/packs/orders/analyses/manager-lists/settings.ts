import { z } from 'zod'
import { type Day, addMonths } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import { type Rating, countSetting, dateOf, ratingAt } from '../../rfm/question.ts'
import type { OrdersSettings } from '../../settings.ts'

export interface AskedLists {
  date?: Day | undefined
  manager: string
  limit: number
}

export type Context = AnalysisContext<AskedLists, OrdersSettings>

const USUAL_CALLS = 20
const MOST_CALLS = 100_000

/** `date` is yesterday when absent; `limit` is how many customers are listed for each manager. */
export const listSettings = (): z.ZodType<AskedLists> =>
  z.strictObject({
    date: daySetting.optional(),
    manager: z.string().default(''),
    limit: countSetting(1, MOST_CALLS, USUAL_CALLS),
  })

export interface ListQuestion {
  date: Day
  earlier: Day
  now: Rating
  /** a month earlier, by the cut points of now: who has another segment did something, or did nothing for too long */
  then: Rating
}

export async function questionOf(context: Context): Promise<ListQuestion> {
  const { settings, pack, today } = context
  const date = dateOf(settings.date, today)
  const { windowDays, scoring, returns } = pack.rfm
  const usual = { window_days: windowDays ?? ('all' as const), scoring, returns }
  const now = await ratingAt(date, { ...context, settings: usual })
  const earlier = addMonths(date, -1)
  return { date, earlier, now, then: { ...now, window: { ...now.window, on: earlier } } }
}
