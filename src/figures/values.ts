import type { DimensionValue, Locale } from '../base/index.ts'
import { identifier, joinSql, sql, type Sql } from '../kit/index.ts'
import { leadingNumberSql } from './conditions.ts'
import { valueLabel, valueLabels, type KnownDimension } from './definitions.ts'
import { martWith, placed, type Moment } from './made-values.ts'
import type { PersonMarts } from './marts.ts'
import { understandLimit } from './question.ts'

export interface ValuesOptions {
  search?: string
  limit?: number
}

const USUAL_VALUES = 200
const MOST_VALUES = 10_000

/**
 * Values of a dimension over all marts that know it, with their numbers of rows: in natural order where there is one,
 * otherwise the most frequent first; rows without a value last. `search` looks into values and into their labels.
 * Of more numbers than asked for come evenly spread ones of their order, the least and the greatest among them.
 */
export async function dimensionValues(
  known: readonly KnownDimension[],
  marts: PersonMarts,
  locale: Locale,
  options: ValuesOptions,
  moment: Moment,
): Promise<readonly DimensionValue[]> {
  const limit = understandLimit(options.limit, USUAL_VALUES, MOST_VALUES)
  const places = known.flatMap((each) =>
    Object.entries(each.dimension.columns).map(([mart, column]) => [mart, { ...each, column }] as const),
  )
  const selects = [...new Map(places)].map(([mart, use]) => {
    const value = sql`cast(${identifier(placed(use).column)} as varchar)`
    return sql`select ${value} as value, count(*) as counted from ${martWith(mart, [use], moment)} group by 1`
  })
  if (selects.length === 0) return []
  const found = sql`select value, cast(sum(counted) as bigint) as rows
from (${joinSql(selects, ' union all ')}) as found
where ${searchSql(known, locale, options.search)}
group by value`
  const isNumber = known.every(({ dimension }) => dimension.isNumber)
  const rows = await marts.rows(sql`select value, rows
from (${isNumber ? spreadSql(found, limit) : found}) as found
order by ${orderSql(known)}rows desc, value nulls last
limit ${limit}`)
  return rows.map(({ value, rows: count }) => {
    const text = value === null || value === undefined ? null : String(value)
    return { value: text, label: labelOf(known, text, locale), rows: Number(count) }
  })
}

/** Steps of equal width over the places of the numbers; a number that begins a step stays. */
function spreadSql(found: Sql, limit: number): Sql {
  const stepOf = (place: Sql): Sql => sql`floor((${place}) * ${limit - 1} / greatest(many - 1, 1))`
  return sql`select value, rows from (
  select *, row_number() over (order by try_cast(value as double) nulls last) as place, count(value) over () as many
  from (${found}) as numbers
) where many <= ${limit} or value is null or place = 1 or ${stepOf(sql`place - 1`)} > ${stepOf(sql`place - 2`)}`
}

function labelOf(known: readonly KnownDimension[], value: string | null, locale: Locale): string {
  const labels = known.map((each) => valueLabel(each, value, locale))
  return labels.find((label) => label !== value) ?? labels[0] ?? String(value)
}

function searchSql(known: readonly KnownDimension[], locale: Locale, search: string | undefined): Sql {
  const text = search?.trim().toLowerCase()
  if (!text) return sql`true`
  const labelled = known
    .flatMap((each) => Object.entries(valueLabels(each, locale)))
    .filter(([, label]) => label.toLowerCase().includes(text))
    .map(([value]) => sql`value = ${value}`)
  return sql`(${joinSql([sql`contains(lower(value), ${text})`, ...labelled], ' or ')})`
}

function orderSql(known: readonly KnownDimension[]): Sql {
  const order = known.find(({ dimension }) => dimension.order?.length)?.dimension.order ?? []
  const isNumber = known.every(({ dimension }) => dimension.isNumber)
  if (isNumber) return sql`try_cast(value as double) nulls last, `
  if (known.some(({ dimension }) => dimension.isOrderedByLeadingNumber))
    return sql`${leadingNumberSql(sql`value`)} nulls last, `
  if (order.length === 0) return sql`value is null, `
  const cases = order.map((value, index) => sql`when value = ${value} then ${index}`)
  return sql`case when value is null then null ${joinSql(cases, '\n')} else ${order.length} end nulls last, `
}
