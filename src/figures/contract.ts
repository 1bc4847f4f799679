import type {
  AnalysisAnswer,
  Answer,
  AnswerColumn,
  Catalog,
  Day,
  DimensionValue,
  Locale,
  Period,
  Pieces,
  Query,
  RowsQuery,
} from '../base/index.ts'
import type { VisibleRows } from '../access/index.ts'
import type { PackDefinition, Person, Sql } from '../kit/index.ts'
import type { LineForm, Warehouse } from '../warehouse/index.ts'

/** Who asks and in which language: an argument of every question. */
export interface Asker {
  person: Person
  locale: Locale
}

/** A pack whose settings passed its schema. */
export interface ReadyPack {
  definition: PackDefinition<any>
  settings: unknown
}

export interface FiguresOptions {
  packs: readonly ReadyPack[]
  warehouse: Warehouse
  timeZone: string
  currency: string | undefined
  today(): Day
  /** sources with the entities that they feed: an answer is as fresh as those of its packs; all sources when absent */
  sources?: readonly { id: string; entities: readonly string[] }[]
  /** which rows a person may see; the product's roles when absent */
  visibleRows?: VisibleRows
  /** how much memory remembered answers may take; 64 MB when absent, 0 remembers nothing */
  cacheBytes?: number
  /** told of each question whether its answer was remembered (or being made already), or is made now */
  onAnswer?: (from: 'memory' | 'warehouse') => void
}

/** What somebody takes away as a file: all groups of a question, or all rows behind a metric. */
export type Wanted = { query: Query } | { rows: RowsQuery }

/** Everything that was found, on its way into a file. */
export interface Whole {
  columns: readonly WholeColumn[]
  period: Answer['period']
  /** rows at most, where the question itself asks for no more; when there were more, one more row comes, and tells so */
  limit: number | undefined
  /**
   * The rows, in order, as lines of text: `select` says what is written of each, over the columns by their names.
   * Resolves when the first are there; may be asked once.
   * @throws {RequestError} as a question does; a failure of later rows comes out of the lines
   */
  lines(select: Sql, form: LineForm): Promise<Pieces<Buffer>>
}

/** A column with the engine's type of its values, in capitals: `DECIMAL(18,2)`. */
export interface WholeColumn extends AnswerColumn {
  type: string
}

/** The one door for figures: web, CLI, reports, API and bot all come through here, always as a person. */
export interface Figures {
  catalog(asker: Asker): Catalog
  query(query: Query, asker: Asker): Promise<Answer>
  /** `settings` are texts, as from `--set` or a link; the analysis' schema makes values of them. `today`: a day that is taken for today, such as a report's date */
  analyze(
    id: string,
    settings: Readonly<Record<string, string>>,
    asker: Asker,
    options?: { today?: Day },
  ): Promise<AnalysisAnswer>
  /** the rows behind a metric, newest first */
  rows(query: RowsQuery, asker: Asker): Promise<Answer>
  /** the same rows as `query` or `rows` finds, without their limit and however many: never remembered, never held whole */
  whole(wanted: Wanted, asker: Asker): Promise<Whole>
  /** values of a dimension that the person may see, most frequent first (or in natural order) */
  values(
    dimension: string,
    asker: Asker,
    options?: { search?: string; limit?: number },
  ): Promise<readonly DimensionValue[]>
  /** first and last day for which any of the metrics has rows */
  span(metrics: readonly string[], asker: Asker): Promise<Period | undefined>
}
