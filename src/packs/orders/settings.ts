import { z } from 'zod'

const USUAL_WINDOW_DAYS = 365
/** A hundred years. */
export const LONGEST_WINDOW_DAYS = 36_600
const USUAL_SILENCE = 2

/** How the three measures become scores 1 … 5; 5 is best. */
export const SCORINGS = ['fifths', 'quantiles', 'quantiles-plus-one', 'thresholds'] as const
export type Scoring = (typeof SCORINGS)[number]

/** What returns do to a buyer's measures. */
export const RETURNS = ['net', 'gross'] as const
export type Returns = (typeof RETURNS)[number]

const isAscending = (edges: readonly number[]): boolean => edges.every((edge, at) => at === 0 || edges[at - 1]! < edge)

/** Four edges between five bands, from the least. */
const edges = z
  .array(z.number())
  .length(4, { error: 'must be four numbers: the edges between five bands' })
  .refine(isAscending, { error: 'must grow: each edge greater than the one before it' })

const thresholds = z.strictObject({
  /** whole days since the last purchase: up to the first edge scores 5, up to the second 4, beyond the last 1 */
  recency: edges,
  /** purchases: below the first edge scores 1, from the first on 2, from the last on 5 */
  frequency: edges,
  /** money: below the first edge scores 1, from the first on 2, from the last on 5 */
  monetary: edges,
})

const score = z.int().min(1).max(5)
const scores = z
  .tuple([score, score])
  .refine(([from, to]) => from <= to, { error: 'must be [least, greatest] score, like [4, 5]' })

const rule = z.strictObject({
  /** the name that people read; rules may share one */
  segment: z.string().min(1),
  r: scores.default([1, 5]),
  f: scores.default([1, 5]),
  m: scores.default([1, 5]),
})
export type SegmentRule = z.infer<typeof rule>

const rfm = z
  .strictObject({
    /** days up to the date of the analysis whose sales count; null: all history */
    windowDays: z.int().min(1).max(LONGEST_WINDOW_DAYS).nullable().default(USUAL_WINDOW_DAYS),
    /**
     * `fifths`: by share of buyers, equal values share a score; `quantiles`: by quantile edges (type 7), a value on an edge
     * belongs to the lower band; `quantiles-plus-one`: inner edges plus 1, bands [lower, upper), as the R package `rfm` cuts; `thresholds`: by fixed edges
     */
    scoring: z.enum(SCORINGS).default('fifths'),
    /** edges for the scoring `thresholds` */
    thresholds: thresholds.exactOptional(),
    /** `net`: money net of returns, frequency without fully returned purchases, recency by the last purchase; `gross`: returns ignored */
    returns: z.enum(RETURNS).default('net'),
    /** segments by scores, the first rule that matches wins; the complete grid of ten segments by recency and frequency when absent */
    rules: z.array(rule).min(1, { error: 'must have at least one rule, or be left out' }).exactOptional(),
  })
  .superRefine(({ scoring, thresholds: given }, context) => {
    if (scoring === 'thresholds' && !given)
      context.addIssue({ code: 'custom', path: ['thresholds'], message: 'must be given for the scoring thresholds' })
    if (scoring !== 'thresholds' && given)
      context.addIssue({ code: 'custom', path: ['thresholds'], message: `is not used by the scoring ${scoring}` })
  })
export type RfmSettings = z.infer<typeof rfm>

/** What the engine would refuse at every build is refused when the settings are read; both know the same simple patterns. */
const pattern = z
  .string()
  .min(1)
  .refine(isPattern, { error: 'must be a regular expression without look-around and back-references' })

function isPattern(text: string): boolean {
  if (/\(\?<?[=!]|\\[1-9]|\(\?<[A-Za-z]/.test(text)) return false
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const region = z.strictObject({
  /** the name that people read */
  region: z.string().min(1),
  /** a regular expression; an address that it matches, whatever the case of letters, lies in this region */
  pattern,
})

export const ordersSettings = z.strictObject({
  /** how buyers are scored and segmented */
  rfm: rfm.prefault({}),
  /**
   * Regions of addresses, the first that matches wins. An address that matches none, and every address when the list is empty,
   * lies in its first part between commas that is neither a postcode nor a country
   */
  regions: z.array(region).default([]),
  /** a buyer is silent after so many times the usual interval between purchases */
  silentAfter: z.number().min(1).max(100).default(USUAL_SILENCE),
})
export type OrdersSettings = z.infer<typeof ordersSettings>
