import type { AnswerColumn } from '../base/index.ts'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import type { Whole } from './contract.ts'
import type { PersonMarts } from './marts.ts'
import { instantSql } from './time-sql.ts'

/** A select whose rows somebody takes away, with what is known of them. */
export interface WholeSelect {
  /** the select with one more condition, where there is one */
  select(condition?: Sql): Sql
  /** the time column by which the rows stand, newest first; none where they have an order of their own */
  newestBy?: string
  limit: number
  period: Whole['period']
  /** what the columns of these names hold */
  columns(names: readonly string[]): readonly AnswerColumn[]
}

/** The rows of a select as that person may see them, however many. */
export async function wholeOf(wanted: WholeSelect, marts: PersonMarts): Promise<Whole> {
  const { select, limit, period, columns } = wanted
  const shape = await marts.shape(select())
  const known = columns(shape.map(({ name }) => name))
  return {
    columns: known.map((column, index) => ({ ...column, type: shape[index]?.type ?? 'VARCHAR' })),
    period,
    limit: limit === Infinity ? undefined : limit,
    async lines(written, form) {
      const type = shape.find(({ name }) => name === wanted.newestBy)?.type
      const rows = form === 'whole' ? PART_ROWS.lines : PART_ROWS.fields
      const parts = limit === Infinity && type === 'TIMESTAMP' ? await partsOf(wanted, marts, rows) : [select()]
      return marts.lines(
        parts.map((part) => sql`select ${written} from (${part}) as whole`),
        form,
      )
    },
  }
}

/** Rows that are put in order at once; what the engine needs for it, and holds of their text, grows with them. Whole lines are long. */
const PART_ROWS = { fields: 100_000, lines: 40_000 }
/** A mart that is computed when it is asked for is computed once for each part. */
const MOST_PARTS = 100

/** The same rows in the same order as selects of stretches of time, newest first: putting them all in order at once would take memory without bound. */
async function partsOf(
  { select, newestBy = '' }: WholeSelect,
  marts: PersonMarts,
  partRows: number,
): Promise<readonly Sql[]> {
  const at = identifier(newestBy)
  const shares = Array.from({ length: MOST_PARTS - 1 }, (_, index) => trusted(String((index + 1) / MOST_PARTS)))
  const shared = await marts.rows(
    sql`select unnest(approx_quantile(${at}, [${joinSql(shares, ', ')}])) as cut, count(*) as rows from (${select()}) as whole`,
  )
  const parts = Math.min(MOST_PARTS, Math.ceil(Number(shared[0]?.rows ?? 0) / partRows))
  if (parts <= 1) return [select()]
  const cuts = Array.from(
    { length: parts - 1 },
    (_, index) => shared[Math.round(((index + 1) * MOST_PARTS) / parts) - 1],
  )
  const found = [...new Set(cuts.map((row) => String(row?.cut)))].toSorted().toReversed().map(instantSql)
  return [undefined, ...found].map((until, index) => {
    const since = found[index]
    const conditions = [
      ...(since === undefined ? [] : [sql`${at} >= ${since}`]),
      ...(until === undefined ? [] : [sql`${at} < ${until}`]),
    ]
    return select(joinSql(conditions, ' and '))
  })
}
