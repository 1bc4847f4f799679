import type {
  AnalysisAnswer,
  Answer,
  Catalog,
  Day,
  DimensionValue,
  Locale,
  Period,
  Query,
  RowsQuery,
} from '../base/index.ts'
import type { VisibleRows } from '../access/index.ts'
import type { PackDefinition, Person } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'

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
  /** values of a dimension that the person may see, most frequent first (or in natural order) */
  values(
    dimension: string,
    asker: Asker,
    options?: { search?: string; limit?: number },
  ): Promise<readonly DimensionValue[]>
  /** first and last day for which any of the metrics has rows */
  span(metrics: readonly string[], asker: Asker): Promise<Period | undefined>
}
