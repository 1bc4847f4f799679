import { createRandom, type Random } from '../../stats/index.ts'
import { HOUR_MS, KNOWN_UNTIL, arrivals, deskDate, isDeskOpen, nextOpening, picker } from './sample/arrivals.ts'
import { AGENTS, CATEGORIES, GROUPS, MONTHS, SPAM_SUBJECTS } from './sample/catalog.ts'
import { type PlantedTruth, durations } from './sample/durations.ts'

export { HOLIDAYS as sampleHolidays, sampleLines } from './sample/catalog.ts'

/** The process change of the made-up desk, as the setting `changes` wants it. */
export const sampleChange = { from: '2023-08-01', to: '2023-09-30', title: 'Новый порядок разбора обращений' }
/** The day after the last one of the sample. */
export const SAMPLE_TODAY = '2024-01-01'

export interface SampleOptions extends Partial<PlantedTruth> {
  seed?: number
  /** tickets of the year, spam and deleted ones included */
  tickets?: number
}

export interface SampleTicket {
  id: number
  subject: string | null
  type: string | null
  priority: 1 | 2 | 3 | 4
  status: number
  source: number
  group_id: number | null
  responder_id: number | null
  requester_id: number
  created_at: string
  updated_at: string
  first_responded_at: string | null
  resolved_at: string | null
  closed_at: string | null
  due_by: string | null
  fr_due_by: string | null
  spam: boolean
  deleted: boolean
  tags: readonly string[]
}

export interface SampleRating {
  id: number
  ticket_id: number
  agent_id: number | null
  group_id: number | null
  user_id: number
  rating: number
  created_at: string
}

export interface SampleDesk {
  groups: readonly { id: number; name: string }[]
  agents: readonly { id: number; name: string; email: string; group_ids: readonly number[] }[]
  tickets: readonly SampleTicket[]
  ratings: readonly SampleRating[]
  statuses: readonly { code: number; name: string }[]
}

const STATUSES = [
  { code: 2, name: 'Open' },
  { code: 3, name: 'Pending' },
  { code: 4, name: 'Resolved' },
  { code: 5, name: 'Closed' },
  { code: 6, name: 'Waiting on Customer' },
  { code: 7, name: 'Waiting on Third Party' },
  { code: 10, name: 'Передано в разработку' },
]
const OPEN = { usual: [2, 3, 6, 7], development: 10, resolved: 4, closed: 5 }

const RESOLVE_WITHIN_HOURS = { 1: 96, 2: 48, 3: 24, 4: 8 } as const
const ANSWER_WITHIN_HOURS = { 1: 24, 2: 8, 3: 4, 4: 1 } as const
const CLOSED_AFTER_HOURS = 72
const REQUESTERS = 4200

/**
 * A help desk of the year 2023 in Freshdesk's own terms: seasons, weekdays and hours, skewed durations, shocks of weeks that
 * resemble their neighbours, and a planted truth. The same seed gives the same desk.
 * @example sampleDesk({ seed: 7, rise: 0, change: -0.2 }).tickets.length // 30000
 */
export function sampleDesk(options: SampleOptions = {}): SampleDesk {
  const { seed = 2023, tickets: count = 30_000, rise = 0.35, change = -0.2, autocorrelation = 0.4 } = options
  const random = createRandom(seed)
  const groups = GROUPS.map(({ name }, at) => ({ id: 1001 + at, name }))
  const agents = AGENTS.map((name, at) => ({
    id: 5001 + at,
    name,
    email: `agent${at + 1}@example.com`,
    group_ids: [1001 + (at % GROUPS.length)],
  }))
  const makeTicket = ticketMaker(durations({ rise, change, autocorrelation }, random), random)
  const tickets = Array.from(arrivals(count, random), (createdAt, at) => makeTicket(10_001 + at, createdAt))
  return { groups, agents, tickets, ratings: ratingsOf(tickets, random), statuses: STATUSES }
}

function ticketMaker(durationOf: ReturnType<typeof durations>, random: Random) {
  const pickCategory = picker(CATEGORIES.map(({ weight }) => weight))
  const pickLine = CATEGORIES.map(({ lines }) => picker(lines))
  const pickGroup = (['line_1', 'line_2', 'development'] as const).map((line) =>
    picker(GROUPS.map((group) => (group.line === line ? group.weight : 0))),
  )
  const pickPriority = picker([26, 50, 19, 5])
  const pickChannel = picker([46, 24, 19, 11])

  return (id: number, createdAt: number): SampleTicket => {
    const requesterId = 70_001 + Math.floor(REQUESTERS * random.uniform() ** 2)
    const channel = [1, 2, 3, 7][pickChannel(random)]!
    const unwanted = random.uniform()
    if (unwanted < 0.012) return spam(id, createdAt, requesterId, random)
    const which = pickCategory(random)
    const category = CATEGORIES[which]!
    const at = pickGroup[pickLine[which]!(random)]!(random)
    const line = GROUPS[at]!.line
    const priority = (pickPriority(random) + 1) as 1 | 2 | 3 | 4
    const lasting = durationOf({ createdAt, priority, line, slowness: category.slowness }) * HOUR_MS
    return {
      ...blank(id, createdAt, requesterId),
      subject: subjectOf(category.subjects[random.integer(category.subjects.length)]!, createdAt, random),
      type: category.name,
      priority,
      source: channel,
      group_id: 1001 + at,
      responder_id: 5001 + at + GROUPS.length * random.integer(at < AGENTS.length % GROUPS.length ? 3 : 2),
      ...course(createdAt, lasting, line === 'development', random),
      due_by: iso(createdAt + RESOLVE_WITHIN_HOURS[priority] * HOUR_MS),
      fr_due_by: iso(createdAt + ANSWER_WITHIN_HOURS[priority] * HOUR_MS),
      deleted: unwanted < 0.02,
    }
  }
}

/** What has happened to a ticket up to the end of what is known. */
function course(createdAt: number, lasting: number, isDevelopment: boolean, random: Random) {
  const resolvedAt = createdAt + Math.max(Math.round(lasting / 1000), 60) * 1000
  const answered = answeredAt(createdAt, resolvedAt, random)
  const closedAt = resolvedAt + CLOSED_AFTER_HOURS * HOUR_MS
  const openAs = OPEN.usual[picker([5, 2, 3, 1])(random)]!
  const isOpen = resolvedAt > KNOWN_UNTIL
  const known = (instant: number | null) => (instant !== null && instant <= KNOWN_UNTIL ? instant : null)
  const last = known(closedAt) ?? known(resolvedAt) ?? known(answered) ?? createdAt
  return {
    status: isOpen ? (isDevelopment ? OPEN.development : openAs) : closedAt > KNOWN_UNTIL ? OPEN.resolved : OPEN.closed,
    first_responded_at: isoOrNull(known(answered)),
    resolved_at: isoOrNull(known(resolvedAt)),
    closed_at: isoOrNull(known(closedAt)),
    updated_at: iso(last),
  }
}

/** Within the hour while the desk is open, in the morning of the next working day otherwise; one in a hundred is never answered. */
function answeredAt(createdAt: number, resolvedAt: number, random: Random): number | null {
  const waiting = Math.exp(Math.log(0.6) + 0.9 * random.normal()) * HOUR_MS
  if (random.uniform() < 0.01) return null
  const from = isDeskOpen(createdAt) ? createdAt : nextOpening(createdAt)
  const latest = createdAt + 0.9 * (resolvedAt - createdAt)
  return Math.floor(Math.min(from + waiting, latest) / 1000) * 1000
}

const RATINGS = [103, 102, 101, 100, -101, -102, -103]

/** About every fifth customer answers; late help is liked less. */
function ratingsOf(tickets: readonly SampleTicket[], random: Random): SampleRating[] {
  const pickGood = picker([46, 22, 12, 9, 5, 3, 3])
  const pickLate = picker([20, 15, 14, 17, 13, 10, 11])
  const ratings: SampleRating[] = []
  for (const ticket of tickets) {
    if (ticket.resolved_at === null || ticket.deleted || random.uniform() > 0.21) continue
    const at = Date.parse(ticket.resolved_at) + Math.floor(random.uniform() * 36 * 3600) * 1000
    const isLate = ticket.due_by !== null && ticket.resolved_at > ticket.due_by
    const rating = RATINGS[(isLate ? pickLate : pickGood)(random)]!
    if (at > KNOWN_UNTIL) continue
    ratings.push({
      id: 300_001 + ratings.length,
      ticket_id: ticket.id,
      agent_id: ticket.responder_id,
      group_id: ticket.group_id,
      user_id: ticket.requester_id,
      rating,
      created_at: iso(at),
    })
  }
  return ratings
}

const blank = (id: number, createdAt: number, requesterId: number): SampleTicket => ({
  id,
  subject: null,
  type: null,
  priority: 1,
  status: 2,
  source: 1,
  group_id: null,
  responder_id: null,
  requester_id: requesterId,
  created_at: iso(createdAt),
  updated_at: iso(createdAt),
  first_responded_at: null,
  resolved_at: null,
  closed_at: null,
  due_by: null,
  fr_due_by: null,
  spam: false,
  deleted: false,
  tags: [],
})

const spam = (id: number, createdAt: number, requesterId: number, random: Random): SampleTicket => ({
  ...blank(id, createdAt, requesterId),
  subject: SPAM_SUBJECTS[random.integer(SPAM_SUBJECTS.length)]!,
  spam: true,
})

const subjectOf = (template: string, createdAt: number, random: Random): string =>
  template
    .replace('{month}', MONTHS[deskDate(createdAt).getUTCMonth()]!)
    .replace('{number}', String(100 + random.integer(900)))

const iso = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')
const isoOrNull = (instant: number | null): string | null => (instant === null ? null : iso(instant))
