import type { ChartSpec, PeriodPreset, Query } from '../base/index.ts'

/** Texts in definitions are keys of the pack's words. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** figures of the period beside the earlier period's, or, of a single day, beside what is usual for its weekday */
  | { kind: 'figures'; title?: string; query: Query; against?: 'usual' }
  /** of all figures before it that are beside their usual, those outside of it, the furthest first; said once instead of below each block */
  | { kind: 'stands-out'; title: string }
  | { kind: 'chart'; title: string; query: Query; chart: ChartSpec }
  | { kind: 'table'; title: string; query: Query }
  /** an analysis: its statement first; `show` names tables, charts and `notes`, everything when absent */
  | {
      kind: 'analysis'
      title: string
      analysis: string
      settings?: Readonly<Record<string, string>>
      show?: readonly string[]
      /** in a workbook this table has a sheet for each value of the column `by`; pages and paper show it whole */
      sheets?: { table: string; by: string }
    }

export interface Report {
  id: string
  title: string
  meaning: string
  /** days counted from the report's date; blocks without a period of their own use it */
  period: PeriodPreset
  blocks: readonly Block[]
}

export function defineReport(report: Report): Report {
  return Object.freeze(report)
}

/** A tile of a dashboard. `width` is in twelfths of the page; on a phone every tile is whole. `note` stands below it: a formula, say. */
export type Tile = { id: string; title: string; width: 3 | 4 | 6 | 8 | 12; note?: string } & (
  | { kind: 'metric'; query: Query }
  | { kind: 'chart'; query: Query; chart: ChartSpec }
  | { kind: 'table'; query: Query }
  | { kind: 'analysis'; analysis: string; show?: readonly string[] }
)

export interface Dashboard {
  id: string
  title: string
  meaning: string
  period: PeriodPreset
  /** how often an open page asks for its figures anew: for what goes on right now; only when asked to where absent */
  refreshSeconds?: number
  /** dimensions of the filter bar */
  filters: readonly string[]
  tiles: readonly Tile[]
}

export function defineDashboard(dashboard: Dashboard): Dashboard {
  return Object.freeze(dashboard)
}
