import type { ChartSpec, Day, Grain, Locale, Table } from '../base/index.ts'

export type Theme = 'light' | 'dark'

/** Everything that decides a picture. Equal inputs give equal pictures, in the browser and on the server. */
export interface ChartInput {
  spec: ChartSpec
  table: Table
  locale: Locale
  theme: Theme
  /** ISO 4217 */
  currency?: string | undefined
  timeZone?: string | undefined
  /** pixels that the picture will have; labels are measured and wrapped for them. 640 × `chartHeight` when absent */
  width?: number | undefined
  height?: number | undefined
  /** a small tile: fewer ticks, no value labels */
  compact?: boolean | undefined
  /** the step of the periods; told from their distances when absent */
  grain?: Grain | undefined
  /** the first period that is not complete yet: it is drawn dashed or lighter */
  incompleteFrom?: Day | undefined
  /** written into the picture: for pictures that travel without a frame */
  title?: string | undefined
  subtitle?: string | undefined
}

export const DEFAULT_WIDTH = 640

export const widthOf = (input: ChartInput): number => input.width ?? DEFAULT_WIDTH
