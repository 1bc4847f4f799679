import { z } from 'zod'

export const SCORINGS = ['fifths', 'quantiles', 'quantiles-plus-one', 'thresholds'] as const
export type Scoring = (typeof SCORINGS)[number]
export const RETURNS = ['net', 'gross'] as const
export type ReturnsPolicy = (typeof RETURNS)[number]

export const HIGHEST_SCORE = 5
const USUAL_WINDOW_DAYS = 365
export const LONGEST_WINDOW_DAYS = 36_600
/** A customer who stays away so many times as long as usual has fallen silent. */
const USUAL_SILENCE_FACTOR = 2

/** From one score to another, both included. */
const scores = z
  .tuple([z.int().min(1).max(HIGHEST_SCORE), z.int().min(1).max(HIGHEST_SCORE)])
  .refine(([from, to]) => from <= to, { error: 'must be the lower score first, like [2, 4]' })

const segmentRule = z.strictObject({
  /** what people read; ids of the usual segments are written in the reader's language */
  segment: z.string().min(1),
  r: scores.optional(),
  f: scores.optional(),
  m: scores.optional(),
})
export type SegmentRule = z.infer<typeof segmentRule>

const four = z.tuple([z.number(), z.number(), z.number(), z.number()])
const rising = (values: readonly number[]) => values.every((value, at) => at === 0 || value > values[at - 1]!)

/** The most days for scores 5, 4, 3 and 2, the fewest purchases and the smallest sums for scores 2, 3, 4 and 5. */
const thresholds = z.strictObject({
  recencyDays: four.refine(rising, { error: 'must rise: the most days for scores 5, 4, 3, 2' }),
  frequency: four.refine(rising, { error: 'must rise: the fewest purchases for scores 2, 3, 4, 5' }),
  monetary: four.refine(rising, { error: 'must rise: the smallest sums for scores 2, 3, 4, 5' }),
})
export type Thresholds = z.infer<typeof thresholds>

export const rfmSettings = z
  .strictObject({
    /** days up to the date over which purchases count; null: all history */
    windowDays: z.int().min(1).max(LONGEST_WINDOW_DAYS).nullable().default(USUAL_WINDOW_DAYS),
    scoring: z.enum(SCORINGS).default('fifths'),
    thresholds: thresholds.optional(),
    /** `net`: returns lessen sums, and a purchase that was returned whole is none; `gross`: as if there were no returns */
    returns: z.enum(RETURNS).default('net'),
    /** from the best to the worst; the first that fits counts, whom none fits is among the others. The grid of ten when absent */
    segments: z.array(segmentRule).min(1).optional(),
    silenceFactor: z.number().min(1).max(100).default(USUAL_SILENCE_FACTOR),
  })
  .superRefine(({ scoring, thresholds: given }, context) => {
    if (scoring === 'thresholds' && !given) {
      const message =
        'must be given when scoring is thresholds: { recencyDays, frequency, monetary }, four numbers each'
      context.addIssue({ code: 'custom', path: ['thresholds'], message })
    }
  })
export type RfmSettings = z.infer<typeof rfmSettings>

/** What the analyses of this folder need of the pack's settings. */
export interface HasRfm {
  rfm: RfmSettings
}
