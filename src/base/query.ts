import type { Cell, ChartSpec, LeadsTo, Row, Table } from './chart.ts'
import type { Grain, Instant, Period, PeriodPreset } from './time.ts'
import type { Unit } from './units.ts'

export type Compare = 'previous-period' | 'previous-year'

/** One condition on a dimension. `null` among `values` means "no value". A range includes both ends. */
export type Filter =
  | { dimension: string; op: 'in' | 'not in'; values: readonly (string | null)[] }
  | { dimension: string; op: 'between'; from?: number; to?: number }

/** A question to `figures`: metrics, split by dimensions, over a period. */
export interface Query {
  metrics: readonly string[]
  by?: readonly string[]
  where?: readonly Filter[]
  /** a preset or days, both included; absent: everything there is */
  period?: PeriodPreset | Period
  /** a row per day, week, month …; absent: one figure for the whole period */
  grain?: Grain
  /** absent: the workspace's */
  timeZone?: string
  compare?: Compare
  /** rows at most; the answer says when there were more */
  limit?: number
  /** a metric or dimension to sort by; by period, then by the dimensions' own order, when absent */
  order?: { by: string; descending?: boolean }
}

export interface AnswerColumn {
  name: string
  label: string
  kind: 'period' | 'dimension' | 'metric'
  unit: Unit
  /** what the values of a dimension are called, where the pack has words for them; rows carry the values themselves */
  labels?: Readonly<Record<string, string>>
  /** what the column holds, in one sentence, where that is documented */
  meaning?: string
  leadsTo?: LeadsTo
}

export interface Answer {
  rows: readonly Row[]
  columns: readonly AnswerColumn[]
  units: Readonly<Record<string, Unit>>
  /** per source: up to when its data is complete */
  asOf: Readonly<Record<string, Instant>>
  period: Period & { timeZone: string; grain?: Grain }
  /** the SQL with its values written in, to be read and tried */
  sql: string
  /** the same question about the earlier period: each row belongs to the row of `rows` at the same place (same place in the series, same dimension values) */
  comparison?: { period: Period; rows: readonly Row[] }
  /** true when `limit` left rows out */
  isCut: boolean
}

/** Rows behind a figure: the mart's own rows. */
export interface RowsQuery {
  /** the metric whose rows are wanted */
  metric: string
  where?: readonly Filter[]
  period?: PeriodPreset | Period
  timeZone?: string
  limit?: number
}

/** One sentence of judgement about one claim. */
export interface Claim {
  id: string
  verdict: 'confirmed' | 'not confirmed' | 'cannot tell'
  /** a whole sentence, which says its verdict in words */
  sentence: string
}

export interface AnalysisChart {
  name: string
  title: string
  spec: ChartSpec
  /** name of the table that it draws */
  table: string
}

export interface AnalysisResult {
  /** the answer in plain words, in the reader's language */
  statement: string
  claims?: readonly Claim[]
  figures: Readonly<Record<string, Cell>>
  tables: Readonly<Record<string, Table & { title: string }>>
  charts?: readonly AnalysisChart[]
  /** what a careful reader must know: what was left out, which method decided */
  notes?: readonly string[]
}

export type AnalysisAnswer = AnalysisResult & {
  id: string
  title: string
  settings: Readonly<Record<string, Cell>>
  asOf: Readonly<Record<string, Instant>>
}

export interface DimensionValue {
  value: string | null
  label: string
  /** rows that carry it, in all marts together: for the order of a list, not a figure */
  rows: number
}

export interface CatalogMetric {
  id: string
  pack: string
  title: string
  meaning: string
  unit: Unit
  better: 'up' | 'down' | 'neither'
  /** dimensions that its mart knows */
  dimensions: readonly string[]
  onHome: boolean
}

export interface CatalogDimension {
  id: string
  pack: string
  title: string
  meaning: string
  isNumber: boolean
  /** its values have an order of their own: low before urgent, 1 before 2 */
  isOrdered: boolean
}

export interface CatalogEntry {
  id: string
  pack: string
  title: string
  meaning: string
}

/** A setting of an analysis as a form asks for it. */
export interface CatalogSetting {
  key: string
  title: string
  kind: 'day' | 'number' | 'choice' | 'text'
  /** what a choice can be; empty for other kinds */
  choices: readonly { value: string; title: string }[]
}

export interface CatalogAnalysis extends CatalogEntry {
  /** what it does when nothing is set, whatever follows from that included */
  settings: Readonly<Record<string, Cell>>
  /** what can be set */
  fields: readonly CatalogSetting[]
}

/** What can be asked, in the reader's language. */
export interface Catalog {
  packs: readonly { id: string; title: string }[]
  metrics: readonly CatalogMetric[]
  dimensions: readonly CatalogDimension[]
  analyses: readonly CatalogAnalysis[]
  reports: readonly CatalogEntry[]
  dashboards: readonly CatalogEntry[]
}
