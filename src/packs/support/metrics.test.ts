import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '../../base/index.ts'
import { type HelpDesk, openHelpDesk, rowsOf } from '../../../test/study/help-desk.ts'
import { sampleDesk, sampleHolidays, sampleLines, support, type SampleDesk } from './index.ts'

/*
Every metric counted a second way: plain loops over the desk itself, with no SQL, no mart and no dictionary in between.
*/

const ZONE = 'Europe/Moscow'
const PRIORITIES = { 1: 'low', 2: 'medium', 3: 'high', 4: 'urgent' } as const

const sample: SampleDesk = sampleDesk({ seed: 11, tickets: 4000 })
let desk: HelpDesk
beforeAll(async () => {
  desk = await openHelpDesk({
    timeZone: ZONE,
    settings: { lines: sampleLines, workingCalendar: { holidays: sampleHolidays } },
  })
  await desk.load(rowsOf(sample))
})
afterAll(() => desk.close())

interface Ticket {
  month: string
  resolvedMonth: string | null
  answeredMonth: string | null
  priority: string
  line: string | null
  createdAt: number
  resolvedAt: number | null
  answeredAt: number | null
  dueAt: number | null
}

const groupNames = new Map(sample.groups.map(({ id, name }) => [id, name]))
const lineOf = (groupId: number | null): string | null => {
  const name = groupId === null ? undefined : groupNames.get(groupId)
  return Object.entries(sampleLines).find(([, names]) => name !== undefined && names.includes(name))?.[0] ?? null
}
const monthOf = (instant: string | null): string | null =>
  instant === null ? null : `${dayOf(instant, ZONE).slice(0, 7)}-01`
const timeOf = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant))

const tickets: Ticket[] = sample.tickets
  .filter((ticket) => !ticket.spam && !ticket.deleted)
  .map((ticket) => ({
    month: monthOf(ticket.created_at)!,
    resolvedMonth: monthOf(ticket.resolved_at),
    answeredMonth: monthOf(ticket.first_responded_at),
    priority: PRIORITIES[ticket.priority],
    line: lineOf(ticket.group_id),
    createdAt: Date.parse(ticket.created_at),
    resolvedAt: timeOf(ticket.resolved_at),
    answeredAt: timeOf(ticket.first_responded_at),
    dueAt: timeOf(ticket.due_by),
  }))

const hoursBetween = (from: number, to: number): number => (to - from) / 3_600_000
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Minute by minute: slow, and nothing like the mart's way. Instants of the sample are whole seconds. */
function workedHours(from: number, to: number): number {
  let seconds = 0
  const holidays = new Set(sampleHolidays)
  for (
    let midnight = Date.parse(`${dayOf(new Date(from), ZONE)}T00:00:00Z`);
    midnight < to + 2 * 86_400_000;
    midnight += 86_400_000
  ) {
    const date = new Date(midnight)
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6 || holidays.has(date.toISOString().slice(0, 10))) continue
    const opens = midnight + 6 * 3_600_000 // 09:00 in Moscow
    const closes = midnight + 15 * 3_600_000
    seconds += Math.max(0, Math.min(to, closes) - Math.max(from, opens)) / 1000
  }
  return seconds / 3600
}

const counted: Record<string, (of: readonly Ticket[], month: string) => number | null> = {
  'support.tickets_created': (of, month) => of.filter((ticket) => ticket.month === month).length,
  'support.tickets_resolved': (of, month) => of.filter((ticket) => ticket.resolvedMonth === month).length,
  'support.backlog': (of, month) =>
    of.filter((ticket) => ticket.month <= month && (ticket.resolvedMonth === null || ticket.resolvedMonth > month))
      .length,
  'support.resolution_hours': (of, month) =>
    mean(resolvedIn(of, month).map(({ createdAt, resolvedAt }) => hoursBetween(createdAt, resolvedAt!))),
  'support.resolution_hours_median': (of, month) =>
    middle(resolvedIn(of, month).map(({ createdAt, resolvedAt }) => hoursBetween(createdAt, resolvedAt!))),
  'support.resolution_working_hours': (of, month) =>
    mean(resolvedIn(of, month).map(({ createdAt, resolvedAt }) => workedHours(createdAt, resolvedAt!))),
  'support.first_response_hours': (of, month) =>
    mean(
      of
        .filter(({ answeredMonth }) => answeredMonth === month)
        .map(({ createdAt, answeredAt }) => hoursBetween(createdAt, answeredAt!)),
    ),
  'support.sla_met_share': (of, month) =>
    mean(resolvedIn(of, month).map(({ resolvedAt, dueAt }) => (resolvedAt! <= dueAt! ? 1 : 0))),
}

const resolvedIn = (of: readonly Ticket[], month: string) => of.filter(({ resolvedMonth }) => resolvedMonth === month)

const YEAR = { from: '2023-01-01', to: '2023-12-31' }

describe('every metric, counted a second way', () => {
  test('the list below knows every metric of the pack', () => {
    const known = [...Object.keys(counted), 'support.line_share', 'support.satisfaction']

    expect(known.sort()).toEqual(
      support()
        .definition.metrics.map(({ id }) => id)
        .sort(),
    )
  })

  test.each(Object.keys(counted))('%s by month', async (metric) => {
    const answer = await desk.query({ metrics: [metric], grain: 'month', period: YEAR })

    expect(answer.rows).toHaveLength(12)
    for (const row of answer.rows) {
      expect(row[metric]).toBeCloseTo(counted[metric]!(tickets, String(row['period']))!, 8)
    }
  })

  test.each(Object.keys(counted))('%s by month and priority', async (metric) => {
    const answer = await desk.query({ metrics: [metric], by: ['priority'], grain: 'month', period: YEAR })

    expect(answer.rows).toHaveLength(48)
    for (const row of answer.rows) {
      const ofPriority = tickets.filter(({ priority }) => priority === row['priority'])
      // no figure is NaN in the loop and null in the answer
      const expected = counted[metric]!(ofPriority, String(row['period']))
      expect(row[metric] ?? Number.NaN).toBeCloseTo(expected!, 8)
    }
  })

  test('support.line_share by month and line', async () => {
    const answer = await desk.query({ metrics: ['support.line_share'], by: ['line'], grain: 'month', period: YEAR })

    for (const row of answer.rows) {
      const ofMonth = tickets.filter(({ month, line }) => month === row['period'] && line !== null)
      const ofLine = ofMonth.filter(({ line }) => line === row['line'])
      expect(row['support.line_share']).toBeCloseTo(ofLine.length / ofMonth.length, 10)
    }
    expect(new Set(answer.rows.map((row) => row['line']))).toEqual(new Set(['line_1', 'line_2', 'development']))
  })

  test('support.satisfaction by month', async () => {
    const answer = await desk.query({ metrics: ['support.satisfaction'], grain: 'month', period: YEAR })

    const scores: Record<number, number> = { 103: 3, 102: 2, 101: 1, 100: 0, [-101]: -1, [-102]: -2, [-103]: -3 }
    for (const row of answer.rows) {
      const given = sample.ratings.filter(({ created_at }) => monthOf(created_at) === row['period'])
      expect(row['support.satisfaction']).toBeCloseTo(mean(given.map(({ rating }) => scores[rating]! / 3)), 10)
    }
  })
})
