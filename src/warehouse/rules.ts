import { identifier, sql, trusted, type Entity, type Sql } from '../kit/index.ts'
import type { Misfit } from './record-type.ts'
import { literal } from './text.ts'

/** What a column's values may not lie below or above: a number, or another column of the same row. */
export interface Rule {
  column: string
  is: 'below' | 'above' | 'before'
  bound: { value: number } | { column: string }
}

/** What an entity says of its values beside their types. */
export const rulesOf = (entity: Entity): Rule[] =>
  Object.entries(entity.columns).flatMap(([column, { least, most, notBefore }]): Rule[] => [
    ...(least === undefined ? [] : [{ column, is: 'below' as const, bound: { value: least } }]),
    ...(most === undefined ? [] : [{ column, is: 'above' as const, bound: { value: most } }]),
    ...(notBefore === undefined ? [] : [{ column, is: 'before' as const, bound: { column: notBefore } }]),
  ])

const isBroken = ({ is }: Rule, value: Sql, bound: Sql): Sql =>
  is === 'above' ? sql`${value} > ${bound}` : sql`${value} < ${bound}`

/** Conditions over typed rows that hold for rows which must be rejected. */
export const brokenRules = (entity: Entity): Sql[] =>
  rulesOf(entity).map((rule) => {
    const { column, bound } = rule
    return isBroken(
      rule,
      identifier(column),
      'value' in bound ? trusted(String(bound.value)) : identifier(bound.column),
    )
  })

/** The same while rows are judged one by one, with reasons; `typed` gives a column's value in its type, where there is one. */
export const misfitsOfRules = (entity: Entity, typed: (column: string) => Sql | undefined): Misfit[] =>
  rulesOf(entity).flatMap((rule) => {
    const { column, is, bound } = rule
    const value = typed(column)
    const limit = 'value' in bound ? trusted(String(bound.value)) : typed(bound.column)
    if (value === undefined || limit === undefined) return []
    const reason =
      'value' in bound
        ? sql`concat(${literal(`${column}: `)}, ${value}, ${literal(` is ${is} ${bound.value}`)})`
        : sql`concat(${literal(`${column}: `)}, ${value}, ${literal(` is ${is} ${bound.column} `)}, ${limit})`
    return [{ is: sql`coalesce(${isBroken(rule, value, limit)}, false)`, reason }]
  })
