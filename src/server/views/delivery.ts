import type { DeliveryView, RecipientView, RunView, ScheduleView, SentPartView, SentView } from '../../api/index.ts'
import type { Instant, Locale } from '../../base/index.ts'
import type { ReachedRecipient } from '../../delivery/index.ts'
import type { JobRun, Notice, OutboxRow } from '../../state/index.ts'
import type { PublishedView } from '../contract.ts'
import { words } from '../words.ts'

/** A schedule as the settings have it, in the reader's language, with its next due time. */
export interface KnownSchedule extends Omit<ScheduleView, 'last' | 'paused'> {}

export interface DeliveryFacts {
  schedules: readonly KnownSchedule[]
  runs: readonly JobRun[]
  /** the newest run of each schedule */
  last: ReadonlyMap<string, JobRun>
  paused: ReadonlyMap<string, { since: Instant; by: string }>
  rows: readonly OutboxRow[]
  people: readonly ReachedRecipient[]
  troubles: readonly Notice[]
  /** whether a one-time code can bind an address: not where it stands in the settings */
  canInvite(recipient: string, channel: string): boolean
  reportTitle(id: string): string
  /** of a schedule that only another node has; undefined where there is none such */
  titleElsewhere(job: string): string | undefined
}

/** Schedules, runs, what was sent and what is wrong, for the Reports page and `svodka send`. */
export function deliveryView(facts: DeliveryFacts, locale: Locale): DeliveryView {
  const titles = new Map(facts.schedules.map(({ id, title }) => [id, title]))
  const view = (run: JobRun) => runView(run, titles.get(run.job) ?? facts.titleElsewhere(run.job) ?? run.job, locale)
  return {
    schedules: facts.schedules.map((schedule) => {
      const last = facts.last.get(schedule.id)
      return { ...schedule, paused: facts.paused.get(schedule.id) ?? null, last: last ? view(last) : null }
    }),
    runs: facts.runs.map(view),
    sent: messagesOf(facts, locale),
    recipients: facts.people.map((person) => recipientView(person, facts.canInvite, locale)),
    troubles: facts.troubles.map(({ subject, openedAt, cause }) => ({
      subject,
      since: openedAt,
      cause: cause[locale],
    })),
  }
}

export function runView(run: JobRun, title: string, locale: Locale): RunView {
  const { id, job, dueAt, state, trigger, attempt, startedAt, endedAt, cause, detail, logRun } = run
  return {
    id,
    schedule: job,
    title,
    dueAt,
    state,
    trigger,
    attempt,
    startedAt,
    seconds: startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : null,
    cause: cause?.[locale] ?? null,
    summary: detail ? summaryOf(detail, locale) : null,
    logRun,
  }
}

/** What a run of a publication did. */
export function publishedView(target: string, { state, detail, cause, logRun }: JobRun, locale: Locale): PublishedView {
  const { publishedAt = null, marts = [], left = [] } = (detail ?? {}) as Partial<PublishedView>
  const error = state === 'done' ? null : (cause?.[locale] ?? state)
  return { target, publishedAt, marts, left, error, logRun }
}

/** What a run did in one line: rows of a sync, marts of a publication, or parts of a report by what became of them. */
function summaryOf(detail: Readonly<Record<string, unknown>>, locale: Locale): string | null {
  const count = (name: string) => Number(detail[name] ?? 0)
  if ('added' in detail) {
    return words.say(locale, 'run.rows', {
      added: count('added'),
      changed: count('changed'),
      rejected: count('rejected'),
    })
  }
  if ('marts' in detail) {
    const marts = detail['marts'] as PublishedView['marts']
    return words.say(locale, 'run.published', {
      marts: marts.length,
      rows: marts.reduce((sum, { rows }) => sum + rows, 0),
    })
  }
  const parts = detail['parts'] as Partial<Record<SentPartView['state'], number>> | undefined
  if (!parts) return null
  const { sent = 0, unknown = 0, failed = 0, waiting = 0, sending = 0 } = parts
  return words.say(locale, 'run.parts', { sent, unknown, failed, waiting: waiting + sending })
}

/** The worst state of a message's parts is the message's. */
const WORST: readonly SentPartView['state'][] = ['unknown', 'failed', 'sending', 'waiting', 'cancelled', 'sent']

function messagesOf({ rows, reportTitle }: DeliveryFacts, locale: Locale): SentView[] {
  const groups = Map.groupBy(rows, ({ report, recipient, channel, edition }) =>
    JSON.stringify([report, recipient, channel, edition]),
  )
  return [...groups.values()]
    .map((group): SentView => {
      const [{ report, recipient, channel, edition }] = group as [OutboxRow]
      const parts = group.toSorted((a, b) => a.order - b.order)
      const state = WORST.find((each) => parts.some((part) => part.state === each)) ?? 'sent'
      const at = parts.reduce((latest, part) => (part.changedAt > latest ? part.changedAt : latest), '')
      return {
        report,
        ...(report === NOTICE ? noticeNames(edition, locale) : { title: reportTitle(report), edition }),
        recipient,
        channel,
        state,
        at,
        parts: parts.map((part) => sentPart(part, locale)),
      }
    })
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

/** Messages of the product itself stand in the outbox under this name; their edition holds what they are about. */
const NOTICE = 'notice'

const noticeNames = (edition: string, locale: Locale) => ({
  title: words.say(locale, 'notice_about', { subject: edition.replace(/[@ ].*$/, '') }),
  edition: null,
})

export const sentPart = (row: OutboxRow, locale: Locale): SentPartView => ({
  id: row.id,
  part: row.part,
  state: row.state,
  attempt: row.attempt,
  at: row.changedAt,
  notBefore: row.notBefore,
  cause: row.cause?.[locale] ?? null,
})

const recipientView = (
  { name, locale, timeZone, reports, channels }: ReachedRecipient,
  canInvite: DeliveryFacts['canInvite'],
  reader: Locale,
): RecipientView => ({
  name,
  locale,
  timeZone,
  reports,
  channels: channels.map(({ channel, place, off }) => ({
    channel,
    place: place ?? null,
    off: off ? { since: off.since, cause: off.cause[reader] } : null,
    canInvite: canInvite(name, channel),
  })),
})
