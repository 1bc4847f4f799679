import type { Row } from '../../../base/index.ts'
import { type Sql, identifier, joinSql, sql, trusted } from '../../../kit/index.ts'
import type { RfmSettings, Scoring } from '../settings.ts'

export const MEASURES = ['recency', 'frequency', 'monetary'] as const
export type Measure = (typeof MEASURES)[number]
export const CUT_SCORES = [2, 3, 4, 5] as const

/**
 * What a customer needs for scores 2, 3, 4 and 5: at most so many days, at least so many purchases, at least such a sum.
 * Null: nobody can have this score. Who needs more than they have for a 2 gets 1; scores follow from these alone.
 */
export type Cuts = Readonly<Record<Measure, readonly (number | null)[]>>

/** Where the cuts of scores 2 to 5 lie among values from the worst to the best. */
const FIFTHS: readonly number[] = CUT_SCORES.map((score) => (score - 1) / 5)

const LETTER: Readonly<Record<Measure, string>> = { recency: 'r', frequency: 'f', monetary: 'm' }
const columnOf = (measure: Measure, score: number): Sql => identifier(`${LETTER[measure]}${score}`)

const eachCut = (make: (measure: Measure, score: number, at: number) => Sql): Sql[] =>
  MEASURES.flatMap((measure) =>
    CUT_SCORES.map((score, at) => sql`(${make(measure, score, at)})::double as ${columnOf(measure, score)}`),
  )

/** One row with the columns r2 … r5, f2 … f5, m2 … m5, from the customers of the relation `customer`. */
export function cutSql(scoring: Scoring, customer: Sql, settings: Pick<RfmSettings, 'thresholds'>): Sql {
  switch (scoring) {
    case 'fifths':
      return fifthsSql(customer)
    case 'quantiles':
      return quantilesSql(customer, quantileCut)
    case 'quantiles-plus-one':
      return quantilesSql(customer, plusOneCut)
    case 'thresholds':
      return givenSql(thresholdCuts(settings))
  }
}

/** Cut points that are known already, as one row. */
export const givenSql = (cuts: Cuts): Sql =>
  sql`select ${joinSql(
    eachCut((measure, _score, at) => sql`${cuts[measure][at] ?? null}`),
    ', ',
  )}`

function thresholdCuts({ thresholds }: Pick<RfmSettings, 'thresholds'>): Cuts {
  if (!thresholds) throw new Error('the settings were checked to have thresholds')
  const { recency, frequency, monetary } = thresholds
  return { recency: recency.toReversed(), frequency, monetary }
}

/**
 * Score = 1 + five times the share of the other customers who are worse, rounded down, 5 at most (SQL's `percent_rank`): equal
 * values share a score. A score's cut is then the worst value that at least (score − 1) / 5 of the others fall short of;
 * it is the value in that place, or, where the place is inside a run of equal values, the next better one.
 */
function fifthsSql(customer: Sql): Sql {
  const edges = edgesSql(customer, 'quantile_disc', better, () => FIFTHS)
  const cuts = eachCut((measure, score) => {
    const value = better(measure)
    const edge = sql`any_value(${columnOf(measure, score)})`
    const isReached = sql`count(*) > 1 and 5 * count(*) filter (where ${value} < ${columnOf(measure, score)}) >= ${trusted(String(score - 1))} * (count(*) - 1)`
    const next = sql`min(${value}) filter (where ${value} > ${columnOf(measure, score)})`
    const cut = sql`case when ${isReached} then ${edge} else ${next} end`
    return measure === 'recency' ? sql`-(${cut})` : cut
  })
  return sql`
    select ${joinSql(cuts, ', ')}
    from ${customer}
    cross join (${edges}) as edge`
}

/** Higher is better. */
const better = (measure: Measure): Sql => (measure === 'recency' ? sql`-recency` : identifier(measure))

/** Type 7 quantiles at a fifth, two, three and four fifths; fewer days are better, so the first belongs to score 5. */
function quantilesSql(customer: Sql, cut: (measure: Measure, edge: Sql) => Sql): Sql {
  const value = (measure: Measure) => sql`${identifier(measure)}::double`
  const edges = edgesSql(customer, 'quantile_cont', value, (measure) =>
    measure === 'recency' ? FIFTHS.toReversed() : FIFTHS,
  )
  const cuts = eachCut((measure, score) => cut(measure, columnOf(measure, score)))
  return sql`
    select ${joinSql(cuts, ', ')}
    from ${customer}
    cross join (${edges}) as edge`
}

/** One row with the edges of all scores; those of a measure come from one aggregate, which sorts its values once. */
function edgesSql(
  customer: Sql,
  quantile: 'quantile_disc' | 'quantile_cont',
  value: (measure: Measure) => Sql,
  shares: (measure: Measure) => readonly number[],
): Sql {
  const all = MEASURES.map(
    (measure) =>
      sql`${trusted(quantile)}(${value(measure)}, [${trusted(shares(measure).join(', '))}]) as ${identifier(measure)}`,
  )
  const each = MEASURES.flatMap((measure) =>
    CUT_SCORES.map(
      (score, at) => sql`${identifier(measure)}[${trusted(String(at + 1))}] as ${columnOf(measure, score)}`,
    ),
  )
  return sql`select ${joinSql(each, ', ')} from (select ${joinSql(all, ', ')} from ${customer})`
}

/** A value that stands on an edge belongs to the lower band, as with pandas' `qcut`. */
const quantileCut = (measure: Measure, edge: Sql): Sql =>
  measure === 'recency'
    ? sql`max(recency) filter (where recency <= ${edge})`
    : sql`min(${identifier(measure)}) filter (where ${identifier(measure)} > ${edge})`

/** The R package `rfm`: edges plus 1, bands with their lower edge and without their upper one; days and purchases are whole. */
const plusOneCut = (measure: Measure, edge: Sql): Sql => {
  if (measure === 'recency') return sql`ceil(any_value(${edge}))`
  return measure === 'frequency' ? sql`ceil(any_value(${edge})) + 1` : sql`any_value(${edge}) + 1`
}

/** Scores `r`, `f`, `m` of a row of customers beside the row of cuts; a sum that is not above zero is always worth 1. */
export const scoreColumns: Sql = joinSql(
  MEASURES.map((measure) => {
    const reached = CUT_SCORES.map((score) => {
      const cut = columnOf(measure, score)
      return measure === 'recency' ? sql`recency <= ${cut}` : sql`${identifier(measure)} >= ${cut}`
    })
    const points = reached.map((condition) => sql`coalesce((${condition})::utinyint, 0)`)
    const sum = points.reduce((all, point) => sql`${all} + ${point}`, sql`1`)
    const score = measure === 'monetary' ? sql`case when monetary <= 0 then 1 else ${sum} end` : sql`${sum}`
    return sql`(${score})::utinyint as ${identifier(LETTER[measure])}`
  }),
  ', ',
)

/** The row of cuts as it came from the engine. */
export const cutsOf = (row: Row): Cuts => {
  const of = (measure: Measure) =>
    CUT_SCORES.map((score) => {
      const cut = row[`${LETTER[measure]}${score}`]
      return cut === null || cut === undefined ? null : Number(cut)
    })
  return { recency: of('recency'), frequency: of('frequency'), monetary: of('monetary') }
}
