import type { Answer, AnswerColumn, Cell, Filter, Query, Row } from '../../base/index.ts'
import { tileQuery, type TileContext } from '../dashboard/tile-query.ts'
import type { Exploration } from './address.ts'

/** Stands for all values of the first dimension that have no line of their own. */
export const REST = '\u0000rest'

/** How many rows of one answer the page takes; a file holds them all. */
export const MOST_ROWS = 5000

const FINEST_OF_AUTO = 'week'

/** The question of the page, with a step where it asks for one. */
export function questionOf({ metrics, by, time, view }: Exploration, context: TileContext): Query {
  const split: Query = { metrics, ...(by.length > 0 ? { by } : {}) }
  const { query } = tileQuery(time ? { ...split, grain: FINEST_OF_AUTO } : split, view, context)
  return time && time !== 'auto' ? { ...query, grain: time } : query
}

/** How many values stand on their own where the reader did not say. */
export function usualTop({ by, time }: Pick<Exploration, 'by' | 'time'>): number {
  if (by.length > 1) return 25
  return time ? 5 : 25
}

/** The largest values of the first dimension by the first metric over the whole period; undefined without a dimension. */
export function leadersQuery({ metrics, by, where, period, timeZone }: Query, top: number): Query | undefined {
  const [metric, dimension] = [metrics[0], by?.[0]]
  if (metric === undefined || dimension === undefined) return undefined
  return {
    metrics: [metric],
    by: [dimension],
    ...(where ? { where } : {}),
    ...(period ? { period } : {}),
    ...(timeZone ? { timeZone } : {}),
    order: { by: metric, descending: true },
    limit: top,
  }
}

export interface Leaders {
  dimension: string
  /** largest first */
  values: readonly (string | null)[]
  /** there are more values than these */
  hasRest: boolean
}

export function leadersOf({ rows, isCut }: Answer, dimension: string): Leaders {
  const values = rows.map((row) => textOf(row[dimension] ?? null))
  return { dimension, values, hasRest: isCut }
}

const textOf = (value: Cell): string | null => (value === null ? null : String(value))

const withWhere = (query: Query, filter: Filter): Query => ({ ...query, where: [...(query.where ?? []), filter] })

/** The question with only these dimensions and, if wanted, its step. */
export function splitBy(query: Query, by: readonly string[], hasTime: boolean): Query {
  const { by: _by, grain, ...whole } = query
  return { ...whole, ...(by.length > 0 ? { by } : {}), ...(hasTime && grain ? { grain } : {}) }
}

/**
 * One question as two: the leaders each, and all others together. Others are asked of the server as a question of their own,
 * so that their median is a median and their customers are counted once.
 */
export function inTwo(query: Query, leaders: Leaders | undefined): readonly [each: Query, rest?: Query] {
  const limited = { ...query, limit: MOST_ROWS }
  if (!leaders?.hasRest || !query.by?.includes(leaders.dimension)) return [limited]
  const { dimension, values } = leaders
  const others = query.by.filter((id) => id !== dimension)
  return [
    withWhere(limited, { dimension, op: 'in', values }),
    withWhere(splitBy(limited, others, true), { dimension, op: 'not in', values }),
  ]
}

/** Both answers as one; lines of the rest carry `REST` where the others have their value. */
export function together(
  each: Answer,
  rest: Answer | undefined,
  leaders: Leaders | undefined,
  restLabel: string,
): Answer {
  if (!rest || !leaders) return each
  const mark = (row: Row): Row => ({ ...row, [leaders.dimension]: REST })
  const { comparison } = each
  const name = (column: AnswerColumn): AnswerColumn =>
    column.name === leaders.dimension ? { ...column, labels: { ...column.labels, [REST]: restLabel } } : column
  return {
    ...each,
    columns: each.columns.map(name),
    rows: [...each.rows, ...rest.rows.map(mark)],
    ...(comparison
      ? { comparison: { ...comparison, rows: [...comparison.rows, ...(rest.comparison?.rows.map(mark) ?? [])] } }
      : {}),
    isCut: each.isCut || rest.isCut,
  }
}

/** Conditions as the server knows them: the rest is everything but the leaders, a single number is a range of one. */
export function honest(filter: Filter, leaders: Leaders | undefined, isNumber: boolean): Filter {
  if (filter.op !== 'in') return filter
  if (leaders?.dimension === filter.dimension && filter.values.includes(REST))
    return { ...filter, op: 'not in', values: leaders.values }
  const [only] = filter.values
  if (!isNumber || filter.values.length !== 1 || typeof only !== 'string') return filter
  return { dimension: filter.dimension, op: 'between', from: Number(only), to: Number(only) }
}

/** Rows in the order in which they are read: periods, then the leaders from the largest unless they have an order of their own; the rest last. */
export function arranged(answer: Answer, leaders: Leaders | undefined, isOrdered: boolean): Answer {
  if (!leaders) return answer
  const period = answer.columns.find(({ kind }) => kind === 'period')?.name
  const places = new Map<string | null, number>(leaders.values.map((value, place) => [value, isOrdered ? 0 : place]))
  places.set(REST, leaders.values.length)
  const placeOf = (row: Row) => places.get(textOf(row[leaders.dimension] ?? null)) ?? 0
  const rows = answer.rows.toSorted((one, other) => {
    if (period && one[period] !== other[period]) return String(one[period]) < String(other[period]) ? -1 : 1
    return placeOf(one) - placeOf(other)
  })
  return { ...answer, rows }
}
