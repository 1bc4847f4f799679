import type { Cell, Instant, Locale, Row } from '../base/index.ts'
import type { TableColumn } from './trace.ts'

/*
What the warehouse tells about itself: how its rows came, what they are made of and what changed between two loads. It shows every
row, so it is for those only who may see every row.
*/

export type RunMode = 'new' | 'full' | 'refetch' | 'replay'
export type RunTrigger = 'schedule' | 'person' | 'received'

export interface NewRun {
  /** on every log line of the run */
  id: string
  mode: RunMode
  trigger: RunTrigger
  startedAt: Date
}

export interface RunStream {
  source: string
  stream: string
  added: number
  changed: number
  unchanged: number
  rejected: number
  seconds: number
  /** why it could not be read, in every language */
  cause: Readonly<Record<Locale, string>> | null
}

export interface RunEnd {
  endedAt: Date
  isComplete: boolean
  streams: readonly RunStream[]
}

/** A run of the sources. `broken`: the process that ran it ended before it did. */
export interface LoadRun extends Omit<NewRun, 'startedAt'> {
  startedAt: Instant
  endedAt: Instant | null
  state: 'running' | 'done' | 'failed' | 'broken'
  streams: readonly RunStream[]
  /** files that it loaded; ids of the first and the last, null where there were none */
  files: number
  firstBatch: number | null
  lastBatch: number | null
}

/** What came together and changed something: the state after it can be asked for. */
export interface Load {
  /** the last of its files */
  batchId: number
  loadedAt: Instant
  sources: string
  added: number
  changed: number
}

export interface RejectedFilter {
  source?: string | undefined
  stream?: string | undefined
  /** a reason without its values, as groups name it */
  kind?: string | undefined
  /** in the record or in the reason */
  search?: string | undefined
  limit?: number | undefined
  offset?: number | undefined
}

export interface RejectedRow {
  source: string
  stream: string
  file: string
  line: number | null
  entity: string | null
  record: string
  reason: string
  rejectedAt: Instant
}

export interface RejectedGroup {
  source: string
  stream: string
  entity: string | null
  /** the reason with `…` in place of values: `created_at: "…" is not a time` */
  kind: string
  count: number
  firstAt: Instant
  lastAt: Instant
}

export interface Replayed {
  /** rejected rows of the stream before and after */
  before: number
  after: number
  /** streams that were read again with it, because they feed the same tables */
  with: readonly string[]
}

export type LineageLayer = 'mart' | 'core' | 'settings' | 'staging' | 'raw'

export interface LineageColumn {
  name: string
  type: string
  meaning: string
  from: readonly TableColumn[]
  /** false: the text does not tell all of it apart */
  isTold: boolean
  /** how the question needs it: it makes the value, it decides which rows there are, or not at all */
  use: 'value' | 'rows' | null
}

export interface LineageTable {
  /** `mart.support_tickets`; of what was received: `desk/tickets` */
  name: string
  layer: LineageLayer
  meaning: string
  /** the texts that make it; none where the engine puts rows together itself, or they come from outside */
  sql: readonly string[]
  columns: readonly LineageColumn[]
  /** the tables that it reads */
  reads: readonly string[]
  /** whether anything that the question needs stands in it */
  isUsed: boolean
}

/** A select, and everything that it stands on, from what it reads to what was received. */
export interface Lineage {
  value: { from: readonly TableColumn[]; isTold: boolean }
  rows: { from: readonly TableColumn[]; isTold: boolean }
  /** nearer ones first */
  tables: readonly LineageTable[]
}

/** What changed in an entity's rows between two loads. */
export interface EntityChange {
  /** `core.support_ticket` */
  table: string
  meaning: string
  /** columns by which rows were told to lie in the period; none: the whole table was compared */
  by: readonly string[]
  sources: readonly {
    source: string
    came: number
    changed: number
    vanished: number
  }[]
  /** how many changed rows differ in each column, most first */
  columns: readonly { column: string; meaning: string; rows: number }[]
  /** which loads brought what came and changed; of what vanished, those after which it was gone */
  loads: readonly {
    batchId: number
    source: string
    stream: string
    file: string
    loadedAt: Instant
    came: number
    changed: number
  }[]
  examples: readonly ChangedRow[]
}

export interface ChangedRow {
  what: 'came' | 'changed' | 'vanished'
  source: string
  key: Readonly<Record<string, Cell>>
  /** columns that differ; of what came or vanished, what it says */
  columns: readonly { column: string; before: Cell; after: Cell }[]
}

export interface ChangesQuestion {
  /** core relations of entities, `core.support_ticket`, each with columns that place a row in time (none: all its rows) */
  tables: readonly { table: string; at: readonly string[] }[]
  /** instants; absent: at any time */
  from?: Date | undefined
  until?: Date | undefined
  /** the state after this load, 0 for none */
  since: number
  /** …and after this one */
  to: number
}

/** What a select gave over marts as they were after a load, under the models and settings of now. */
export type Then = { rows: readonly Row[] } | { refused: 'too_many_rows' | 'reads_versions' }

export interface Insight {
  beginRun(run: NewRun): Promise<void>
  endRun(id: string, end: RunEnd): Promise<void>
  /** newest first */
  runs(filter: { limit: number; id?: string | undefined; before?: string | undefined }): Promise<readonly LoadRun[]>
  /** newest first */
  rejectedRows(filter: RejectedFilter): Promise<{ rows: readonly RejectedRow[]; total: number }>
  rejectedGroups(): Promise<readonly RejectedGroup[]>
  /**
   * Reads again what a stream delivered, in the order in which it came, and builds what stands on it: rows that fit now leave the
   * rejects, the others stay with the reason of now. It ends as a rebuild from raw does, so doing it twice changes nothing; a
   * process that is killed meanwhile goes on when it starts.
   * @throws {RequestError} `raw_gone` where a landed file is missing: then nothing was touched
   */
  replay(source: string, stream: string): Promise<Replayed>
  /** What one select over marts stands on. */
  lineage(select: string): Promise<Lineage>
  /** id of the newest load, 0 before any */
  newestBatch(): Promise<number>
  /** loads of these streams (`desk/tickets`) that brought something, newest first */
  loads(streams: readonly string[], limit: number): Promise<readonly Load[]>
  changes(question: ChangesQuestion): Promise<readonly EntityChange[]>
  /** One select over marts, answered as they were after a load. */
  rowsThen(select: string, batchId: number): Promise<Then>
}
