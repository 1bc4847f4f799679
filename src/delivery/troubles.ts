import type { World } from '../base/index.ts'
import type { Notice, OutboxRow, Said, State } from '../state/index.ts'
import type { Delivering } from './context.ts'
import type { Trouble } from './contract.ts'
import { isTest } from './edition.ts'
import { NOTICE } from './notices.ts'
import type { People } from './people.ts'
import { saidLines } from './problems.ts'
import { said, saidBy, words } from './words.ts'

const BAD = ['unknown', 'failed'] as const
const MOST_LOOKED_AT = 1000

interface Reached {
  recipient: string
  channel: string
}

/** What a pass of the pump saw of the channels. */
export interface Seen {
  sent: Reached[]
  /** put off until a person does something, or too often */
  refusing: (Reached & { cause: Said })[]
  isTroubled: boolean
}

/**
 * Opens a notice for what did not go, and closes those of what is well again. Read from the outbox itself, so that nothing
 * that went wrong is forgotten by a process that dies before it says so.
 */
export async function tellTroubles(parts: Delivering & Seen, world: World): Promise<void> {
  const { notices, isTroubled } = parts
  const { state } = parts.options
  await tellChannels(parts)
  if (isTroubled) {
    for (const trouble of await untoldTroubles(state, parts.people)) {
      world.log.warn({ subject: trouble.subject, cause: trouble.cause.en }, 'delivery.trouble')
      await notices.failed(trouble)
    }
  }
  for (const { subject } of await state.notices.list({ onlyOpen: true, limit: MOST_LOOKED_AT })) {
    const what = await isOver(subject, state, parts.people)
    if (what) await notices.well(subject, what)
  }
}

/** A channel that takes nothing is one trouble; where it takes something, whoever it takes nothing for is one each. */
async function tellChannels({ notices, options, sent, refusing }: Delivering & Seen): Promise<void> {
  if (sent.length === 0 && refusing.length === 0) return
  const standing = await options.state.notices.list({ onlyOpen: true, limit: MOST_LOOKED_AT })
  const isOpen = (subject: string) => standing.some((notice) => notice.subject === subject)
  for (const { recipient, channel } of sent) {
    for (const subject of [`channel:${channel}`, `channel:${channel}/${recipient}`]) {
      if (isOpen(subject)) await notices.well(subject, ofChannel(subject, 'channel_works'))
    }
  }
  for (const { recipient, channel, cause } of refusing) {
    const own = `channel:${channel}/${recipient}`
    if (isOpen(own)) continue
    const subject = sent.some((each) => each.channel === channel) ? own : `channel:${channel}`
    await notices.failed({
      subject,
      what: ofChannel(subject, 'channel_refuses'),
      cause,
      stillWorks: said('parts_wait'),
    })
  }
}

function ofChannel(subject: string, key: 'channel_works' | 'channel_refuses'): Said {
  const [channel = '', recipient] = subject.slice('channel:'.length).split('/')
  return recipient === undefined ? said(key, { channel }) : said(`${key}_one`, { channel, recipient })
}

async function untoldTroubles(state: State, people: People): Promise<Trouble[]> {
  const rows = (await state.outbox.list({ states: BAD, limit: MOST_LOOKED_AT })).filter(
    (row) => row.report !== NOTICE && !isTest(row),
  )
  if (rows.length === 0) return []
  const notices = await state.notices.list({ limit: MOST_LOOKED_AT })
  const untold = rows.filter((row) => !notices.some((notice) => covers(notice, row)))
  const unreachable = new Set<string>()
  for (const [subject, [row]] of Map.groupBy(untold, ofRecipient)) {
    const obstacle = row && (await people.obstacle(row.recipient, row.channel))
    if (obstacle && obstacle.kind !== 'gone') unreachable.add(subject)
  }
  const subjects = Map.groupBy(untold, (row) => (unreachable.has(ofRecipient(row)) ? ofRecipient(row) : ofEdition(row)))
  return Promise.all(
    [...subjects].map(([subject, bad]) => {
      const told = notices.filter((notice) => familyOf(notice.subject) === subject)
      return troubleOf(freshSubject(subject, told), bad, state)
    }),
  )
}

/** Somebody who cannot be reached is one trouble, however many reports they miss; anything else is the edition's. */
const ofRecipient = ({ recipient, channel }: OutboxRow): string => `recipient:${recipient}/${channel}`
const ofEdition = ({ report, edition }: OutboxRow): string => `delivery:${report}/${edition}`

/** A notice speaks of what had happened when it was opened; an open one of a recipient, of everything until it is closed. */
function covers({ subject, openedAt, closedAt }: Notice, row: OutboxRow): boolean {
  const { changedAt } = row
  if (subject === ofRecipient(row)) return closedAt === null || changedAt <= closedAt
  return familyOf(subject) === ofEdition(row) && changedAt <= (closedAt ?? openedAt)
}

const LATER = / #\d+$/
const familyOf = (subject: string): string => subject.replace(LATER, '')

/** More parts of an edition whose notice stands open have a notice of their own. */
const freshSubject = (subject: string, told: readonly Notice[]): string => {
  const open = told.filter(({ closedAt }) => closedAt === null).length
  return open === 0 ? subject : `${subject} #${open + 1}`
}

async function troubleOf(subject: string, rows: readonly OutboxRow[], state: State): Promise<Trouble> {
  const [{ report, edition, recipient, channel }] = rows as [OutboxRow]
  const all = await state.outbox.list({ report, edition, limit: MOST_LOOKED_AT })
  const sent = all.filter((row) => row.state === 'sent').length
  const what = subject.startsWith('recipient:')
    ? said('recipient_unreachable', { recipient, channel })
    : said('parts_not_sent', { report, edition })
  return { subject, what, cause: causesOf(rows), stillWorks: said('parts_sent', { sent, all: all.length }) }
}

/** `head-of-sales, telegram: text-1, picture-2 — may have arrived: …`: a line for each recipient, state and cause. */
function causesOf(rows: readonly OutboxRow[]): Said {
  const groups = Map.groupBy(rows, ({ recipient, channel, state, cause }) =>
    JSON.stringify([recipient, channel, state, cause]),
  )
  return saidLines(
    [...groups.values()].map((group) => {
      const [{ recipient, channel, state, cause }] = group as [OutboxRow]
      const parts = group.toSorted((a, b) => a.order - b.order).map(({ part }) => part)
      return {
        recipient,
        channel,
        cause: saidBy((locale) =>
          words.say(locale, `bad.${state}`, { parts: parts.join(', '), cause: cause?.[locale] ?? '' }),
        ),
      }
    }),
  )
}

/** What is well again; undefined while it is not. */
async function isOver(subject: string, { outbox }: State, people: People): Promise<Said | undefined> {
  const [, kind = '', first = '', second = ''] = /^(delivery|recipient):([^/]+)\/(.+)$/.exec(familyOf(subject)) ?? []
  if (kind === 'delivery') {
    const bad = await outbox.list({ report: first, edition: second, states: BAD, limit: 1 })
    return bad.length === 0 ? said('parts_settled', { report: first, edition: second }) : undefined
  }
  if (kind === 'recipient') {
    const obstacle = await people.obstacle(first, second)
    return obstacle ? undefined : said('recipient_reachable', { recipient: first, channel: second })
  }
  return undefined
}
