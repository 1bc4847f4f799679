import { identifier, sql, trusted, type Entity, type Sql } from '../kit/index.ts'
import type { Misfit } from './record-type.ts'
import { literal } from './text.ts'

/** What a column's values may not lie below: a number, or another column of the same row. */
export interface Rule {
  column: string
  least: { value: number } | { column: string }
}

/** What an entity says of its values beside their types. */
export const rulesOf = (entity: Entity): Rule[] =>
  Object.entries(entity.columns).flatMap(([column, { least, notBefore }]): Rule[] => [
    ...(least === undefined ? [] : [{ column, least: { value: least } }]),
    ...(notBefore === undefined ? [] : [{ column, least: { column: notBefore } }]),
  ])

/** Conditions over typed rows that hold for rows which must be rejected. */
export const brokenRules = (entity: Entity): Sql[] =>
  rulesOf(entity).map(
    ({ column, least }) =>
      sql`${identifier(column)} < ${'value' in least ? trusted(String(least.value)) : identifier(least.column)}`,
  )

/** The same while rows are judged one by one, with reasons; `typed` gives a column's value in its type, where there is one. */
export const misfitsOfRules = (entity: Entity, typed: (column: string) => Sql | undefined): Misfit[] =>
  rulesOf(entity).flatMap(({ column, least }) => {
    const value = typed(column)
    const bound = 'value' in least ? trusted(String(least.value)) : typed(least.column)
    if (value === undefined || bound === undefined) return []
    const reason =
      'value' in least
        ? sql`concat(${literal(`${column}: `)}, ${value}, ${literal(` is below ${least.value}`)})`
        : sql`concat(${literal(`${column}: `)}, ${value}, ${literal(` is before ${least.column} `)}, ${bound})`
    return [{ is: sql`coalesce(${value} < ${bound}, false)`, reason }]
  })
