import type { Day, Locale } from '../base/index.ts'
import type { ConfiguredPack } from './pack.ts'
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
  /** takes this day for today: for sample data and for looking back */
  today?: Day
  /** what the clock shows when the program starts, where `today` is set; 09:00 unless told */
  clock?: string
  server?: { port?: number }
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
