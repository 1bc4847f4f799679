import type { Unit } from './units.ts'

/** What a picture shows, as data: packs declare it, `charts` draws it, on the server and in the browser alike. */
export type ChartSpec = CartesianChart | HeatmapChart | IntervalChart | FunnelChart

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

export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

/** What a column of a table holds: how it is written and what it is called. */
export interface Column {
  name: string
  label: string
  unit: Unit
  /** labels of known values in the reader's language, where they differ from the value itself */
  labels?: Readonly<Record<string, string>>
}

/** Rows with what is needed to read them. */
export interface Table {
  columns: readonly Column[]
  rows: readonly Row[]
}
