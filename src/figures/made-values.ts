import type { Day } from '../base/index.ts'
import { identifier, sql, trusted, type DimensionMoment, type Marts, type Sql } from '../kit/index.ts'
import type { KnownDimension, MetricDimension } from './definitions.ts'

/** When and for whom dimensions make their values. */
export type Moment = Pick<DimensionMoment, 'on' | 'timeZone' | 'seesAll'>

/** The moment of a question that ends on a day: tomorrow's segments are not known yet. */
export const momentOf = (
  { period, timeZone, today }: { period: { to: Day }; timeZone: string; today: Day },
  { seesAll }: Pick<Marts, 'seesAll'>,
): Moment => ({ on: period.to < today ? period.to : today, timeZone, seesAll })

/** The mart, and beside it the values of those dimensions that make them; each is joined once. */
export function martWith(mart: string, dimensions: readonly MetricDimension[], moment: Moment): Sql {
  const made = new Map(dimensions.filter(isMade).map((known) => [known.dimension.id, known]))
  return [...made.values()].reduce(
    (from, known) =>
      sql`${from} left join ${valuesSql(known, moment)} on ${keyName(known)} = ${identifier(known.column)}`,
    trusted(mart),
  )
}

/** The column in which a dimension's value stands beside the mart: its own, or the one that is joined. */
export const placed = (known: MetricDimension): MetricDimension =>
  isMade(known) ? { ...known, column: `value of ${known.dimension.id}` } : known

const isMade = ({ dimension }: KnownDimension): boolean => dimension.valuesAt !== undefined

const keyName = ({ dimension }: KnownDimension): Sql => identifier(`key of ${dimension.id}`)

function valuesSql(known: KnownDimension, moment: Moment): Sql {
  const { dimension, settings } = known
  const made = dimension.valuesAt?.({ ...moment, pack: settings }) ?? sql``
  const value = identifier(`value of ${dimension.id}`)
  return sql`(select key as ${keyName(known)}, value as ${value} from (${made})) as ${identifier(`values of ${dimension.id}`)}`
}
