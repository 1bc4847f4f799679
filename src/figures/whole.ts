import type { AnswerColumn } from '../base/index.ts'
import { sql, type Sql } from '../kit/index.ts'
import type { Whole } from './contract.ts'
import type { PersonMarts } from './marts.ts'

/** A select whose rows somebody takes away, with what is known of them. */
export interface WholeSelect {
  select: Sql
  limit: number
  period: Whole['period']
  /** what the columns of these names hold */
  columns(names: readonly string[]): readonly AnswerColumn[]
}

/** The rows of a select as that person may see them, however many. */
export async function wholeOf({ select, limit, period, columns }: WholeSelect, marts: PersonMarts): Promise<Whole> {
  const shape = await marts.shape(select)
  const known = columns(shape.map(({ name }) => name))
  return {
    columns: known.map((column, index) => ({ ...column, type: shape[index]?.type ?? 'VARCHAR' })),
    period,
    limit: limit === Infinity ? undefined : limit,
    lines: (written, form) => marts.lines(sql`select ${written} from (${select}) as whole`, form),
  }
}
