import type { Day, Locale } from '../base/index.ts'
import type { ConfiguredPack } from './pack.ts'
import type { PostgresTls } from './postgres/index.ts'
import type { SecretReference } from './secret.ts'
import type { ConfiguredSource } from './source.ts'

/** What `svodka.config.ts` exports, as written; checked by zod in `src/workspace`. */
export interface WorkspaceSettings {
  name: string
  /** IANA name: `Europe/Moscow`. Days of every figure are days here. */
  timeZone: string
  locale?: Locale
  /** ISO 4217: `RUB` */
  currency?: string
  sources: readonly ConfiguredSource[]
  packs: readonly ConfiguredPack[]
  /** when sources are read: cron patterns; every hour unless told */
  sync?: readonly { at: string; timeZone?: string; sources?: readonly string[]; missed?: Missed }[]
  /** which report goes to whom and when: `{ report: 'support.morning', at: '45 8 * * *', to: ['head-of-support'] }` */
  reports?: readonly ScheduledReport[]
  /** by name: `{ 'head-of-support': { telegram: 123456789, locale: 'ru' } }` */
  recipients?: Readonly<Record<string, RecipientSetting>>
  /** recipients who are told what broke and when it is well again */
  administrators?: readonly string[]
  /** settings of the channels: `{ telegram: { token: secret('TELEGRAM_TOKEN') } }` */
  delivery?: { unknown?: 'ask' | 'resend' } & Readonly<Record<string, unknown>>
  /** marts mirrored to databases outside, for Power BI and others */
  publish?: readonly PublishSetting[]
  /** takes this day for today: for sample data and for looking back */
  today?: Day
  /** what the clock shows when the program starts, where `today` is set; 09:00 unless told */
  clock?: string
  /**
   * What the engine may hold in memory before it writes to the disk, most of the machine's memory unless told; and after how many days
   * received texts are packed, 30 unless told, never where null.
   */
  warehouse?: { memoryMegabytes?: number; packAfterDays?: number | null }
  /** after how many days ended runs, messages that were settled and notices that were closed are forgotten: 400 unless told, never where null */
  history?: { forgetAfterDays?: number | null }
  server?: { port?: number }
  /** `{ token: secret('METRICS_TOKEN') }`: who shows it may read /metrics from elsewhere; without one, only this machine may */
  metrics?: { token?: SecretReference }
}

/** What becomes of due times that passed while nothing ran: the newest is run late, all are, or none. */
type Missed = 'latest' | 'all' | 'skip'

export interface ScheduledReport {
  report: string
  /** cron: minute hour day month weekday */
  at: string
  /** names of recipients */
  to: readonly string[]
  /** the report's own name unless told; needed where the same report is sent at two times */
  id?: string
  /** the workspace's unless told */
  timeZone?: string
  missed?: Missed
  pictures?: boolean
  /** whole documents that go with it */
  files?: readonly ('pdf' | 'xlsx' | 'html' | 'md')[]
}

/** `{ id: 'bi', postgres: { url: secret('BI_DATABASE_URL') }, marts: 'all', readers: ['bi'], at: '30 6 * * *' }` */
export interface PublishSetting {
  id: string
  postgres: {
    /** `postgresql://user:password@host:5432/database` */
    url: SecretReference
    /** `off` on this machine and `verify` elsewhere unless told */
    tls?: PostgresTls
    connectTimeoutSeconds?: number
  }
  /** where readers find a view for each mart; `svodka` unless told. The rows lie in `<schema>_data` */
  schema?: string
  /** `mart.support_tickets` */
  marts: 'all' | readonly string[]
  /** roles of PostgreSQL that may read */
  readers?: readonly string[]
  /** `{ 'mart.support_tickets': ['created_at', ['line', 'created_at']] }` */
  indexes?: Readonly<Record<string, readonly (string | readonly string[])[]>>
  /** cron; absent: only by `svodka publish` */
  at?: string
  /** the workspace's unless told */
  timeZone?: string
  missed?: Missed
}

/** Beside these, the address in each channel: `telegram: 123456789`, `email: 'a@b.c'`, `folder: 'reports'`. */
export type RecipientSetting = {
  locale?: Locale
  timeZone?: string
  /** what they may see: a role of the product; `manager` unless told */
  role?: string
  /** their name in the data, where the role sees own rows only */
  person?: string
  /** reports that they may ask for, beside those that are sent to them */
  reports?: readonly string[]
} & Readonly<Record<string, unknown>>

/** Declares a workspace; a wrong setting is named with its path when the workspace is opened. */
export function defineWorkspace(settings: WorkspaceSettings): WorkspaceSettings {
  return settings
}
