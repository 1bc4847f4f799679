import type { Day } from '../../../base/index.ts'
import { type Marts, sql } from '../../../kit/index.ts'
import { CUT_SCORES, type Cuts, MEASURES } from './cuts.ts'

/** The cut points of the whole company that were learned for a day or the nearest before it, else for the first after it. */
export async function knownCuts(marts: Marts, on: Day): Promise<{ on: Day; cuts: Cuts } | undefined> {
  const rows = await marts.rows(sql`
    select strftime(on_date, '%Y-%m-%d') as on_date, measure, score, bound
    from mart.orders_rfm_cuts
    qualify on_date = first_value(on_date) over (
      order by on_date > ${on}::date, abs(on_date - ${on}::date)
      rows between unbounded preceding and unbounded following
    )
    order by measure, score`)
  const [first] = rows
  if (!first) return undefined
  const boundsOf = (measure: string) =>
    CUT_SCORES.map((score) => {
      const bound = rows.find((row) => row['measure'] === measure && row['score'] === score)?.['bound']
      return bound === null || bound === undefined ? null : Number(bound)
    })
  const [recency, frequency, monetary] = MEASURES.map(boundsOf)
  return { on: String(first['on_date']), cuts: { recency: recency!, frequency: frequency!, monetary: monetary! } }
}
