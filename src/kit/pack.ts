import type { z } from 'zod'
import type { Cell, Day, Row, Words } from '../base/index.ts'
import type { Analysis, Marts } from './analysis.ts'
import type { ColumnType, Entity } from './entity.ts'
import type { Dimension, Metric } from './metric.ts'
import type { Dashboard, Report } from './report.ts'

/** A small table made from settings, so that models stay plain SQL: `settings.support_line`. */
export interface SettingsTable {
  name: string
  columns: Readonly<Record<string, ColumnType>>
  rows: readonly (readonly Cell[])[]
}

/**
 * Small tables that are learned from the marts after each build, such as centres of clusters; models read them as
 * `settings.<name>`, and find them empty until something was learned. The same marts must teach the same tables on the same day.
 */
export interface Learning<P = unknown> {
  tables: readonly Pick<SettingsTable, 'name' | 'columns'>[]
  learn(context: {
    marts: Pick<Marts, 'rows' | 'columns'>
    settings: P
    timeZone: string
    today: Day
  }): Promise<readonly SettingsTable[]>
}

export interface PackSampleOptions {
  /** how many clients, users or customers the sample is about */
  clients: number
  /** the first day of the sample */
  from: Day
  /** the last one */
  to: Day
  /** a whole number; the same seed gives the same sample */
  seed: number
}

/**
 * Made-up data of a domain as files of records, made one after another: a sample of any size takes little memory.
 * Records name the columns of the entity that they fit; they may have other fields besides.
 */
export interface PackSample {
  /** the files by their names, and the entity that the records of each become */
  files: Readonly<Record<string, { entity: string; isExtra?: true }>>
  /** records of all files, extra ones too, in any order */
  records(options: PackSampleOptions): Iterable<{ file: string; record: Row }>
  /** the field of every record that says when it was last changed: an instant */
  changedAt: string
  /** what a record said before its last change; undefined where it never said anything else */
  before(file: string, record: Row): Row | undefined
}

/** A domain: what its rows mean, how its figures are counted, what is shown. */
export interface PackDefinition<P = unknown> {
  id: string
  settings: z.ZodType<P>
  entities: readonly Entity[]
  dimensions: readonly Dimension[]
  metrics: readonly Metric[]
  analyses: readonly Analysis<any, P>[]
  reports: readonly Report[]
  dashboards: readonly Dashboard[]
  /** the folder with `core/*.sql` and `mart/*.sql` */
  models: URL
  /** metric and dimension names and meanings, texts of analyses, reports, dashboards. Keys: see `docs/ARCHITECTURE.md`. */
  words: Words
  settingsTables?(settings: P, workspace: { timeZone: string; today: Day }): readonly SettingsTable[]
  learning?: Learning<P>
  /** for `svodka generate` */
  sample?: PackSample
}

export interface ConfiguredPack {
  readonly kind: 'pack'
  readonly definition: PackDefinition<any>
  readonly settings: unknown
}

/** Makes the function that a workspace calls: `support({ lines: … })`. */
export function definePack<P>(definition: PackDefinition<P>) {
  return (settings: { [K in keyof P]?: unknown } = {}): ConfiguredPack =>
    Object.freeze({ kind: 'pack', definition, settings })
}
