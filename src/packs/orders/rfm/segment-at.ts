import { type DimensionMoment, type Sql, identifier, joinSql, sql } from '../../../kit/index.ts'
import type { OrdersSettings } from '../settings.ts'
import { CUT_SCORES, MEASURES } from './cuts.ts'
import { ratedSql, seesEverybody } from './question.ts'

/**
 * The segment of every customer as of the end of a day, by the pack's settings: `key` is the buyer's number. Whoever sees only some
 * customers has them rated by the cut points that were learned nearest to the day, and knows of no segments before.
 */
export function segmentAt({ on, timeZone, pack, seesAll }: DimensionMoment): Sql {
  const { rfm } = pack as OrdersSettings
  const window = { on, windowDays: rfm.windowDays, returns: rfm.returns, timeZone }
  const isLearned = rfm.scoring !== 'thresholds' && !seesEverybody({ seesAll })
  const rated = ratedSql({ window, scoring: rfm.scoring, ...(isLearned ? { cutRow: learnedSql(on) } : {}) }, rfm)
  const isKnown = isLearned ? sql` where exists (select * from mart.orders_rfm_cuts)` : sql``
  return sql`with ${rated} select buyer_number as key, segment as value from rated${isKnown}`
}

/** The cut points of the nearest day before, else of the first after, as one row. */
function learnedSql(on: string): Sql {
  const cuts = MEASURES.flatMap((measure) =>
    CUT_SCORES.map(
      (score) =>
        sql`max(bound) filter (where measure = ${measure} and score = ${score}) as ${identifier(`${measure[0]}${score}`)}`,
    ),
  )
  return sql`
    select ${joinSql(cuts, ', ')}
    from mart.orders_rfm_cuts
    where on_date = (
      select on_date
      from mart.orders_rfm_cuts
      order by on_date > ${on}::date, abs(on_date - ${on}::date)
      limit 1
    )`
}
