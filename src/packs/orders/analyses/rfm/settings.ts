import { z } from 'zod'
import { type Day, RequestError, nearest } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import { type RatingSettings, countSetting, ratingSettings } from '../../rfm/question.ts'
import { segmentNames } from '../../rfm/segments.ts'
import type { OrdersSettings, RfmSettings } from '../../settings.ts'
import { words } from '../../words.ts'

export interface AskedRfm extends RatingSettings {
  date?: Day | undefined
  segment: string
  limit: number
}

export type Context = AnalysisContext<AskedRfm, OrdersSettings>

const USUAL_CUSTOMERS = 100
const MOST_CUSTOMERS = 1_000_000

/** `date` is the last day that counts, yesterday when absent; `limit` is how many customers are listed, of one `segment` when given. */
export const rfmAnalysisSettings = (pack: OrdersSettings): z.ZodType<AskedRfm> =>
  z.strictObject({
    date: daySetting.optional(),
    ...ratingSettings(pack),
    segment: z.string().default(''),
    limit: countSetting(1, MOST_CUSTOMERS, USUAL_CUSTOMERS),
  })

/** @throws {RequestError} for a segment that the rules do not make, with the nearest of those that they do */
export function requireSegment(segment: string, rfm: RfmSettings): void {
  const known = segmentNames(rfm)
  if (segment === '' || known.includes(segment)) return
  const guess = nearest(segment, known)
  throw new RequestError(words, 'unknown_segment', {
    name: segment,
    has_guess: String(guess !== undefined),
    guess: guess ?? '',
    known: known.join(', '),
  })
}
