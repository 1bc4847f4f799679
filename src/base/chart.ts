import type { Unit } from './units.ts'

/** What a picture shows, as data: packs declare it, `charts` draws it, on the server and in the browser alike. */
export type ChartSpec = CartesianChart | HeatmapChart | IntervalChart | FunnelChart | TreemapChart | SankeyChart

export interface CartesianChart {
  kind: 'line' | 'area' | 'bar' | 'stacked-bar' | 'horizontal-bar'
  /** column of the horizontal axis (of the vertical one for `horizontal-bar`): a period or a category */
  x: string
  /** columns with the values */
  y: readonly string[]
  /** column whose values become series of their own; only with a single `y` */
  series?: string
  /** columns of the lower and upper bound of the first `y`, drawn as a band */
  band?: { low: string; high: string }
  /** stretches of the x axis to shade, such as a process change in transition */
  spans?: readonly ChartSpan[]
  /** columns of `y` drawn as a dashed line without points: fits, expectations */
  dashed?: readonly string[]
}

export interface ChartSpan {
  from: string
  to: string
  label: string
}

export interface HeatmapChart {
  kind: 'heatmap'
  x: string
  y: string
  value: string
}

/** Estimates with their intervals, one row each, and a line at `reference` (a "forest plot"). */
export interface IntervalChart {
  kind: 'interval'
  label: string
  estimate: string
  low: string
  high: string
  reference: number
}

/** Steps of a way, one row each in their order: how many got to each, and what is lost between them. */
export interface FunnelChart {
  kind: 'funnel'
  /** column with the names of the steps */
  step: string
  /** column with how many got there; bars are as long as their share of the first step */
  value: string
  /** column of groups, each a funnel of its own beside the others; group names stand in the legend */
  series?: string
}

/** A whole and its parts as areas, one row each. */
export interface TreemapChart {
  kind: 'treemap'
  /** column with the names of the parts */
  label: string
  /** column that areas are in proportion to; parts of zero or less are not drawn */
  value: string
  /** column that decides how dark a part is; its value stands in the part too. Absent: the areas' own */
  shade?: string
}

/** What went from where to where, one row each: from the states at the left to those at the right. */
export interface SankeyChart {
  kind: 'sankey'
  from: string
  to: string
  /** column with how many went; a name may stand at both sides */
  value: string
}

export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

/** What a column of a table holds: how it is written and what it is called. */
export interface Column {
  name: string
  label: string
  unit: Unit
  /** labels of known values in the reader's language, where they differ from the value itself */
  labels?: Readonly<Record<string, string>>
  leadsTo?: LeadsTo
}

/** An analysis that tells more of a value, and the setting that takes the value. Pages make a link of it, files nothing. */
export interface LeadsTo {
  analysis: string
  setting: string
}

/** Rows with what is needed to read them. */
export interface Table {
  columns: readonly Column[]
  rows: readonly Row[]
}
