import { z } from 'zod'
import {
  GRAINS,
  LOCALES,
  PERIOD_PRESETS,
  type Ability,
  type Answer,
  type AnalysisAnswer,
  type Catalog,
  type ChartSpec,
  type DimensionValue,
  type Instant,
  type Period,
  type PeriodPreset,
  type Query,
  type Row,
  type RowsQuery,
  type Unit,
} from '../base/index.ts'

/*
What server and browser say to each other. Schemas check what comes in; types say what goes out.

GET  /api/app?locale=                      AppView
GET  /api/home?locale=                     HomeView
GET  /api/dashboards/:id?locale=           DashboardView
GET  /api/catalog?locale=                  Catalog
POST /api/query     { query, locale }      Answer
POST /api/analyze   { analysis, settings, locale }  AnalysisAnswer
POST /api/rows      { rows, locale }       Answer
GET  /api/values/:dimension?locale=&search=   DimensionValue[]
GET  /api/export?as=csv|xlsx&locale=&query=<JSON>&title=        file
GET  /api/reports?locale=                  ReportView[]
GET  /api/reports/:id/:format?date=&locale=   file (html|pdf|xlsx|md)
GET  /api/data?locale=                     DataView
GET  /api/delivery?locale=                 DeliveryView
GET  /api/delivery/preview?report=&to=&date=&locale=   PlannedView[]: nothing is sent
POST /api/delivery/send    { report, date?, to, locale }      SendView
POST /api/delivery/test    { recipient, report?, date?, locale }   TestView[]
POST /api/delivery/pause   { schedule, isPaused, locale }     { ok: true }
POST /api/delivery/run     { schedule, locale }               RunView
POST /api/delivery/decide  { id, what, locale }               SentPartView
POST /api/delivery/invite  { recipient, channel, locale }     { code, link }
GET  /api/health                           { up: true }
Errors: { error: { code, message } }, in the reader's language; status 400, 404, 500, 503.
*/

export const localeSchema = z.enum(LOCALES)
export const localeQuery = z.object({ locale: localeSchema })

const daySchema = z.iso.date()
const periodSchema = z.union([z.enum(PERIOD_PRESETS), z.strictObject({ from: daySchema, to: daySchema })])

const filterSchema = z.union([
  z.strictObject({
    dimension: z.string(),
    op: z.enum(['in', 'not in']),
    values: z.array(z.string().nullable()).min(1).max(1000),
  }),
  z.strictObject({
    dimension: z.string(),
    op: z.literal('between'),
    from: z.number().exactOptional(),
    to: z.number().exactOptional(),
  }),
])

export const querySchema: z.ZodType<Query> = z.strictObject({
  metrics: z.array(z.string()).min(1).max(20),
  by: z.array(z.string()).max(5).exactOptional(),
  where: z.array(filterSchema).max(30).exactOptional(),
  period: periodSchema.exactOptional(),
  grain: z.enum(GRAINS).exactOptional(),
  timeZone: z.string().max(64).exactOptional(),
  compare: z.enum(['previous-period', 'previous-year']).exactOptional(),
  limit: z.number().int().min(1).max(1_000_000).exactOptional(),
  order: z.strictObject({ by: z.string(), descending: z.boolean().exactOptional() }).exactOptional(),
})

export const rowsQuerySchema: z.ZodType<RowsQuery> = z.strictObject({
  metric: z.string(),
  where: z.array(filterSchema).max(30).exactOptional(),
  period: periodSchema.exactOptional(),
  timeZone: z.string().max(64).exactOptional(),
  limit: z.number().int().min(1).max(10_000).exactOptional(),
})

export const queryBody = z.strictObject({ query: querySchema, locale: localeSchema })
export const rowsBody = z.strictObject({ rows: rowsQuerySchema, locale: localeSchema })
export const analyzeBody = z.strictObject({
  analysis: z.string(),
  settings: z.record(z.string(), z.string()),
  locale: localeSchema,
})
export const exportQuery = z.object({
  as: z.enum(['csv', 'xlsx']),
  locale: localeSchema,
  title: z.string().max(200).default('svodka'),
  query: z.string().max(20_000),
})

const nameSchema = z.string().min(1).max(200)

export const previewQuery = z.object({
  report: nameSchema,
  to: nameSchema.optional(),
  date: daySchema.optional(),
  locale: localeSchema,
})
export const sendBody = z.strictObject({
  report: nameSchema,
  date: daySchema.exactOptional(),
  to: z.array(nameSchema).min(1).max(100),
  locale: localeSchema,
})
export const testBody = z.strictObject({
  recipient: nameSchema,
  report: nameSchema.exactOptional(),
  date: daySchema.exactOptional(),
  locale: localeSchema,
})
export const pauseBody = z.strictObject({ schedule: nameSchema, isPaused: z.boolean(), locale: localeSchema })
export const runBody = z.strictObject({ schedule: nameSchema, locale: localeSchema })
export const decideBody = z.strictObject({ id: nameSchema, what: z.enum(['resend', 'cancel']), locale: localeSchema })
export const inviteBody = z.strictObject({ recipient: nameSchema, channel: nameSchema, locale: localeSchema })

export interface AppView {
  name: string
  locale: 'ru' | 'en'
  timeZone: string
  currency: string | null
  today: string
  /** true when the workspace pretends that another day is today: sample data */
  isTodayPinned: boolean
  person: { id: string; name: string; role: string }
  /** what they may do here: the page shows no door that would not open */
  may: readonly Ability[]
  /** what each change carries as `x-csrf-token`; null where a token asks */
  csrf: string | null
  asOf: Readonly<Record<string, Instant>>
  dashboards: readonly { id: string; title: string; meaning: string }[]
  reports: readonly { id: string; title: string; meaning: string }[]
  version: string
}

export interface HomeFigure {
  metric: string
  title: string
  meaning: string
  unit: Unit
  better: 'up' | 'down' | 'neither'
  /** the figure of `day` */
  value: number | null
  /** the mean of the same weekday over the eight weeks before */
  usual: number | null
  /** the last 60 days, oldest first */
  spark: readonly (number | null)[]
}

export interface HomeView {
  /** the day that is shown: yesterday, or the last day with data */
  day: string
  packs: readonly { id: string; title: string; dashboard: string | null; figures: readonly HomeFigure[] }[]
}

export type TileView = { id: string; title: string; width: 3 | 4 | 6 | 8 | 12; note?: string } & (
  | { kind: 'metric'; query: Query }
  | { kind: 'chart'; query: Query; chart: ChartSpec }
  | { kind: 'table'; query: Query }
  | { kind: 'analysis'; analysis: string; show?: readonly string[] }
)

/** A tile of one kind. */
export type TileOf<K extends TileView['kind']> = Extract<TileView, { kind: K }>

export interface DashboardView {
  id: string
  title: string
  meaning: string
  period: PeriodPreset
  /** days that hold data: what "all time" means here */
  span: Period | null
  /** when this was answered, by the workspace's clock */
  now: Instant
  /** how often the page asks for its figures anew; null: only when somebody asks */
  refreshSeconds: number | null
  filters: readonly { dimension: string; title: string; isNumber: boolean }[]
  tiles: readonly TileView[]
}

export interface ReportView {
  id: string
  title: string
  meaning: string
  formats: readonly ('html' | 'pdf' | 'xlsx' | 'md')[]
}

export interface DataView {
  sources: readonly {
    id: string
    title: string
    asOf: Instant | null
    isStale: boolean
    streams: readonly string[]
    rejected: number
  }[]
  rejected: readonly Row[]
  layers: readonly { layer: string; name: string; kind: string; rows: number | null; meaning: string }[]
}

/** Schedules, what they did, what went to whom. */
export interface DeliveryView {
  schedules: readonly ScheduleView[]
  /** newest first */
  runs: readonly RunView[]
  /** newest first, one entry a message: all parts of one report for one recipient by one channel */
  sent: readonly SentView[]
  recipients: readonly RecipientView[]
  /** what is wrong now, oldest first */
  troubles: readonly { subject: string; since: Instant; cause: string }[]
}

export interface ScheduleView {
  id: string
  kind: 'sync' | 'report' | 'publish'
  /** the report's title, or what is read */
  title: string
  report: string | null
  /** in words: “every day at 08:45 (Moscow)” */
  when: string
  timeZone: string
  next: Instant | null
  paused: { since: Instant; by: string } | null
  to: readonly string[]
  last: RunView | null
}

export interface RunView {
  id: string
  schedule: string
  title: string
  dueAt: Instant
  state: 'running' | 'waiting' | 'done' | 'failed' | 'skipped'
  trigger: 'schedule' | 'person'
  attempt: number
  startedAt: Instant | null
  seconds: number | null
  /** why it failed, waits or was skipped */
  cause: string | null
  /** what it did, in one line */
  summary: string | null
  /** for `svodka log --run` */
  logRun: string
}

export interface SentView {
  report: string
  title: string
  recipient: string
  channel: string
  /** the day that it is about; null for a notice */
  edition: string | null
  /** the worst of its parts decides: unknown, failed, sending, waiting, cancelled, sent */
  state: SentPartView['state']
  at: Instant
  parts: readonly SentPartView[]
}

export interface SentPartView {
  id: string
  part: string
  state: 'waiting' | 'sending' | 'sent' | 'unknown' | 'failed' | 'cancelled'
  attempt: number
  at: Instant
  notBefore: Instant | null
  cause: string | null
}

export interface RecipientView {
  name: string
  locale: 'ru' | 'en'
  timeZone: string
  reports: readonly string[]
  channels: readonly {
    channel: string
    /** where it goes; null: nobody has presented the code yet */
    place: string | null
    off: { since: Instant; cause: string } | null
    canInvite: boolean
  }[]
}

/** What one recipient would get by one channel. */
export interface PlannedView {
  recipient: string
  locale: 'ru' | 'en'
  channel: string
  place: string | null
  /** why nothing would go */
  obstacle: string | null
  /** the next time by schedule, and what their clock shows then */
  next: Instant | null
  nextLocal: string | null
  /** `html` is the channel's own markup: b, i, u, s, code, pre, a, blockquote; `picture` is a data: address */
  parts: readonly { part: string; html: string | null; picture: string | null; file: string | null }[]
}

export interface SendView {
  sent: number
  waiting: number
  unknown: number
  failed: number
  problems: readonly { recipient: string; channel: string; cause: string }[]
}

export interface TestView {
  channel: string
  part: string
  isSent: boolean
  message: string
}

export interface ErrorView {
  error: { code: string; message: string }
}

export * from './people.ts'
export * from './saved.ts'
export type { Answer, AnalysisAnswer, Catalog, DimensionValue }
