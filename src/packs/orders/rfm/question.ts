import { z } from 'zod'
import { type Cell, type Day, RequestError, addDays } from '../../../base/index.ts'
import { type AnalysisContext, type Marts, type Sql, sql } from '../../../kit/index.ts'
import { words } from '../words.ts'
import { type RfmWindow, customersSql } from './customers.ts'
import { type Cuts, cutSql, cutsOf, givenSql, scoreColumns } from './cuts.ts'
import { knownCuts } from './known-cuts.ts'
import { rulesOf, segmentSql } from './segments.ts'
import {
  LONGEST_WINDOW_DAYS,
  type OrdersSettings,
  RETURNS,
  type Returns,
  type RfmSettings,
  SCORINGS,
  type Scoring,
} from '../settings.ts'

/** A whole number that comes as text. */
export const countSetting = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)

const ALL = 'all'

/** How customers are rated: the settings that every analysis of RFM takes, the pack's own where nothing is said. */
export const ratingSettings = ({ rfm }: OrdersSettings) => ({
  window_days: z
    .union([z.literal(ALL), z.coerce.number().int().min(1).max(LONGEST_WINDOW_DAYS)], {
      error: 'must be a number of days, or all',
    })
    .default(rfm.windowDays ?? ALL),
  scoring: z
    .enum(SCORINGS)
    .default(rfm.scoring)
    .refine((scoring) => scoring !== 'thresholds' || rfm.thresholds !== undefined, {
      error: 'thresholds are not in the settings of the pack: rfm.thresholds',
    }),
  returns: z.enum(RETURNS).default(rfm.returns),
})

export interface RatingSettings {
  window_days: number | typeof ALL
  scoring: Scoring
  returns: Returns
}

/** Customers rated as of the end of a day. */
export interface Rating {
  window: RfmWindow
  scoring: Scoring
  /** cut points that are known already; found from the customers of the window when absent */
  cuts?: Cuts | undefined
  /** the row of cut points as a select, where they are read in the same statement */
  cutRow?: Sql
  /** the day that the cut points are from, when they are not the rating's own */
  cutsOn?: Day | undefined
}

type RatingContext = Pick<AnalysisContext<RatingSettings, OrdersSettings>, 'settings' | 'pack' | 'marts' | 'timeZone'>

/**
 * Customers as of a day. Somebody who sees only some customers has them rated by the cut points of the whole company, which
 * were learned; what a few customers would say about each other means nothing.
 * @throws {RequestError} when they ask for something that nothing was learned for
 */
export async function ratingAt(on: Day, { settings, pack, marts, timeZone }: RatingContext): Promise<Rating> {
  const windowDays = settings.window_days === ALL ? null : settings.window_days
  const rating: Rating = {
    window: { on, windowDays, returns: settings.returns, timeZone },
    scoring: settings.scoring,
  }
  if (settings.scoring === 'thresholds' || seesEverybody(marts)) return rating
  const isUsual =
    windowDays === pack.rfm.windowDays && settings.scoring === pack.rfm.scoring && settings.returns === pack.rfm.returns
  if (!isUsual) throw new RequestError(words, 'rfm_only_usual')
  const known = await knownCuts(marts, on)
  if (!known) throw new RequestError(words, 'rfm_no_cuts')
  return { ...rating, cuts: known.cuts, cutsOn: known.on === on ? undefined : known.on }
}

export const seesEverybody = (marts: Pick<Marts, 'seesAll'>): boolean =>
  marts.seesAll('mart.orders_sales') && marts.seesAll('mart.orders_customers')

/** Days up to yesterday are complete. */
export const dateOf = (date: Day | undefined, today: Day): Day => date ?? addDays(today, -1)

/**
 * Named selects, one after another: `customer…`, `cut…` (one row) and `rated…` (customers with `r`, `f`, `m` and `segment`).
 * @param name ends the names, for a statement with several ratings
 * @param cutFrom the name of another rating, whose cut points are taken
 */
export function ratedSql(rating: Rating, rfm: RfmSettings, name: Sql = sql``, cutFrom?: Sql): Sql {
  const cut = rating.cuts ? givenSql(rating.cuts) : (rating.cutRow ?? cutSql(rating.scoring, sql`customer${name}`, rfm))
  const own = cutFrom === undefined ? sql`cut${name} as materialized (${cut}),` : sql``
  return sql`
    customer${name} as materialized (${customersSql(rating.window)}),
    ${own}
    rated${name} as (
      select *, ${segmentSql(rulesOf(rfm))} as segment
      from (
        select buyer_number, recency, frequency, monetary, ${scoreColumns}
        from customer${name}
        cross join cut${cutFrom ?? name}
      )
    )`
}

/** The cut points of a rating, without its customers. */
export async function readCuts(rating: Rating, rfm: RfmSettings, marts: Pick<Marts, 'rows'>): Promise<Cuts> {
  const [row] = await marts.rows(sql`
    with customer as materialized (${customersSql(rating.window)})
    ${cutSql(rating.scoring, sql`customer`, rfm)}`)
  return cutsOf(row ?? {})
}

/** The settings of a rating as figures of the answer. */
export const ratingFigures = ({ window, scoring }: Rating): Record<string, Cell> => ({
  window_days: window.windowDays,
  scoring,
  returns: window.returns,
})
