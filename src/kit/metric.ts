import type { Day, LeadsTo, Unit } from '../base/index.ts'
import type { Marts } from './analysis.ts'
import type { Sql } from './sql.ts'

/** A figure that people agree on: everything a person could dispute is said here. */
export interface Metric {
  /** `pack.name` */
  id: string
  /** one sentence: what is counted, over which rows, what is left out */
  meaning: string
  unit: Unit
  /** which way is good; decides colours and words */
  better: 'up' | 'down' | 'neither'
  /** the mart: `mart.support_tickets` */
  from: string
  /** the instant column that places a row in a period */
  at: string
  /** an aggregate over the mart's rows */
  sql: string
  /** rows that count, as a condition over the mart */
  where?: string
  /**
   * A level at the end of each period instead of a flow within it: over rows that began (`at`) and had not ended (`until`).
   * `count(*)` is the quickest; any other aggregate is made over the rows of each period's end.
   */
  until?: string
  /** dimensions over whose values the figure is divided by its total: a share of all lines, say */
  shareOver?: readonly string[]
  /** whether a person may compare it with the usual for that weekday on the home page */
  onHome?: boolean
}

export function defineMetric(metric: Metric): Metric {
  return Object.freeze(metric)
}

/** For which moment and whom the values of a dimension are made. */
export interface DimensionMoment {
  /** the last day of the question, today where that lies ahead */
  on: Day
  timeZone: string
  /** the pack's own settings */
  pack: unknown
  seesAll: Marts['seesAll']
}

/** Something to split and filter by. */
export interface Dimension {
  /** the name in commands and links: `priority` */
  id: string
  meaning: string
  /** the column of each mart that knows it, by mart; with `valuesAt`, the column that holds the key */
  columns: Readonly<Record<string, string>>
  /**
   * For values that stand in no mart because they depend on the question's last day, such as a customer's segment: a select over
   * marts with the columns `key`, each once, and `value`. Rows whose key it lacks have no value.
   */
  valuesAt?(moment: DimensionMoment): Sql
  /** values in their natural order, where there is one: low before urgent */
  order?: readonly string[]
  /** values begin with the number by which they are ordered: `1-29`, `30-59`, `90+` */
  isOrderedByLeadingNumber?: boolean
  /** a number: filters take ranges (`10000..50000`) */
  isNumber?: boolean
  /** an analysis of one value, such as a customer's own page */
  leadsTo?: LeadsTo
}

export function defineDimension(dimension: Dimension): Dimension {
  return Object.freeze(dimension)
}
