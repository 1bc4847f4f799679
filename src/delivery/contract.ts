import type { z } from 'zod'
import type { Day, Instant, Locale, World } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import type { CheckResult, Person } from '../kit/index.ts'
import type { ReportDocument, ReportFormat } from '../reports/index.ts'
import type { Forgotten, Holder, OutboxKey, OutboxRow, OutboxState, Said, State } from '../state/index.ts'

// ─── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Somebody of the settings who gets reports and may ask the bot. */
export interface Recipient {
  /** the name in the settings: `head-of-sales` */
  name: string
  locale: Locale
  /** the zone of their wall clock, for “when” in previews; figures stay in the workspace's days */
  timeZone: string
  /** who asks when a report is made for them, or when they ask the bot: their rights are this person's */
  person: Person
  /** reports that they may get and ask for: what the settings send them, and `reports` of their own; nothing else */
  reports: readonly string[]
  /** by channel; checked by the channel's own schema */
  addresses: Readonly<Record<string, unknown>>
}

export const askerOf = ({ person, locale }: Recipient): Asker => ({ person, locale })

// ─── channels ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A way to people. Adding one touches its folder and one line in `delivery/index.ts`. */
export interface Channel<S = any, A = any> {
  /** the key in the settings: `telegram` */
  id: string
  /** `delivery.telegram` of svodka.config.ts; undefined there when the channel needs none */
  settings: z.ZodType<S>
  /** `recipients.<name>.telegram` */
  address: z.ZodType<A>
  open(settings: S, context: ChannelContext, world: World): OpenChannel<A>
}

export interface ChannelContext {
  state: State
  /** relative paths start here */
  workspaceFolder: string
  workspaceName: string
}

export interface OpenChannel<A = any> {
  /** where it would go, for people: `chat 123456789`, `reports/`, `a@b.c`; undefined while a recipient is not bound yet */
  place(recipient: string, address: A): Promise<string | undefined>
  /**
   * A finished report cut into parts. They go as `text-1`, `text-2` …, `picture-1` …, `file-1` …, whatever their order here.
   * Without pictures and files it gives the same texts, and draws nothing: those are put into the outbox first. `picture-2` is the
   * document's second chart, also when the first could not be drawn: a picture that fails is left out and told to `onProblem`.
   */
  parts(document: ReportDocument, options: PartOptions): Promise<readonly MadePart[]>
  /** a report is one message with everything inside, so that pictures are drawn before anything goes: a mail, a file */
  isOneMessage?: boolean
  /** what this address wants otherwise than the schedule says: a folder's own formats */
  optionsFor?(address: A, asked: PartOptions): PartOptions
  /** a short message of the product itself: a notice, a test; `file` is sent after it */
  note(note: Note): Promise<readonly MadePart[]>
  /**
   * Sends one part. `wire` is awaited immediately before the request's first byte leaves (never earlier than the connection
   * stands); an error before that is `later`, after that `unknown` unless an answer says more. Never throws for the other side's doing;
   * passes on what `wire` throws (the part is no longer ours). Ends in a time that the channel bounds itself: nobody else does.
   * The chat that was bound, or moved to, comes before the address of the settings.
   */
  send(part: SendablePart, recipient: string, address: A, wire: () => Promise<void>): Promise<SendOutcome>
  /** what `svodka check` says of the connection */
  check(locale: Locale): Promise<readonly CheckResult[]>
  close?(): Promise<void>
}

export interface PartOptions {
  /** whole documents that go with it */
  files: readonly ReportFormat[]
  hasPictures: boolean
  /** what could not be made (a picture, a file): told to the administrator; the rest goes */
  onProblem?: (cause: Said) => void
}

export interface Note {
  locale: Locale
  title: string
  text: string
  file?: { name: string; mediaType: string; content: Uint8Array }
}

/**
 * `text-1`, `picture-1`, `file-1`; `body` is JSON, enough to send it later, in another process.
 * Previews show `text`, `html` and `name` of the body, where they are there.
 */
export interface MadePart {
  part: string
  body: Readonly<Record<string, unknown>>
  content?: Uint8Array
}

export interface SendablePart {
  part: string
  /** what it is in the outbox: the same however often it is tried */
  key: OutboxKey
  body: Readonly<Record<string, unknown>>
  content: Uint8Array | undefined
}

export type SendOutcome =
  /** accepted; `receipt` proves it */
  | { kind: 'sent'; receipt: string }
  /** refused for good: this part never goes */
  | { kind: 'refused'; cause: Said }
  /** the person cannot be reached any more (blocked, kicked, no such chat): switched off and told */
  | { kind: 'unreachable'; cause: Said }
  /** Nothing left, or the other side asks to wait: tried again. `needsPerson`: waiting alone will not mend it, the administrator is told at once. */
  | { kind: 'later'; cause: Said; retryAfterSeconds?: number; needsPerson?: boolean }
  /** it left and no answer came */
  | { kind: 'unknown'; cause: Said }
  /** the address changed: kept, and sent again at once to the new one */
  | { kind: 'moved'; address: string }

// ─── delivery ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface DeliveryOptions {
  state: State
  holder: Holder
  channels: Readonly<Record<string, OpenChannel>>
  recipients: readonly Recipient[]
  /** names of recipients who are told what broke */
  administrators: readonly string[]
  /** `unknown` parts: left to a person, or sent again after all (may double) */
  unknown: 'ask' | 'resend'
  /** makes a report for a day as somebody; errors say what to do next */
  document(report: string, date: Day, asker: Asker): Promise<ReportDocument>
  /** told of each attempt to send a part; also of those whose process died while they were on the wire */
  onAttempt?: (channel: string, outcome: SendOutcome['kind']) => void
}

export interface SendRequest {
  report: string
  date: Day
  /** the business date, or date and time where a schedule has several a day */
  edition: string
  to: readonly string[]
  files: readonly ReportFormat[]
  hasPictures: boolean
  /** id of the job's run */
  run?: string
}

/** What a recipient would get, and where; nothing is kept or sent. */
export interface PlannedMessage {
  recipient: string
  locale: Locale
  channel: string
  place: string | undefined
  /** why nothing would go: not bound yet, switched off, sent already */
  obstacle: Said | undefined
  /** `content` is a picture's or a file's bytes */
  /** `markup`: the text in the channel's own simple markup (b, i, u, s, code, pre, a, blockquote), where it has any */
  parts: readonly { part: string; text?: string; markup?: string; name?: string; content?: Uint8Array }[]
}

export interface SendSummary {
  parts: Readonly<Record<OutboxState, number>>
  /** one line for each recipient and channel that did not get everything */
  problems: readonly { recipient: string; channel: string; cause: Said }[]
}

/** Reports to people, neither lost nor doubled: everything goes through the outbox. */
export interface Delivery {
  plan(request: Omit<SendRequest, 'run'>): Promise<readonly PlannedMessage[]>
  /**
   * Makes the report for each recipient as that person, puts it into the outbox (what is there already stays), and sends.
   * A recipient whose report cannot be made does not hold back the others.
   * @throws what the report's maker threw, when it could be made for nobody
   */
  send(request: SendRequest): Promise<SendSummary>
  /** Sends whatever may go now; ends when nothing may. Also takes up what a dead process left. */
  flush(): Promise<void>
  /** keeps the outbox moving until `stop`: wakes when a part's time comes or something is added */
  start(): void
  stop(): Promise<void>
  /** A report, or a plain greeting, to one recipient at once, outside the editions: the real outcome comes back. */
  test(recipient: string, report?: { id: string; date: Day }): Promise<readonly TestedPart[]>
  decide(id: string, what: 'resend' | 'cancel', by: string): Promise<OutboxRow>
  notices: Notices
  /** recipients as they are reached: addresses, bound chats, who is switched off and why */
  people(): Promise<readonly ReachedRecipient[]>
  invite(recipient: string, channel: string): Promise<string>
  /** Forgets what became of messages, notices and runs that ended so many days ago: see `State.forget`. */
  forget(afterDays: number): Promise<Forgotten>
}

export interface TestedPart {
  channel: string
  part: string
  outcome: SendOutcome
}

export interface ReachedRecipient {
  name: string
  locale: Locale
  timeZone: string
  reports: readonly string[]
  channels: readonly {
    channel: string
    place: string | undefined
    off: { since: Instant; cause: Said } | undefined
  }[]
}

/** Tells the administrators what broke: once when it breaks, once when it is well again. */
export interface Notices {
  /** `stillWorks` and `what` in both languages; `log` is sent as a file */
  failed(trouble: Trouble): Promise<void>
  /** it is well again; says so only if it was told that it is not */
  well(subject: string, what: Said): Promise<void>
}

export interface Trouble {
  /**
   * `source:desk`, `job:report:support.morning`. Delivery's own: `delivery:<report>/<edition>` (parts that did not go),
   * `report:<report>` (could not be made), `recipient:<name>/<channel>` (cannot be reached), `channel:<id>` (does not take anything)
   */
  subject: string
  what: Said
  cause: Said
  stillWorks: Said
  log?: { name: string; mediaType: string; content: Uint8Array }
}
