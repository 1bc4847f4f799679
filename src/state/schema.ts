import type { Generated, Kysely, Transaction } from 'kysely'
import type { Instant, Recovery } from '../base/index.ts'
import type { EndState, JobRun, OutboxState, RunState } from './contract.ts'
import type { Link } from './entry-contract.ts'

/** Instants are ISO text in UTC with milliseconds, so that they sort; what people read and details are JSON text; truths are 0 and 1. */
export interface Tables {
  schema_version: { version: number; applied_at: Instant }
  job: JobTable
  job_run: RunTable
  outbox: OutboxTable
  content: { sha256: string; bytes: Uint8Array; kept_at: Instant }
  bound_address: { recipient: string; channel: string; address: string; bound_at: Instant }
  invitation: { code_sha256: string; recipient: string; channel: string; valid_until: Instant }
  wrong_code: { channel: string; address: string; at: Instant }
  switched_off: { recipient: string; channel: string; since: Instant; cause: string }
  memory: { channel: string; name: string; value: string }
  notice: NoticeTable
  lease: { name: string; owner: string; lease_until: Instant }
  person: PersonTable
  credential: CredentialTable
  recovery_code: { login: string; sha256: string }
  link: LinkTable
  session: SessionTable
  token: TokenTable
  attempt: { sha256: string; failures: number; last_at: Instant; wait_until: Instant | null }
  known_place: { login: string; place: string; seen_at: Instant }
  audit: AuditTable
  saved: SavedTable
  applied_settings: { subject: string; settings: string; applied_at: Instant }
  forgotten_run: { job: string; state: EndState; runs: number; last_end: Instant }
}

export interface JobTable {
  id: string
  first_seen_at: Instant
  paused_at: Instant | null
  paused_by: string | null
}

export interface RunTable {
  id: string
  job: string
  due_at: Instant
  state: RunState
  trigger_kind: JobRun['trigger']
  attempt: number
  not_before: Instant | null
  started_at: Instant | null
  ended_at: Instant | null
  owner: string | null
  lease_until: Instant | null
  cause: string | null
  recovery: Recovery | null
  log_run: string
  detail: string | null
}

export interface OutboxTable {
  id: string
  report: string
  recipient: string
  channel: string
  edition: string
  part: string
  place: number
  state: OutboxState
  body: string
  content_sha256: string | null
  attempt: Generated<number>
  not_before: Instant | null
  created_at: Instant
  changed_at: Instant
  sent_at: Instant | null
  receipt: string | null
  cause: string | null
  run: string | null
  owner: string | null
  lease_until: Instant | null
  is_on_wire: Generated<number>
  decided_by: string | null
}

export interface NoticeTable {
  id: string
  subject: string
  opened_at: Instant
  closed_at: Instant | null
  cause: string
  told_open: number
  told_closed: number
}

export interface PersonTable {
  login: string
  name: string
  role: string
  own: string
  email: string | null
  locale: string | null
  is_removed: number
}

export interface CredentialTable {
  login: string
  password_hash: string | null
  totp_secret: string | null
  totp_pending: string | null
  totp_step: Generated<number>
  accepted_at: Instant | null
  seen_at: Instant | null
}

export interface LinkTable {
  sha256: string
  kind: Link['kind']
  login: string | null
  valid_until: Instant
  tries: Generated<number>
}

export interface SessionTable {
  id: string
  sha256: string
  login: string
  mark: string
  address: string
  agent: string
  started_at: Instant
  seen_at: Instant
  valid_until: Instant
}

export interface TokenTable {
  id: string
  sha256: string
  login: string
  name: string
  scope: string
  mark: string
  created_at: Instant
  valid_until: Instant
  used_at: Instant | null
}

interface AuditTable {
  id: Generated<number>
  at: Instant
  who: string | null
  action: string
  subject: string | null
  detail: string
  address: string | null
}

export interface SavedTable {
  id: string
  owner: string
  title: string
  query: string
  is_shared: number
  created_at: Instant
  changed_at: Instant
}

export type Database = Kysely<Tables>
export type Writing = Transaction<Tables>
