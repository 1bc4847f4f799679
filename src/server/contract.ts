import type {
  AppView,
  DashboardView,
  DataView,
  DeliveryView,
  HomeView,
  LineageView,
  LoadRunView,
  PlannedView,
  RejectedView,
  ReplayView,
  ReportView,
  RunLogView,
  RunView,
  SendView,
  SentPartView,
  TestView,
  WhyView,
} from '../api/index.ts'
import type {
  AnalysisAnswer,
  Answer,
  Catalog,
  Day,
  DimensionValue,
  Instant,
  Locale,
  Query,
  RowsQuery,
} from '../base/index.ts'
import type { Access } from '../access/index.ts'
import type { Asker, Wanted } from '../figures/index.ts'
import type { RenderedFile, ReportDocument, ReportFormat, StreamedFile } from '../reports/index.ts'
import type { SavedStore } from '../state/index.ts'
import type { RejectedRequest } from './views/insight.ts'
import type { WhyRequest } from './views/why.ts'

/** What the server serves: the running program, seen from outside. Everything is asked by somebody, in a language. */
export interface Program extends DeliveryProgram, DataProgram {
  /** without what belongs to the session: that is the server's */
  about(asker: Asker): Promise<Omit<AppView, 'may' | 'csrf'>>
  home(asker: Asker): Promise<HomeView>
  dashboard(id: string, asker: Asker): Promise<DashboardView>
  catalog(asker: Asker): Promise<Catalog>
  query(query: Query, asker: Asker): Promise<Answer>
  analyze(id: string, settings: Readonly<Record<string, string>>, asker: Asker): Promise<AnalysisAnswer>
  rows(query: RowsQuery, asker: Asker): Promise<Answer>
  values(dimension: string, search: string, asker: Asker): Promise<readonly DimensionValue[]>
  /** all that a question finds, as a file that is made while it is read; whoever stops reading says so by `return` */
  exported(wanted: Wanted, title: string, as: 'csv' | 'xlsx', asker: Asker): Promise<StreamedFile>
  reports(asker: Asker): Promise<readonly ReportView[]>
  report(id: string, options: { date?: Day; format: ReportFormat }, asker: Asker): Promise<readonly RenderedFile[]>
  /** the report as it is before it becomes files or messages */
  document(id: string, date: Day, asker: Asker): Promise<ReportDocument>
  dataState(asker: Asker): Promise<DataView>
  sync(options: SyncRequest, onProgress: (event: ProgressEvent) => void): Promise<SyncSummary>
  schema(): Promise<SchemaSummary>
  /** copies everything that the workspace has learned to a folder of its own, while all goes on */
  backup(order: BackupOrder, onProgress: (event: ProgressEvent) => void): Promise<BackupView>
  check(locale: Locale): Promise<CheckSummary>
}

/** What the warehouse tells about itself. It shows every row, so it is for whoever may `data`; `replay` is for whoever may `operate`. */
export interface DataProgram {
  /** newest first; those before the run of this id */
  loadRuns(before: string | undefined, asker: Asker): Promise<readonly LoadRunView[]>
  runLog(id: string, asker: Asker): Promise<RunLogView>
  rejected(filter: RejectedRequest, asker: Asker): Promise<RejectedView>
  rejectedFile(filter: RejectedRequest, asker: Asker): Promise<RenderedFile>
  /** reads a stream again from what it delivered: rejected rows that fit now are taken in */
  replay(source: string, stream: string, asker: Asker): Promise<ReplayView>
  lineage(metric: string, asker: Asker): Promise<LineageView>
  why(request: WhyRequest, asker: Asker): Promise<WhyView>
}

/** Schedules and what goes to whom. */
export interface DeliveryProgram {
  deliveryState(asker: Asker): Promise<DeliveryView>
  /** who would get what, where and when; nothing is sent. `to` absent: everybody who gets it by schedule */
  previewSend(request: SendOrder, asker: Asker): Promise<readonly PlannedView[]>
  sendReport(request: SendOrder, asker: Asker): Promise<SendView>
  /** at once and outside the editions, with the real outcome; without a report a plain greeting */
  testSend(request: { recipient: string; report?: string; date?: Day }, asker: Asker): Promise<readonly TestView[]>
  pauseSchedule(id: string, isPaused: boolean, asker: Asker): Promise<void>
  runSchedule(id: string, asker: Asker): Promise<RunView>
  /** mirrors the marts to these targets, to all where none is named; what failed says so, and the others go on */
  publish(targets: readonly string[], asker: Asker): Promise<readonly PublishedView[]>
  decidePart(id: string, what: 'resend' | 'cancel', asker: Asker): Promise<SentPartView>
  /** a one-time code that binds the chat which presents it */
  inviteRecipient(recipient: string, channel: string, asker: Asker): Promise<{ code: string; link: string | null }>
}

/** What became of a publication. */
export interface PublishedView {
  target: string
  /** null where it failed */
  publishedAt: Instant | null
  marts: readonly { mart: string; rows: number; asOf: Instant | null }[]
  /** published once and no longer asked for */
  left: readonly string[]
  /** why it failed, in the reader's language */
  error: string | null
  /** for `svodka log --run` */
  logRun: string
}

export interface SendOrder {
  report: string
  date?: Day
  to?: readonly string[]
}

export interface SyncRequest {
  sources?: readonly string[]
  mode: 'new' | 'full' | 'refetch'
  locale: Locale
  /** only streams in parts: of each this part, or all that there are */
  part?: number | 'all'
  /** asked by a schedule, which keeps to the hours in which a source may be read */
  isScheduled?: boolean
  /** short, and nobody waits for it: another sync that is asked for meanwhile runs after it instead of being refused */
  isBrief?: boolean
  /** ends it early, where it is asked for in the process that holds the data */
  signal?: AbortSignal
}

/** Something worth telling while a long run goes on. */
export interface ProgressEvent {
  /** `page`: one of very many, worth a line only where it can be overwritten */
  kind: string
  source?: string
  stream?: string
  /** in the reader's language */
  text: string
}

export interface SyncSummary {
  runId: string
  streams: readonly SyncedStream[]
  seconds: number
  isComplete: boolean
}

export interface SyncedStream {
  source: string
  stream: string
  added: number
  changed: number
  unchanged: number
  rejected: number
  seconds: number
  /** what went wrong, in the reader's language */
  error: string | null
  cause: Readonly<Record<Locale, string>> | null
}

export interface SchemaSummary {
  created: readonly string[]
  changed: readonly string[]
  tables: readonly {
    layer: string
    name: string
    kind: string
    rows: number | null
    meaning: string
    columns: readonly { name: string; type: string; meaning: string }[]
  }[]
}

export interface BackupOrder {
  /** absolute: the folder in which the backup becomes a folder */
  to: string
  /** with `.env` */
  withSecrets: boolean
  locale: Locale
}

export interface BackupView {
  folder: string
  takenAt: Instant
  /** `linked`: files shared with the backup before */
  parts: readonly { part: string; files: number; bytes: number; linked: number }[]
  /** received files that were gone, or not what was received */
  missing: readonly string[]
  /** the state is a database outside, which has backups of its own */
  isStateElsewhere: boolean
}

export interface CheckSummary {
  isWell: boolean
  lines: readonly { ok: boolean; about: string; message: string }[]
}

/** The parts of the program that a process of its own may be: all of them, or one. */
export type Role = 'serve' | 'worker' | 'web' | 'bot'

/** Something that a process needs for its work: `warehouse`, `state`, `page`, `worker`, `bot`, `disk`. */
export interface ReadyPart {
  part: string
  isReady: boolean
  message: Readonly<Record<Locale, string>>
}

export type Readiness = () => Promise<readonly ReadyPart[]>

/** How people come in and what they keep: of the process that has the page. */
export interface Doors {
  access: Access
  saved: SavedStore
  /** the workspace's, told to whoever is about to sign in */
  name: string
  locale: Locale
  /** of the program */
  version: string
  /** how long a browser keeps its cookie; whether a session still counts is `access`'s to say */
  sessionSeconds: number
}
