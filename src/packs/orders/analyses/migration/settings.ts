import { z } from 'zod'
import { type Day, RequestError, addMonths } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import { type Rating, type RatingSettings, dateOf, ratingAt, ratingSettings } from '../../rfm/question.ts'
import type { OrdersSettings } from '../../settings.ts'
import { words } from '../../words.ts'

const CUTS = ['frozen', 'recomputed'] as const

export interface AskedMigration extends RatingSettings {
  from?: Day | undefined
  to?: Day | undefined
  cuts: (typeof CUTS)[number]
}

export type Context = AnalysisContext<AskedMigration, OrdersSettings>

/** `to` is yesterday and `from` a month before it when absent; `cuts` says whether both days are rated by the cut points of the first. */
export const migrationSettings = (pack: OrdersSettings): z.ZodType<AskedMigration> =>
  z.strictObject({
    from: daySetting.optional(),
    to: daySetting.optional(),
    cuts: z.enum(CUTS).default('frozen'),
    ...ratingSettings(pack),
  })

export interface MigrationQuestion {
  from: Day
  to: Day
  before: Rating
  after: Rating
  isFrozen: boolean
}

/** @throws {RequestError} when the second day does not lie after the first */
export async function questionOf(context: Context): Promise<MigrationQuestion> {
  const { settings, today } = context
  const to = dateOf(settings.to, today)
  const from = settings.from ?? addMonths(to, -1)
  if (to <= from) throw new RequestError(words, 'rfm_wrong_days', { from, to })
  const [before, after] = await Promise.all([ratingAt(from, context), ratingAt(to, context)])
  return { from, to, before, after, isFrozen: settings.cuts === 'frozen' }
}
