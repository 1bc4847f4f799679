import type { Cell, Instant, Pieces, Row } from '../base/index.ts'
import type { Cursor, Entity, FileFormat, SettingsTable, Sql, Stream } from '../kit/index.ts'
import type { Insight, RejectedRow } from './insight-contract.ts'

/** Everything the warehouse must hold for one workspace. */
export interface WarehouseDefinition {
  sources: readonly { id: string; streams: readonly Stream[] }[]
  entities: readonly Entity[]
  models: readonly Model[]
  settingsTables: readonly SettingsTable[]
}

/** A `.sql` file of a pack: `name` is the file's name, `layer` its folder. */
export interface Model {
  layer: 'core' | 'mart'
  name: string
  text: string
  /** for messages */
  path: string
}

/** A file in `data/raw` that is complete and synced to disk, about to be loaded in one transaction. */
export interface LandedBatch {
  source: string
  stream: string
  /** path relative to the warehouse's raw folder */
  file: string
  format: FileFormat
  /** of what was delivered; an array that landed as its lines has other bytes in raw, and as many */
  sha256: string
  bytes: number
  /** of JSON with a record a line, and nothing else in it, not even the brackets of an array: how many there are */
  records?: number
  landedAt: Date
  cursor?: Cursor
  asOf?: Date
  /** of a stream in parts: which one the file is */
  part?: number
  /** id of the run that loads it */
  run?: string
}

/**
 * A batch whose file is on its way into raw: it may be read already, and is committed when `landed`, asked after the
 * reading, says that the file stands there and is what was read.
 */
export interface LandingBatch extends Omit<LandedBatch, 'sha256' | 'cursor'> {
  landed: () => Promise<Pick<LandedBatch, 'sha256' | 'cursor'>>
}

export interface LoadResult {
  batchId: number
  /** rows of all fed entities together */
  added: number
  changed: number
  unchanged: number
  rejected: number
}

export interface BuildResult {
  models: readonly { name: string; how: 'whole' | 'increment' | 'view' | 'unchanged'; rows: number; seconds: number }[]
}

/** A table or view with its documentation, for `svodka schema` and the Data page. */
export interface LayerTable {
  layer: 'raw' | 'staging' | 'core' | 'mart' | 'settings'
  name: string
  kind: 'table' | 'view' | 'files'
  rows: number | null
  meaning: string
  columns: readonly { name: string; type: string; meaning: string }[]
}

/** A table or view that leaves the warehouse. */
export interface ExportedTable {
  /** `mart.support_tickets` */
  name: string
  /** the columns of a select over it, each as text or a value that CSV holds */
  columns: Sql
}

/** A table on its way out, as CSV without header: an empty text is `""`, no value is nothing. */
export interface WrittenTable {
  name: string
  /** to be read once, at the reader's pace */
  bytes: AsyncIterable<Buffer>
  /** how many there were, when all is written; fails where the engine does */
  rows: Promise<number>
}

/** How rows become lines: columns as CSV with CRLF between rows, or a single column's text as it is. */
export type LineForm = { separator: string } | 'whole'

/** What packing received files came to. */
export interface Packed {
  files: number
  bytesBefore: number
  bytesAfter: number
}

/** The warehouse's file somewhere else, and what it holds. */
export interface WarehouseCopy {
  /** names of the files that were written */
  files: readonly string[]
  /** version of the engine that wrote them: `v1.5.6` */
  engine: string
  /** rows of each table: `mart.support_tickets` */
  tables: Readonly<Record<string, number>>
  /**
   * Files under raw on which it stands. sha256 is of what was received, also where the file is packed; null where what landed is not
   * byte for byte what was received.
   */
  received: readonly { file: string; sha256: string | null; isPacked: boolean }[]
}

export interface WarehouseOptions {
  /** the workspace's `data` folder: `warehouse.duckdb` and `raw/` live in it */
  folder: string
  /** what the engine may hold in memory before it writes to the disk; most of the machine's memory unless told */
  memoryLimitMegabytes?: number | undefined
}

/** The only door to the engine. One process owns the file; every change is one transaction. */
export interface Warehouse extends Insight {
  /** creates or migrates schemas, tables, views; idempotent. A changed entity or model rebuilds what depends on it from raw. */
  prepare(definition: WarehouseDefinition): Promise<{ created: readonly string[]; changed: readonly string[] }>
  /** absolute folder where batches land: `<folder>/raw` */
  readonly rawFolder: string
  cursor(source: string, stream: string): Promise<Cursor | undefined>
  /** the same content was already loaded for this stream */
  hasLoaded(source: string, stream: string, sha256: string): Promise<boolean>
  /** a file of so many bytes was already loaded for this stream; where none was, its content is new whatever it says */
  hasLoadedSize(source: string, stream: string, bytes: number): Promise<boolean>
  /** files under raw that no committed batch names (left by a killed run) */
  orphans(): Promise<readonly string[]>
  /** manifest, staging, history, rejects, cursor, as-of and what marts must rebuild: all in one transaction */
  load(batch: LandedBatch | LandingBatch): Promise<LoadResult>
  /** a run ended with nothing (more) to load: keeps cursor and as-of */
  mark(source: string, stream: string, progress: { cursor?: Cursor; asOf?: Date }): Promise<void>
  /** brings core and mart up to date with staging; only what changed, where a model allows it */
  build(): Promise<BuildResult>
  /** drops staging, history, core and mart, and makes them anew from raw */
  rebuild(onBatch?: (done: number, all: number) => void): Promise<BuildResult>
  /** forgets the cursors of a source, so that the vendor is asked from the beginning */
  forgetCursors(source: string): Promise<void>
  rejected(filter: { source?: string; limit?: number }): Promise<{ rows: readonly RejectedRow[]; total: number }>
  /** per source: up to when its data is complete (the least of its streams) */
  asOf(): Promise<Readonly<Record<string, Instant>>>
  /** sources of which a stream was ever read whole */
  sourcesRead(): Promise<ReadonlySet<string>>
  /** grows with every committed change of a mart; part of cache keys */
  version(): Promise<number>
  layers(): Promise<readonly LayerTable[]>
  /** rows as plain objects: numbers as numbers (decimals and 64-bit integers too, where exact), instants as ISO text with Z, days as YYYY-MM-DD */
  rows(query: Sql): Promise<readonly Row[]>
  /** column by column; instants as epoch milliseconds */
  columns(query: Sql): Promise<Readonly<Record<string, readonly Cell[]>>>
  /** The rows of all these tables, of one moment, one table after the other; `take` reads each while it is written. */
  csv(tables: readonly ExportedTable[], take: (table: WrittenTable) => Promise<void>): Promise<void>
  /**
   * The rows of selects, one after the other and all of one moment, as lines of text, UTF-8, while they are written, however
   * many. Resolves with the first of them, so that most of what can fail fails here. To be read once, at the reader's pace;
   * `return` ends the writing. The memory of a piece is used again when megabytes came after it: who gathers pieces copies them.
   * @throws {RequestError} `no_room` when the disk is full
   */
  lines(selects: readonly Sql[], form: LineForm): Promise<Pieces<Buffer>>
  /** names and the engine's types of what a select gives */
  shape(select: Sql): Promise<readonly { name: string; type: string }[]>
  /** tables that a single select reads, `schema.table`, through CTEs and subqueries; throws for anything but one select or for table functions */
  tablesRead(text: string): Promise<readonly string[]>
  /** the same of each model that the warehouse was prepared with, by its name */
  modelReads(): Readonly<Record<string, readonly string[]>>
  /**
   * Packs the texts that landed before an instant, about a tenth of their size: everything can be made again from them as before.
   * Not at the same time as `copyTo`, whose reader goes on with the names of before.
   */
  packReceived(before: Date): Promise<Packed>
  /**
   * Copies the engine's file to a folder as it stands between two changes; waits for the change that goes on. `alongside` ends
   * before the next change begins, so that what it copies is of the same moment.
   */
  copyTo(folder: string, alongside: () => Promise<void>): Promise<WarehouseCopy>
  close(): Promise<void>
}
