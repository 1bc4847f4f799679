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
  /** takes this day for today: for sample data and for looking back */
  today?: Day
  server?: { port?: number }
}

/** Declares a workspace; a wrong setting is named with its path when the workspace is opened. */
export function defineWorkspace(settings: WorkspaceSettings): WorkspaceSettings {
  return settings
}
