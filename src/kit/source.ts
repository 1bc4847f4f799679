import type { z } from 'zod'
import type { Instant, Locale, World } from '../base/index.ts'
import type { Secret } from './secret.ts'
import type { Sql } from './sql.ts'

/** What a source remembers between runs: plain JSON, committed together with the rows it stands for. */
export type Cursor = Readonly<Record<string, unknown>>

export type FileFormat = 'ndjson' | 'json' | 'csv' | 'parquet'

/** One kind of record that a source delivers, and which entities it feeds. */
export interface Stream {
  name: string
  format: FileFormat
  /** the vendor's fields that are read, with DuckDB types; absent fields are null. Empty: the columns of the file itself (csv: all as text). */
  record: Readonly<Record<string, string>>
  /** how a csv is written; sniffed where absent */
  csv?: {
    delimiter?: string
    header?: boolean
    encoding?: 'utf-8' | 'windows-1251'
    /** an empty field in quotes is an empty text, one without is no value; otherwise both are no value */
    hasEmptyTexts?: boolean
  }
  /** fields that some files call otherwise: the name by which `feeds` read a field, and its other names */
  otherNames?: Readonly<Record<string, readonly string[]>>
  feeds: readonly Feed[]
  /** its files are numbered: among rows of one key that tell no time, or the same, a later part's is the newer */
  isInParts?: boolean
  /** `gone`: each file is all there is, and what the newest one lacks has ended; `keep`, when absent: it stays as it was */
  missing?: 'keep' | 'gone'
}

/**
 * How records become rows of an entity: one `select` from `record`, in the pack's names and types.
 * It must carry `_line` through as its first column, so that a row that does not fit can be shown with its record.
 * @example select _line, id as ticket_id, subject, created_at from record
 */
export interface Feed {
  entity: string
  /** SQL of the staging model: the text of a `.sql` file (`trusted(readFileSync(…))`) or composed from settings */
  staging: Sql
}

/** What a source hands over: records of one page, a whole file, or content as it comes. */
export type Delivery = RecordPage | DeliveredFile | DeliveredContent

export interface RecordPage {
  kind: 'page'
  records: readonly unknown[]
  /** where to go on if the program stops after this page; absent: not yet a safe place to go on from */
  cursor?: Cursor
}

export interface DeliveredFile {
  kind: 'file'
  path: string
  /** a name for people: the path as in the settings */
  name: string
  cursor?: Cursor
  /** up to when the file is complete, when its time says so */
  asOf?: Date
  /** of a stream in parts: which one the file is */
  part?: number
}

/**
 * Content of any length that is no file: the result of a query, an export over the network. It is written to raw once, at
 * the pace of the disk, cut into files between records, and loaded when all of it has come; where it breaks off, nothing
 * of it is kept.
 */
export interface DeliveredContent {
  kind: 'content'
  /** a name for people; the same from run to run */
  name: string
  /** bytes in the stream's format */
  content: AsyncIterable<Uint8Array>
  /** what each file begins with: the line of names of a csv. Not a file by itself: without content nothing lands. */
  head?: Uint8Array
  /**
   * where to go on from; kept when the last of the content is loaded, since its records may stand in any order. A function
   * where only the reading tells: it is asked when all of the content has been taken.
   */
  cursor?: Cursor | (() => Cursor)
  /** up to when the content is complete; absent: the moment when reading began */
  asOf?: Date
}

export interface ReadRequest<S> {
  sourceId: string
  settings: S
  stream: Stream
  /** the cursor of the last committed page; undefined on the first run and with `--refetch` */
  after: Cursor | undefined
  /** of a stream in parts: only this one is asked for */
  part?: number | undefined
  /** the workspace's folder: relative paths of settings start here */
  folder: string
  http: Http
  /** of a source that receives: what came */
  received?: Received | undefined
  world: World
  signal: AbortSignal
}

/** How a source is reached that waits for records instead of asking for them. */
export interface Receiving {
  /** who posts proves by it that they may */
  token: Secret
  /** by name: what the records of a stream become */
  streams: Readonly<Record<string, ReceivedStream>>
  requestsPerMinute: number
  /** a body may be so large, also once it is unpacked */
  bodyMegabytes: number
  /** a body must have come after so many seconds */
  bodySeconds: number
  /** for so long a request with the same `Idempotency-Key` is answered like the first */
  rememberHours: number
  /** what came is loaded after so many seconds at the latest, unless another sync is running */
  loadEverySeconds: number
}

export interface ReceivedStream {
  entity: string
  /** the entity's column → the record's field, where nothing is between them; absent: by the same names */
  fields?: Readonly<Record<string, string>>
}

/** What was posted to a source. It stands on disk until it is loaded. */
export interface Received {
  /** where records of a stream are posted, as this machine sees it */
  address(stream: string): string
  /** requests that are not loaded yet, and when the first of them came */
  waiting(stream: string): Promise<{ requests: number; rows: number; since: Instant | undefined }>
  /** The requests of a stream in the order in which they came; those that were handed over are gone once the next are asked for. */
  take(stream: string, after: Cursor | undefined): AsyncIterable<DeliveredContent>
}

export interface HttpRequest {
  headers?: Record<string, string>
  /** what is sent, for a vendor that is asked by `POST`; it may be sent again, so it must change nothing there */
  post?: { type: 'application/json' | 'application/x-www-form-urlencoded'; body: string }
  /**
   * An error for a status that the caller wants to explain; others are handled by the engine. One that asks to be tried
   * again is tried again first, as any 5xx is.
   */
  explain?: (status: number, body: string) => Error | undefined
  /** at most so many, evenly spread; the vendor's own limits are kept anyway */
  requestsPerMinute?: number | undefined
  signal?: AbortSignal
}

export interface HttpAnswer<Body = unknown> {
  status: number
  headers: Headers
  body: Body
}

/**
 * The network as a source sees it: retries with back-off, `Retry-After`, rate limits, time-outs, half bodies and
 * bodies that are not JSON are the engine's business; what comes back is parsed JSON, or an error that says what to do.
 */
export interface Http {
  getJson(url: URL, request?: HttpRequest): Promise<HttpAnswer>
  /** the same for an answer that is plain text or XML; a byte order mark is left out */
  getText(url: URL, request?: HttpRequest): Promise<HttpAnswer<string>>
}

/** `locale` is the language of the messages. */
export type CheckRequest<S> = Omit<ReadRequest<S>, 'stream' | 'after' | 'part'> & { locale: Locale }

/** `cursors` says how far each stream was loaded; a stream that never was has none. */
export type LagRequest<S> = Omit<ReadRequest<S>, 'stream' | 'after' | 'part'> & {
  cursors: Readonly<Record<string, Cursor | undefined>>
}

/** How far a stream is behind what its vendor holds. */
export interface StreamLag {
  stream: string
  /** that are there and have not been loaded, 0 or more */
  messages: number
  /** the same of each part that the vendor divides the stream into: `orders-0` of a topic */
  parts: readonly { name: string; messages: number }[]
}

/** One line of `svodka check`, in the language that was asked for. */
export interface CheckResult {
  ok: boolean
  message: string
}

/** An outside system: its settings, its streams, and a generator that reads them. */
export interface SourceDefinition<S = unknown> {
  type: string
  /** the vendor's name as people know it */
  title: string
  settings: z.ZodType<S>
  streams(settings: S): readonly Stream[]
  read(request: ReadRequest<S>): AsyncIterable<Delivery>
  /** of a source that receives: how it is reached */
  receives?(settings: S): Receiving
  /** when it may be read next, where it may not be now: a schedule then leaves it unread, a person who asks reads it */
  closedUntil?(settings: S, now: Date): Instant | undefined
  /** one cheap question to the vendor: does the key work, is everything there */
  check(request: CheckRequest<S>): Promise<readonly CheckResult[]>
  /** one cheap question to a vendor that can tell how much waits to be read: asked between runs, for those who watch */
  lag?(request: LagRequest<S>): Promise<readonly StreamLag[]>
}

/** A source with its settings as the workspace gives them, not yet checked. */
export interface ConfiguredSource {
  readonly kind: 'source'
  readonly id: string
  // settings are checked against the definition's own schema before they reach it
  readonly definition: SourceDefinition<any>
  readonly settings: unknown
}

/**
 * Makes the function that a workspace calls: `freshdesk({ id: 'desk', domain: 'acme', … })`.
 */
export function defineSource<S>(definition: SourceDefinition<S>) {
  return (configuration: { id: string } & SourceInput<S>): ConfiguredSource => {
    const { id, ...settings } = configuration
    return Object.freeze({ kind: 'source', id, definition, settings })
  }
}

/** Settings as people write them: secrets by name, defaults left out. */
export type SourceInput<S> = { [K in keyof S]?: unknown }
