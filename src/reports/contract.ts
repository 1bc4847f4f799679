import type { Cell, ChartSpec, Claim, Day, Instant, Locale, Period, Pieces, Table, Unit } from '../base/index.ts'

/** A finished report: everything in it is decided, in one language; renderers only lay it out. */
export interface ReportDocument {
  id: string
  title: string
  meaning: string
  workspace: string
  locale: Locale
  currency: string | undefined
  timeZone: string
  date: Day
  period: { from: Day; to: Day }
  /** per source: up to when its data is complete */
  asOf: Readonly<Record<string, Instant>>
  /** first line of the report when data is older than it should be */
  warning?: string
  madeAt: Instant
  blocks: readonly DocumentBlock[]
}

export type DocumentBlock =
  /** `level` 3 stands below the heading before it */
  | { kind: 'heading'; text: string; level?: 3 }
  | { kind: 'text'; text: string }
  | { kind: 'statement'; text: string }
  /** what was claimed; each sentence says its own verdict */
  | { kind: 'claims'; items: readonly Claim[] }
  | { kind: 'notes'; items: readonly string[] }
  | { kind: 'figures'; title?: string; items: readonly DocumentFigure[] }
  /** `period`: the days that it shows, where it shows days; `incompleteFrom`: the first period that the data does not wholly cover yet */
  | { kind: 'chart'; title: string; spec: ChartSpec; table: Table; period?: Period; incompleteFrom?: Day }
  /** `splitBy`: the column whose values have a sheet each in a workbook */
  | { kind: 'table'; title: string; table: Table; splitBy?: string }
  /** a block that failed: the rest of the report stands */
  | { kind: 'failed'; title: string; reason: string }

export interface DocumentFigure {
  label: string
  meaning: string
  unit: Unit
  value: Cell
  before: Cell
  /** whether the change is good, bad or neither */
  mood: 'good' | 'bad' | 'neither'
  /** of a day: what its weekday is usually like; `before` is then its `value` */
  usual?: UsualFigure
  /** the day lies outside of the usual */
  standsOut?: 'low' | 'high'
}

export interface UsualFigure {
  /** the mean of the same weekday over the eight weeks before */
  value: number
  /** between these a further such day lies with 99 % */
  low: number
  high: number
  /** 1 is Monday, 7 is Sunday */
  weekday: number
}

export type ReportFormat = 'html' | 'pdf' | 'xlsx' | 'md' | 'png'

export interface RenderedFile {
  name: string
  mediaType: string
  content: Uint8Array
}

/**
 * A file that is made while it is taken away; whoever stops reading it says so by `return`. The memory of a piece is used again
 * when megabytes came after it: who gathers pieces copies them.
 */
export interface StreamedFile {
  name: string
  mediaType: string
  content: Pieces<Uint8Array>
}
