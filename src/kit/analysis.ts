import type { z } from 'zod'
import type { AnalysisResult, Cell, Day, Instant, Locale, MessageValues, Row } from '../base/index.ts'
import type { Sql } from './sql.ts'

/** The marts as the person who asks may see them. Any other table is refused. */
export interface Marts {
  rows(query: Sql): Promise<readonly Row[]>
  /** column by column: the fast way for many rows. Numbers come as numbers, instants as epoch milliseconds. */
  columns(query: Sql): Promise<Readonly<Record<string, readonly Cell[]>>>
  /** whether no row of this mart (`mart.orders_sales`) is hidden: figures that rate some rows by all others need to know */
  seesAll(mart: string): boolean
}

export interface AnalysisContext<S, P> {
  settings: S
  /** the pack's own settings */
  pack: P
  marts: Marts
  timeZone: string
  locale: Locale
  /** of all money; undefined where the workspace names none */
  currency: string | undefined
  today: Day
  asOf: Readonly<Record<string, Instant>>
  /** a text of the pack in the reader's language */
  say(key: string, values?: MessageValues): string
}

/** A question with an answer in words: its settings come as text from `--set` and from links, its schema turns them into values. */
export interface Analysis<S = unknown, P = unknown> {
  id: string
  meaning: string
  /** settings by key, with defaults; made from the pack's settings, so that defaults can follow them */
  settings(pack: P): z.ZodType<S>
  run(context: AnalysisContext<S, P>): Promise<AnalysisResult>
}

export function defineAnalysis<S, P>(analysis: Analysis<S, P>): Analysis<any, any> {
  return Object.freeze(analysis)
}
