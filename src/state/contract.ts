import type { Instant, Locale, Recovery } from '../base/index.ts'
import type {
  AttemptStore,
  AuditStore,
  LinkStore,
  PeopleStore,
  SavedStore,
  SessionStore,
  TokenStore,
} from './entry-contract.ts'

/** A sentence in every language: kept so that each reader gets their own, whenever they read it. */
export type Said = Readonly<Record<Locale, string>>

/**
 * Svodka's own small store: runs, outbox, recipients' chats, notices, people and what they keep. One SQLite file (`data/state.db`), opened by every
 * process of the workspace at once, or a schema of a PostgreSQL, opened by those of several machines; each method is one transaction
 * that is on disk when it returns.
 */
export interface State {
  readonly jobs: JobStore
  readonly outbox: OutboxStore
  readonly recipients: RecipientStore
  readonly notices: NoticeStore
  readonly leases: LeaseStore
  readonly people: PeopleStore
  readonly links: LinkStore
  readonly sessions: SessionStore
  readonly tokens: TokenStore
  readonly attempts: AttemptStore
  readonly audit: AuditStore
  readonly saved: SavedStore
  readonly applied: AppliedStore
  /**
   * Forgets runs, messages and notices that ended so many days ago, and what nothing of them needs any more; never what tells that
   * something was run, sent or told already:
   * - of each job the newest due time stays: later ones are counted from it;
   * - a message goes whole, and not while a part of it waits, is on its way or unknown, or the run that made it goes on;
   * - a notice stays while it is open, or tells of a part that is still there; one of a message goes with it.
   *
   * Days are counted from the newest run of an earlier day, not from the clock alone: one that is wrong for an hour forgets nothing.
   */
  forget(afterDays: number): Promise<Forgotten>
  /** Asks for a sign of life. @returns what the clock of the database says; undefined where it is a file of this machine */
  clock(): Promise<Instant | undefined>
  close(): Promise<void>
}

/** How many rows were forgotten. */
export interface Forgotten {
  runs: number
  /** parts of messages */
  parts: number
  notices: number
  /** what no notice is about any more */
  subjects: readonly string[]
}

/** Who holds a run or a row: a process, named so that no two are ever the same. */
export interface Holder {
  /** `host:pid:random` */
  owner: string
  /** what it holds may be taken over so long after its last sign of life */
  leaseSeconds: number
}

// ─── runs of jobs ────────────────────────────────────────────────────────────────────────────────────────────────────

/** `waiting`: failed and will be tried again; `skipped`: was missed, and the schedule says to leave it. */
export const RUN_STATES = ['running', 'waiting', 'done', 'failed', 'skipped'] as const
export type RunState = (typeof RUN_STATES)[number]
export type EndState = Extract<RunState, 'done' | 'failed' | 'skipped'>

/** One due time of one job; unique by (job, due time), whoever runs it. */
export interface JobRun {
  id: string
  job: string
  dueAt: Instant
  state: RunState
  /** by the schedule, or because a person asked */
  trigger: 'schedule' | 'person'
  /** counted from 1 */
  attempt: number
  /** of a waiting run: when it may be tried again */
  notBefore: Instant | null
  startedAt: Instant | null
  endedAt: Instant | null
  owner: string | null
  leaseUntil: Instant | null
  /** why it failed or was skipped */
  cause: Said | null
  recovery: Recovery | null
  /** on every log line of the run: `svodka log --run` */
  logRun: string
  /** what the job says of itself: counts, files, recipients */
  detail: Readonly<Record<string, unknown>> | null
}

export interface JobStore {
  /** The instant from which the job's schedule counts: when it was first seen; asked again, the same. */
  firstSeen(job: string): Promise<Instant>
  /** due time of the newest run by schedule, whatever became of it */
  lastDue(job: string): Promise<Instant | undefined>
  /**
   * Takes a due time to run it: undefined when it was taken before (by anybody), or when another run of the job is going on.
   * A run that a dead process held (its lease is over) and a waiting one whose time has come can be claimed again: the same row,
   * the attempt one higher. A dead run counts as going on until it has been claimed again: it comes first.
   */
  claim(due: { job: string; dueAt: Instant; trigger: JobRun['trigger'] }, holder: Holder): Promise<JobRun | undefined>
  /** a sign of life; false when the run is no longer this owner's */
  beat(id: string, holder: Holder): Promise<boolean>
  /** @throws {SvodkaError} (`skip`) when the run is no longer this owner's; nothing was recorded then */
  finish(
    id: string,
    owner: string,
    end:
      | { state: 'done'; detail: JobRun['detail'] }
      | { state: 'failed'; cause: Said; recovery: Recovery; detail?: JobRun['detail'] }
      | { state: 'waiting'; cause: Said; recovery: Recovery; notBefore: Instant },
  ): Promise<void>
  /** records due times that are left out; existing ones stay as they are */
  skip(job: string, dueTimes: readonly Instant[], cause: Said): Promise<void>
  /** runs that may be claimed again now: waiting ones whose time has come, running ones whose lease is over */
  unfinished(): Promise<readonly JobRun[]>
  history(filter: { job?: string; limit: number }): Promise<readonly JobRun[]>
  run(id: string): Promise<JobRun | undefined>
  pause(job: string, by: string): Promise<void>
  resume(job: string): Promise<void>
  paused(): Promise<ReadonlyMap<string, { since: Instant; by: string }>>
  /** how many due times of each job ended how, since the beginning: forgotten ones too */
  ends(): Promise<readonly { job: string; state: EndState; runs: number; lastEnd: Instant }[]>
}

// ─── outbox ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `unknown`: it left, and no answer was recorded; only a person or a stated policy sends it again. */
export const OUTBOX_STATES = ['waiting', 'sending', 'sent', 'unknown', 'failed', 'cancelled'] as const
export type OutboxState = (typeof OUTBOX_STATES)[number]

/** One part of one report for one recipient: unique by the first five. */
export interface OutboxKey {
  report: string
  recipient: string
  channel: string
  /** the business date, `2023-12-31`; with a time where a schedule has several a day; `test-…` for a test */
  edition: string
  /** `text-1`, `picture-2`, `file-1` */
  part: string
}

export interface NewPart extends OutboxKey {
  /** place among the parts of its message: a later part waits for the earlier ones */
  order: number
  /** what the channel needs to send it, apart from the bytes */
  body: Readonly<Record<string, unknown>>
  /** a picture's or a file's bytes */
  content?: Uint8Array
  /** not before this instant */
  notBefore?: Instant
  /** id of the run of the job that made it */
  run?: string
}

export interface OutboxRow extends OutboxKey {
  id: string
  order: number
  state: OutboxState
  body: Readonly<Record<string, unknown>>
  hasContent: boolean
  attempt: number
  notBefore: Instant | null
  createdAt: Instant
  changedAt: Instant
  sentAt: Instant | null
  /** the channel's proof: a message's id, a file's path */
  receipt: string | null
  cause: Said | null
  run: string | null
  owner: string | null
  leaseUntil: Instant | null
  /** the request's first byte may have left */
  isOnWire: boolean
}

export type Settled =
  | { state: 'sent'; receipt: string }
  | { state: 'unknown'; cause: Said }
  | { state: 'failed'; cause: Said }
  | { state: 'waiting'; cause: Said; notBefore: Instant }

export interface OutboxStore {
  /** Adds what is not there yet, all or nothing; a key that exists stays as it is. @returns the rows of these keys, and how many are new */
  add(parts: readonly NewPart[]): Promise<{ rows: readonly OutboxRow[]; added: number }>
  /**
   * Takes the next part that may go: waiting, its time has come, and every earlier part of its message (same report, recipient,
   * channel, edition) is `sent`, `unknown`, `failed` or `cancelled`. A row is never given to two owners at once.
   */
  claim(holder: Holder): Promise<OutboxRow | undefined>
  /**
   * The earliest instant at which a waiting part may go, or could have; undefined when nothing waits. Parts behind one that is
   * being sent do not count: they may go when that one is settled or recovered.
   */
  nextAt(): Promise<Instant | undefined>
  content(id: string): Promise<Uint8Array | undefined>
  /** Written, and on disk, immediately before the request's first byte. @throws when the row is no longer this owner's */
  onWire(id: string, owner: string): Promise<void>
  /**
   * Records what became of a part. A part that `recover` called `unknown` meanwhile is still its sender's: an answer that comes
   * late is the truth, unless a person has decided about it.
   * @throws {SvodkaError} (`skip`) when the row is no longer this owner's; nothing was recorded then
   */
  settle(id: string, owner: string, outcome: Settled): Promise<void>
  /** a sign of life while a part takes its time; false when the row is no longer this owner's */
  beat(id: string, holder: Holder): Promise<boolean>
  /**
   * Rows whose holder is dead (lease over): not on the wire → `waiting` again; on the wire → `unknown`.
   * @returns those that became unknown
   */
  recover(cause: Said): Promise<readonly OutboxRow[]>
  /**
   * A person sends an `unknown` or `failed` part again (as `waiting`), or gives it up (`cancelled`; a waiting one too).
   * @throws {SvodkaError} when the part is in another state, or its bytes are no longer kept
   */
  decide(id: string, what: 'resend' | 'cancel', by: string): Promise<OutboxRow>
  /** the rest of a message that cannot go: waiting parts → `failed` */
  failRest(message: Omit<OutboxKey, 'part'>, cause: Said): Promise<number>
  row(id: string): Promise<OutboxRow | undefined>
  list(filter: {
    report?: string
    recipient?: string
    edition?: string
    states?: readonly OutboxState[]
    limit: number
  }): Promise<readonly OutboxRow[]>
  /**
   * Forgets bytes (never rows) that only parts settled before this instant need; equal bytes are kept once.
   * @returns how many pictures and files were forgotten
   */
  forgetContents(before: Instant): Promise<number>
  /** how many parts are in each state, by channel, and when the oldest of them was made */
  counts(): Promise<readonly { channel: string; state: OutboxState; parts: number; oldest: Instant }[]>
}

// ─── recipients ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A chat that was bound to a recipient by a one-time code, or that moved. Addresses written in the settings are not here. */
export interface BoundAddress {
  recipient: string
  channel: string
  address: string
  boundAt: Instant
}

export interface RecipientStore {
  /** A one-time code that binds whoever presents it; at most one open code a recipient and channel. @returns the code, shown once; only its hash is kept */
  invite(recipient: string, channel: string, validSeconds: number): Promise<string>
  /**
   * Uses a code up and binds the address to its recipient. Case, spaces, dashes and look-alike Russian letters do not matter.
   * @returns the recipient, or undefined when the code is wrong, used or too old, or when the address gave five wrong codes
   * within an hour
   */
  redeem(channel: string, code: string, address: string): Promise<string | undefined>
  /** One address a recipient and channel, one recipient an address: the newest binding counts. */
  bind(recipient: string, channel: string, address: string): Promise<void>
  unbind(recipient: string, channel: string): Promise<void>
  bound(): Promise<readonly BoundAddress[]>
  /** delivery switched off: by the recipient (`/stop`), by the channel (blocked), by an administrator; the first cause stays */
  switchOff(recipient: string, channel: string, cause: Said): Promise<void>
  switchOn(recipient: string, channel: string): Promise<void>
  off(): Promise<readonly { recipient: string; channel: string; since: Instant; cause: Said }[]>
  /** a small memory of a channel: the offset of updates, say */
  remember(channel: string, key: string, value: string): Promise<void>
  recall(channel: string, key: string): Promise<string | undefined>
  forget(channel: string, key: string): Promise<void>
}

// ─── notices to the administrator ────────────────────────────────────────────────────────────────────────────────────

/** Something that is wrong: opened once, told once, closed once when it is well again. */
export interface Notice {
  id: string
  /** `source:desk`, `job:support.morning`, `channel:telegram`, `delivery:<report>/<edition>` */
  subject: string
  openedAt: Instant
  closedAt: Instant | null
  cause: Said
  toldOpen: boolean
  toldClosed: boolean
}

export interface NoticeStore {
  /** @returns the notice, and whether this call opened it */
  open(subject: string, cause: Said): Promise<{ notice: Notice; isNew: boolean }>
  /** @returns the notice when this call closed it */
  close(subject: string): Promise<Notice | undefined>
  told(id: string, what: 'open' | 'closed'): Promise<void>
  /** what is to be told now: open and untold; or closed, when its opening was told and its end was not */
  untold(): Promise<readonly Notice[]>
  list(filter: { onlyOpen?: boolean; limit: number }): Promise<readonly Notice[]>
}

// ─── what only one process may do ────────────────────────────────────────────────────────────────────────────────────

export interface LeaseStore {
  /**
   * Takes what only one process may do at a time, or holds it for longer; whoever does not ask again in time has lost it.
   * @returns the owner who has it; undefined when it is this holder's
   */
  take(name: string, holder: Holder): Promise<string | undefined>
  /** gives it back, so that another need not wait; nothing happens when it is another's */
  release(name: string, owner: string): Promise<void>
}

// ─── settings in force ───────────────────────────────────────────────────────────────────────────────────────────────

/** Settings that a process has put into force, as text that holds no secret. */
export interface Applied {
  /** `data`: what the warehouse was prepared for; `desk`: what the server was started with */
  subject: string
  settings: string
  appliedAt: Instant
}

/** What was kept is read by `readApplied`. */
export interface AppliedStore {
  keep(subject: string, settings: string): Promise<void>
}
