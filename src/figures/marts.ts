import { begun, SvodkaError, type Cell, type Pieces, type Row } from '../base/index.ts'
import type { VisibleRows, Visible } from '../access/index.ts'
import { sqlForReading, sqlText, type Marts, type Person, type Sql } from '../kit/index.ts'
import type { LineForm, Warehouse } from '../warehouse/index.ts'
import { restrictTables } from './restrict.ts'
import { wrong } from './say.ts'
import { foundInText } from './texts.ts'

/** The marts as one person may see them: the only way from `figures` to the warehouse's rows. */
export interface PersonMarts extends Marts {
  /** names the rows that this person sees: equal for two people exactly when they see the same */
  readonly rule: string
  /** the select as it is run for this person */
  restricted(query: Sql): Promise<Sql>
  /** names and the engine's types of what a select gives */
  shape(query: Sql): Promise<readonly { name: string; type: string }[]>
  /** the rows of selects, one after the other, as lines of text, however many */
  lines(queries: readonly Sql[], form: LineForm): Promise<Pieces<Buffer>>
}

/**
 * Opens the marts for a person. Every select is parsed first: it may read marts only, and each mart in it is replaced
 * by the rows of it that the person may see, wherever it stands: in a CTE, a join, a subquery.
 * @param marts all marts whose rules are part of `rule`
 */
export function openMarts(
  warehouse: Warehouse,
  person: Person,
  visibleRows: VisibleRows,
  marts: readonly string[],
): PersonMarts {
  const rules = new Map<string, Visible>(marts.map((mart) => [mart, visibleRows(person, mart)]))
  const ruleOf = (mart: string): Visible => rules.get(mart) ?? visibleRows(person, mart)
  const seesAll = [...rules.values()].every((rule) => rule === 'all')

  async function restricted(query: Sql): Promise<Sql> {
    const tables = await tablesOf(sqlText(query), warehouse)
    const foreign = tables.find((table) => !table.startsWith('mart.'))
    if (foreign !== undefined) throw wrong('refused_table', { table: foreign })
    const limited = new Map(tables.map((table) => [table, ruleOf(table)] as const).filter(([, rule]) => rule !== 'all'))
    return limited.size === 0 ? query : restrictTables(query, limited, warehouse)
  }

  async function run<T>(query: Sql, ask: (query: Sql) => Promise<T>): Promise<T> {
    const safe = await restricted(query)
    try {
      return await ask(safe)
    } catch (error) {
      throw said(error)
    }
  }

  function said(error: unknown): SvodkaError {
    if (error instanceof SvodkaError && error.code === 'no_room') return error
    // the engine's message may quote a value of a row that a rule hides, so it is said only where none is hidden
    if (!seesAll) return wrong('failed_unsaid')
    if (error instanceof SvodkaError) return error
    return wrong('failed', { reason: error instanceof Error ? error.message : String(error) })
  }

  async function* saidLate(pieces: Pieces<Buffer>): AsyncGenerator<Buffer, void> {
    try {
      yield* pieces
    } catch (error) {
      throw said(error)
    }
  }

  return {
    rule: JSON.stringify(
      [...rules].map(([mart, rule]) => [mart, typeof rule === 'string' ? rule : sqlForReading(rule)]),
    ),
    restricted,
    rows: (query) => run<readonly Row[]>(query, (safe) => warehouse.rows(safe)),
    shape: (query) => run(query, (safe) => warehouse.shape(safe)),
    async lines(queries, form) {
      const safe = await Promise.all(queries.map(restricted))
      try {
        return await begun(saidLate(await warehouse.lines(safe, form)))
      } catch (error) {
        throw said(error)
      }
    },
    seesAll: (mart) => ruleOf(mart) === 'all',
    columns: (query) => run<Readonly<Record<string, readonly Cell[]>>>(query, (safe) => warehouse.columns(safe)),
  }
}

/** Tables of a select in lower case: the engine does not tell `MART.Tickets` from `mart.tickets`. */
const tablesOf = foundInText(async (text, warehouse): Promise<readonly string[]> =>
  (await warehouse.tablesRead(text)).map((table) => table.toLowerCase()),
)
