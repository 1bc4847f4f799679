import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HelpDesk, openHelpDesk, rowsOf } from '../../../test/study/help-desk.ts'
import type { Cell } from '../../base/index.ts'
import { sampleDesk, sampleHolidays, sampleLines, support } from './index.ts'
import type { SampleRating, SampleTicket } from './sample.ts'

/*
Every figure of the pack, counted a second way: plain loops over the sample's tickets. Moscow is three hours ahead all of 2023.
*/

const desk = sampleDesk({ seed: 4, tickets: 2500 })
const ZONE_MS = 3 * 3_600_000
const DAY_MS = 86_400_000
const MONTHS = Array.from({ length: 12 }, (_, at) => `2023-${String(at + 1).padStart(2, '0')}-01`)

interface Known extends SampleTicket {
  solvedAt: string | null
}
const tickets: readonly Known[] = desk.tickets
  .filter(({ spam, deleted }) => !spam && !deleted)
  .map((ticket) => ({ ...ticket, solvedAt: ticket.resolved_at ?? ticket.closed_at }))
const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]))
const ratings = desk.ratings.filter(({ ticket_id }) => byId.has(ticket_id))

const localDay = (instant: string): string => new Date(Date.parse(instant) + ZONE_MS).toISOString().slice(0, 10)
const hours = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** Day after day: what of the stretch lies between nine and six on a working day. */
function workedHours(from: string, to: string): number {
  let worked = 0
  const [start, end] = [Date.parse(from) + ZONE_MS, Date.parse(to) + ZONE_MS]
  for (let midnight = Math.floor(start / DAY_MS) * DAY_MS; midnight < end; midnight += DAY_MS) {
    const day = new Date(midnight)
    const isOff = [0, 6].includes(day.getUTCDay()) || sampleHolidays.includes(day.toISOString().slice(0, 10))
    const [opens, closes] = [midnight + 9 * 3_600_000, midnight + 18 * 3_600_000]
    if (!isOff) worked += Math.max(0, Math.min(end, closes) - Math.max(start, opens))
  }
  return worked / 3_600_000
}

/** What a figure is counted over: tickets and ratings of a group, and the period. */
interface Over {
  tickets: readonly Known[]
  ratings: readonly SampleRating[]
  isIn(instant: string): boolean
  /** the last day of the period */
  until: string
}

const created = ({ tickets: of, isIn }: Over) => of.filter(({ created_at }) => isIn(created_at))
const solved = ({ tickets: of, isIn }: Over) =>
  of.filter((ticket): ticket is Known & { solvedAt: string } => ticket.solvedAt !== null && isIn(ticket.solvedAt))

const SECOND_WAY: Readonly<Record<string, (over: Over, all: Over) => number | null>> = {
  'support.tickets_created': (over) => created(over).length,
  'support.tickets_resolved': (over) => solved(over).length,
  'support.backlog': ({ tickets: of, until }) =>
    of.filter(
      ({ created_at, solvedAt }) => localDay(created_at) <= until && (solvedAt === null || localDay(solvedAt) > until),
    ).length,
  'support.resolution_hours': (over) =>
    mean(solved(over).map(({ created_at, solvedAt }) => hours(created_at, solvedAt))),
  'support.resolution_hours_median': (over) => {
    const all = solved(over)
      .map(({ created_at, solvedAt }) => hours(created_at, solvedAt))
      .toSorted((a, b) => a - b)
    if (all.length === 0) return null
    return (all[Math.floor((all.length - 1) / 2)]! + all[Math.ceil((all.length - 1) / 2)]!) / 2
  },
  'support.resolution_working_hours': (over) =>
    mean(solved(over).map(({ created_at, solvedAt }) => workedHours(created_at, solvedAt))),
  'support.first_response_hours': ({ tickets: of, isIn }) =>
    mean(
      of.flatMap(({ created_at, first_responded_at: answered }) =>
        answered !== null && isIn(answered) ? [hours(created_at, answered)] : [],
      ),
    ),
  'support.sla_met_share': (over) =>
    mean(solved(over).flatMap(({ solvedAt, due_by }) => (due_by === null ? [] : [solvedAt <= due_by ? 1 : 0]))),
  'support.line_share': (over, all) => {
    const ofAll = created(all).length
    return ofAll === 0 ? null : created(over).length / ofAll
  },
  'support.satisfaction': ({ ratings: of, isIn }) =>
    mean(of.filter(({ created_at }) => isIn(created_at)).map(({ rating }) => SCORES[rating]!)),
}
const SCORES: Readonly<Record<number, number>> = {
  103: 1,
  102: 2 / 3,
  101: 1 / 3,
  100: 0,
  [-101]: -1 / 3,
  [-102]: -2 / 3,
  [-103]: -1,
}
const METRICS = Object.keys(SECOND_WAY)

const groupName = new Map(desk.groups.map(({ id, name }) => [id, name]))
const agentName = new Map(desk.agents.map(({ id, name }) => [id, name]))
const lineOf = (group: string): string | null =>
  Object.entries(sampleLines).find(([, names]) => names.includes(group))?.[0] ?? null
const groupOf = ({ group_id }: SampleTicket): string => groupName.get(group_id!)!

const CHANNELS = new Map([
  [1, 'Email'],
  [2, 'Portal'],
  [3, 'Phone'],
  [7, 'Chat'],
])

const DIMENSIONS: Readonly<Record<string, (ticket: SampleTicket) => string | null>> = {
  priority: ({ priority }) => ['low', 'medium', 'high', 'urgent'][priority - 1]!,
  status: ({ status }) => desk.statuses.find(({ code }) => code === status)!.name,
  channel: ({ source }) => CHANNELS.get(source) ?? null,
  category: ({ type }) => type,
  line: (ticket) => lineOf(groupOf(ticket)),
  group: groupOf,
  agent: ({ responder_id }) => agentName.get(responder_id!) ?? null,
}

const rounded = (value: Cell | undefined): Cell | undefined =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

let opened: HelpDesk
beforeAll(async () => {
  opened = await openHelpDesk({
    settings: { lines: sampleLines, workingCalendar: { holidays: sampleHolidays } },
    timeZone: 'Europe/Moscow',
    today: '2024-01-01',
  })
  await opened.load(rowsOf(desk))
})
afterAll(() => opened.close())

test('the loops know every metric and every dimension of the pack', () => {
  const { metrics, dimensions } = support().definition

  expect(METRICS.toSorted()).toEqual(metrics.map(({ id }) => id).toSorted())
  expect(Object.keys(DIMENSIONS).toSorted()).toEqual(dimensions.map(({ id }) => id).toSorted())
})

test('the sample holds what the figures differ by: open tickets, spam, late answers, ratings of both kinds', () => {
  expect(tickets.length).toBeLessThan(desk.tickets.length)
  expect(tickets.filter(({ solvedAt }) => solvedAt === null).length).toBeGreaterThan(0)
  expect(new Set(ratings.map(({ rating }) => rating)).size).toBe(7)
})

test.each(METRICS)('%s by month', async (metric) => {
  const { rows } = await opened.query({
    metrics: [metric],
    grain: 'month',
    period: { from: '2023-01-01', to: '2023-12-31' },
  })

  const expected = MONTHS.map((month, at) => {
    const next = MONTHS[at + 1] ?? '2024-01-01'
    const until = new Date(Date.parse(next) - DAY_MS).toISOString().slice(0, 10)
    const isIn = (instant: string) => localDay(instant) >= month && localDay(instant) <= until
    const over = { tickets, ratings, isIn, until }
    return [month, rounded(SECOND_WAY[metric]!(over, over))]
  })
  expect(rows.map((row) => [row['period'], rounded(row[metric])])).toEqual(expected)
})

test.each(Object.keys(DIMENSIONS))('every figure of 2023 by %s', async (dimension) => {
  const { rows } = await opened.query({
    metrics: METRICS,
    by: [dimension],
    period: { from: '2023-01-01', to: '2023-12-31' },
  })

  const of = DIMENSIONS[dimension]!
  const isIn = (instant: string) => localDay(instant).startsWith('2023')
  const ofRating = ({ ticket_id, agent_id }: SampleRating) =>
    dimension === 'agent' ? (agentName.get(agent_id!) ?? null) : of(byId.get(ticket_id)!)
  const groups = Map.groupBy(tickets, of)
  const ratingsOf = Map.groupBy(ratings, ofRating)
  const expected = [...groups].map(([value, mine]) => {
    const over = { tickets: mine, ratings: ratingsOf.get(value) ?? [], isIn, until: '2023-12-31' }
    // a share of lines is of all lines within the same group
    const all = dimension === 'line' ? { ...over, tickets } : over
    return [value, METRICS.map((metric) => rounded(SECOND_WAY[metric]!(over, all)))] as const
  })

  expect(groups.size).toBeGreaterThan(1)
  expect(new Map(rows.map((row) => [row[dimension], METRICS.map((metric) => rounded(row[metric]))]))).toEqual(
    new Map(expected),
  )
})
