import type { Instant, Locale, World } from '../base/index.ts'
import type { CheckResult, Received, SourceDefinition, StreamLag } from '../kit/index.ts'
import type { Replayed, Warehouse } from '../warehouse/index.ts'

/** A source of the workspace whose settings were checked. */
export interface IngestSource {
  id: string
  // settings were checked against the definition's own schema
  definition: SourceDefinition<any>
  settings: unknown
}

export interface IngestOptions {
  sources: readonly IngestSource[]
  warehouse: Warehouse
  /** the workspace's folder: relative paths of settings start here */
  folder: string
  world: World
  /** one attempt of a request may take so long */
  timeoutSeconds?: number
  /** content of any length is cut into landed files of about so many bytes, each loaded in a transaction of its own */
  contentFileBytes?: number
  /** what was posted to sources that receive */
  inbox?: { of(source: string): Received | undefined }
}

export interface SyncOptions {
  /** ids; absent: all */
  sources?: readonly string[]
  /** `new`: what the vendors have since the last run; `full`: rebuild from what was received, asking nobody; `refetch`: ask the vendors from the beginning */
  mode: 'new' | 'full' | 'refetch'
  locale: Locale
  /** only streams in parts: of each this part, or all that there are, in order */
  part?: number | 'all'
  /** nobody asked for it just now: a source that has hours of its own is left unread outside of them */
  isScheduled?: boolean
  /** short, and nobody waits for it: another sync that is asked for meanwhile runs after it instead of being refused */
  isBrief?: boolean
  signal?: AbortSignal
}

/** Something worth telling while a sync goes on; `text` is in the reader's language. */
export type SyncProgress = { text: string } & (
  | { kind: 'page'; source: string; stream: string; records: number }
  | {
      kind: 'loaded'
      source: string
      stream: string
      added: number
      changed: number
      unchanged: number
      rejected: number
    }
  | { kind: 'file'; source: string; stream: string; name: string; isNew: boolean }
  | { kind: 'content'; source: string; stream: string; name: string; bytes: number }
  | { kind: 'wait'; source: string; seconds: number }
  | { kind: 'failed'; source: string; stream: string }
  | { kind: 'closed'; source: string; until: Instant }
  | { kind: 'build' }
  | { kind: 'rebuild'; done: number; all: number }
)

export type OnProgress = (event: SyncProgress) => void

export interface SyncResult {
  /** on every log line of the run */
  runId: string
  streams: readonly StreamResult[]
  seconds: number
  /** nothing failed */
  isComplete: boolean
}

/** What reading a stream again came to. */
export interface Replay extends Replayed {
  /** on every log line of the run */
  runId: string
  seconds: number
}

export interface StreamResult {
  source: string
  stream: string
  added: number
  changed: number
  unchanged: number
  rejected: number
  seconds: number
  /** up to when the stream was read whole; null when this run did not get there */
  asOf: Instant | null
  /** what went wrong, in the reader's language */
  error: string | null
  /** the same in every language, for whoever is told later */
  cause: Readonly<Record<Locale, string>> | null
}

/** Runs sources: pages and files land in raw and are loaded; one that fails leaves the others running. */
export interface Ingest {
  /** @throws {RequestError} `busy` while another is running; one that a schedule asks for waits for its end instead */
  sync(options: SyncOptions, onProgress: OnProgress): Promise<SyncResult>
  /** sources that the present sync reads for the first time: until its end nothing of them stands in the figures */
  firstReads(): readonly string[]
  /**
   * Reads again what a stream delivered, asking nobody: rejected rows that fit now are taken in, the others stay with the reason
   * of now.
   * @throws {RequestError} `busy` while a sync is running
   */
  replay(source: string, stream: string): Promise<Replay>
  /** what the source says of its connection; a refusal is a line, not an error */
  check(source: string, locale: Locale): Promise<readonly CheckResult[]>
  /**
   * How far a source is behind its vendor, stream by stream; empty for one that cannot tell.
   * @throws {SvodkaError} when the vendor cannot be asked
   */
  lag(source: string): Promise<readonly StreamLag[]>
}
