import { expect, test } from 'vitest'
import { SAMPLE_TODAY, sampleDesk } from './sample.ts'

const desk = sampleDesk({ seed: 5 })
const wanted = desk.tickets.filter(({ spam, deleted }) => !spam && !deleted)
const hoursOf = ({ created_at, resolved_at }: (typeof wanted)[number]) =>
  (Date.parse(resolved_at!) - Date.parse(created_at)) / 3_600_000

test('the same seed gives the same desk, another seed another', () => {
  expect(sampleDesk({ seed: 5 })).toEqual(desk)
  expect(sampleDesk({ seed: 6 }).tickets[100]).not.toEqual(desk.tickets[100])
})

test('tickets fill the year, in order, and nothing happens after its end', () => {
  const end = `${SAMPLE_TODAY}T00:00:00+03:00`
  const created = desk.tickets.map(({ created_at }) => created_at)

  expect(created).toHaveLength(30_000)
  expect(created).toEqual(created.toSorted())
  expect(Date.parse(created[0]!)).toBeGreaterThanOrEqual(Date.parse('2023-01-01T00:00:00+03:00'))
  const instants = desk.tickets.flatMap((ticket) => [
    ticket.created_at,
    ticket.updated_at,
    ticket.resolved_at,
    ticket.closed_at,
  ])
  expect(instants.filter((instant) => instant !== null && Date.parse(instant) > Date.parse(end))).toEqual([])
})

test('instants of a ticket follow each other', () => {
  const isInOrder = ({ created_at, first_responded_at, resolved_at, closed_at, updated_at }: (typeof wanted)[number]) =>
    (first_responded_at ?? created_at) >= created_at &&
    (resolved_at ?? '9') > created_at &&
    (first_responded_at ?? created_at) <= (resolved_at ?? '9') &&
    (closed_at === null || (resolved_at !== null && closed_at > resolved_at)) &&
    updated_at >= created_at
  expect(wanted.filter((ticket) => !isInOrder(ticket))).toEqual([])
})

test('durations are skewed, longer on later lines and for lower priorities', () => {
  const resolved = wanted.filter(({ resolved_at }) => resolved_at !== null)
  const mean = (of: typeof resolved) => of.reduce((sum, ticket) => sum + hoursOf(ticket), 0) / of.length
  const sorted = resolved.map(hoursOf).sort((a, b) => a - b)
  const ofPriority = (priority: number) => mean(resolved.filter((ticket) => ticket.priority === priority))
  const ofGroups = (from: number, to: number) =>
    mean(resolved.filter(({ group_id }) => group_id! >= from && group_id! <= to))

  expect(mean(resolved)).toBeGreaterThan(1.7 * sorted[Math.floor(sorted.length / 2)]!)
  expect(ofPriority(1)).toBeGreaterThan(ofPriority(2))
  expect(ofPriority(2)).toBeGreaterThan(ofPriority(3))
  expect(ofPriority(3)).toBeGreaterThan(ofPriority(4))
  expect(ofGroups(1005, 1008)).toBeGreaterThan(ofGroups(1001, 1004))
  expect(ofGroups(1009, 1010)).toBeGreaterThan(ofGroups(1005, 1008))
})

test('there are open tickets, own statuses, spam, deleted ones and ratings', () => {
  const count = (is: (ticket: (typeof desk.tickets)[number]) => boolean) => desk.tickets.filter(is).length

  expect(count(({ spam }) => spam)).toBeGreaterThan(100)
  expect(count(({ deleted }) => deleted)).toBeGreaterThan(100)
  expect(wanted.filter(({ resolved_at }) => resolved_at === null).length).toBeGreaterThan(30)
  expect(count(({ status }) => status === 10)).toBeGreaterThan(5)
  expect(desk.ratings.length).toBeGreaterThan(4000)
})

test('planted changes are the only difference between two desks of one seed', () => {
  const plain = sampleDesk({ seed: 5, rise: 0, change: 0 })
  const ratioIn = (month: string): number => {
    const pairs = wanted
      .filter(({ created_at, resolved_at }) => created_at.startsWith(month) && resolved_at !== null)
      .map((ticket) => [hoursOf(ticket), hoursOf(plain.tickets[ticket.id - 10_001]!)] as const)
    const sum = (side: 0 | 1) => pairs.reduce((total, pair) => total + pair[side], 0)
    return sum(0) / sum(1)
  }

  expect(ratioIn('2023-02-1')).toBeCloseTo(1, 3)
  expect(ratioIn('2023-05')).toBeCloseTo(1.35, 3)
  expect(ratioIn('2023-10-1')).toBeCloseTo(1.35 * 0.8, 3)
})
