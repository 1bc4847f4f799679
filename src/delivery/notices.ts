import { formatInstant, type Instant, type Locale, type World } from '../base/index.ts'
import type { Notice, OutboxRow, OutboxState, Said } from '../state/index.ts'
import type { DeliveryOptions, Note, Notices, Recipient, Trouble } from './contract.ts'
import { orderOf } from './order.ts'
import type { People } from './people.ts'
import { words } from './words.ts'

/** The report under which notices stand in the outbox. */
export const NOTICE = 'notice'

const MEMORY = 'notices'
const LOG_BYTES_KEPT = 256 * 1024
/** A notice that an administrator could not get is sent to them again so often. */
const AGAIN_MILLISECONDS = 3_600_000
const MOST_LOOKED_AT = 1000
const MAY_BE_READ: ReadonlySet<OutboxState> = new Set(['sent', 'unknown', 'sending'])

export interface OwnNotices extends Notices {
  /** Puts what nobody was told yet into the outbox for every administrator who can be reached, and notes what was told. @returns parts that are new there */
  putOut(): Promise<number>
  /** what was kept to tell of these, of which no notice is left */
  forget(subjects: readonly string[]): Promise<void>
}

const KINDS = ['open', 'closed'] as const
type Kind = (typeof KINDS)[number]
type Kept = Pick<Trouble, 'what' | 'cause' | 'stillWorks'> & {
  log?: { name: string; mediaType: string; base64: string }
}

/**
 * Notices through the outbox, so that they are neither lost nor doubled. A notice is told when one administrator has it; until
 * then every pass tries again. Notices never give rise to notices.
 */
export function createNotices(
  options: DeliveryOptions,
  { people, wake }: { people: People; wake(): void },
  world: World,
): OwnNotices {
  const { state, channels, administrators } = options
  const { notices, outbox, recipients } = state

  /** notices that nobody could be told of, as far as the log was told */
  const unheard = new Set<string>()

  const openOf = async (subject: string) =>
    (await notices.list({ onlyOpen: true, limit: MOST_LOOKED_AT })).find((notice) => notice.subject === subject)

  async function putOut(): Promise<number> {
    let added = 0
    for (const notice of await notices.untold()) {
      const kind: Kind = notice.closedAt === null ? 'open' : 'closed'
      const edition = editionOf(notice, kind)
      const known = await outbox.list({ report: NOTICE, edition, limit: MOST_LOOKED_AT })
      if (known.some(({ state: each }) => each === 'sent' || each === 'unknown')) {
        await notices.told(notice.id, kind)
        continue
      }
      added += await putNotice(notice, kind, known)
    }
    return added
  }

  async function putNotice(notice: Notice, kind: Kind, known: readonly OutboxRow[]): Promise<number> {
    let added = 0
    for (const name of administrators) {
      const recipient = people.find(name)
      for (const channel of recipient ? people.channelsOf(recipient) : []) {
        if (!recipient || (await people.obstacle(name, channel))) continue
        const rows = known.filter((row) => row.recipient === name && row.channel === channel)
        added += rows.length > 0 ? await sendAgain(rows) : await putFor(recipient, channel, notice, kind)
      }
    }
    if (added === 0 && known.length === 0 && !unheard.has(notice.id)) {
      unheard.add(notice.id)
      world.log.warn({ subject: notice.subject }, 'notice.nobody_to_tell')
    }
    return added
  }

  async function putFor(recipient: Recipient, channel: string, notice: Notice, kind: Kind): Promise<number> {
    const note = noteOf(notice, kind, await recall(notice, kind), recipient)
    const made = (await channels[channel]?.note(note)) ?? []
    const key = { report: NOTICE, recipient: recipient.name, channel, edition: editionOf(notice, kind) }
    const { added } = await outbox.add(made.map((part) => ({ ...key, ...part, order: orderOf(part.part) })))
    return added
  }

  async function sendAgain(rows: readonly OutboxRow[]): Promise<number> {
    const oldest = world.now().getTime() - AGAIN_MILLISECONDS
    const due = rows.filter(({ state: each, changedAt }) => each === 'failed' && Date.parse(changedAt) <= oldest)
    for (const { id } of due) await decide(id, 'resend')
    return due.length
  }

  /** A part may have gone meanwhile, or its bytes be forgotten: then it stays as it is. */
  async function decide(id: string, what: 'resend' | 'cancel'): Promise<void> {
    try {
      await outbox.decide(id, what, MEMORY)
    } catch (error) {
      world.log.warn({ id, what, error }, 'notice.not_decided')
    }
  }

  /** What was told counts as told; what still waits to be told of a trouble that is over does not go any more. */
  async function takeBack(notice: Notice): Promise<void> {
    const rows = await outbox.list({ report: NOTICE, edition: editionOf(notice, 'open'), limit: MOST_LOOKED_AT })
    if (rows.some(({ state: each }) => MAY_BE_READ.has(each))) await notices.told(notice.id, 'open')
    for (const { id, state: each } of rows) if (each === 'waiting') await decide(id, 'cancel')
  }

  async function recall({ subject, cause }: Notice, kind: Kind): Promise<Kept> {
    const kept = await recipients.recall(MEMORY, memoryOf(subject, kind))
    if (kept) return JSON.parse(kept) as Kept
    return { what: { ru: subject, en: subject }, cause, stillWorks: { ru: '', en: '' } }
  }

  return {
    putOut,
    async forget(subjects) {
      for (const subject of subjects) {
        for (const kind of KINDS) await recipients.forget(MEMORY, memoryOf(subject, kind))
      }
    },
    async failed({ subject, what, cause, stillWorks, log }) {
      if (await openOf(subject)) return
      const kept: Kept = { what, cause, stillWorks, ...(log ? { log: keptLog(log) } : {}) }
      await recipients.remember(MEMORY, memoryOf(subject, 'open'), JSON.stringify(kept))
      const { isNew } = await notices.open(subject, cause)
      if (!isNew) return
      world.log.warn({ subject, cause: cause.en }, 'notice.opened')
      wake()
    },
    async well(subject, what) {
      const open = await openOf(subject)
      if (!open) return
      const kept: Kept = { what, cause: open.cause, stillWorks: { ru: '', en: '' } }
      await recipients.remember(MEMORY, memoryOf(subject, 'closed'), JSON.stringify(kept))
      await takeBack(open)
      if (!(await notices.close(subject))) return
      world.log.info({ subject }, 'notice.closed')
      wake()
    },
  }
}

const memoryOf = (subject: string, kind: Kind): string => `${kind}:${subject}`

const editionOf = ({ subject, openedAt }: Notice, kind: Kind): string =>
  `${subject}@${openedAt}${kind === 'closed' ? ' closed' : ''}`

/** The end of a log is where the failure is. */
const keptLog = ({ name, mediaType, content }: NonNullable<Trouble['log']>): NonNullable<Kept['log']> => ({
  name,
  mediaType,
  base64: Buffer.from(content.subarray(-LOG_BYTES_KEPT)).toString('base64'),
})

function noteOf(notice: Notice, kind: Kind, { what, cause, stillWorks, log }: Kept, reader: Recipient): Note {
  const { locale } = reader
  const say = (key: string, values: Record<string, string> = {}) => words.say(locale, key, values)
  const begin = clock(notice.openedAt, reader)
  if (kind === 'closed') {
    const text = say('notice.well', {
      begin,
      end: clock(notice.closedAt ?? notice.openedAt, reader),
      zone: reader.timeZone,
    })
    return {
      locale,
      title: say('notice.well_title', { what: what[locale] }),
      text: `${text}\n${say('notice.was', { cause: cause[locale] })}`,
    }
  }
  const lines = [
    say('notice.since', { begin, zone: reader.timeZone }),
    say('notice.cause', { cause: cause[locale] }),
    stillWorksLine(stillWorks, locale),
    say(nextOf(notice.subject)),
  ]
  return {
    locale,
    title: say('notice.failed_title', { what: what[locale] }),
    text: lines.filter((line) => line !== '').join('\n\n'),
    ...(log ? { file: { name: log.name, mediaType: log.mediaType, content: Buffer.from(log.base64, 'base64') } } : {}),
  }
}

const stillWorksLine = (stillWorks: Said, locale: Locale): string =>
  stillWorks[locale] ? words.say(locale, 'notice.still_works', { text: stillWorks[locale] }) : ''

const KNOWN = new Set(['delivery', 'recipient', 'report', 'channel'])

/** What a person can do about it, by what it is about. */
function nextOf(subject: string): string {
  const [kind = ''] = subject.split(':')
  return `notice.next.${KNOWN.has(kind) ? kind : 'other'}`
}

const clock = (instant: Instant, { locale, timeZone }: Recipient): string =>
  formatInstant(instant, { locale, timeZone })
