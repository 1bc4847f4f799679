import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '../../../base/index.ts'
import { type HelpDesk, openHelpDesk, rowsOf } from '../../../../test/study/help-desk.ts'
import { sampleChange, sampleDesk, sampleLines } from '../index.ts'

const ZONE = 'Europe/Moscow'
const sample = sampleDesk({ seed: 3 })
let desk: HelpDesk
beforeAll(async () => {
  desk = await openHelpDesk({ timeZone: ZONE, settings: { lines: sampleLines, changes: [sampleChange] } })
  await desk.load(rowsOf(sample))
})
afterAll(() => desk.close())

const groupNames = new Map(sample.groups.map(({ id, name }) => [id, name]))
const lineOf = (groupId: number | null) =>
  Object.entries(sampleLines).find(([, names]) => names.includes(groupNames.get(groupId ?? 0) ?? ''))?.[0]
const tickets = sample.tickets
  .filter(({ spam, deleted }) => !spam && !deleted)
  .map((ticket) => ({
    category: ticket.type,
    priority: ticket.priority,
    line: lineOf(ticket.group_id),
    day: dayOf(ticket.created_at, ZONE),
    hours:
      ticket.resolved_at === null ? null : (Date.parse(ticket.resolved_at) - Date.parse(ticket.created_at)) / 3_600_000,
  }))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('support.resolution-change', () => {
  test('what is planted is confirmed, in words and in figures', async () => {
    const answer = await desk.analyze('support.resolution-change')

    const { figures } = answer
    expect(figures['change_verdict']).toBe('confirmed')
    expect(figures['rise_verdict']).toBe('confirmed')
    expect(Number(figures['change_low_percent'])).toBeLessThan(-20)
    expect(Number(figures['change_high_percent'])).toBeGreaterThan(-20)
    expect(Number(figures['rise_low_percent'])).toBeLessThan(35)
    expect(Number(figures['rise_high_percent'])).toBeGreaterThan(35)
    expect(answer.claims?.map(({ id }) => id)).toEqual(['rise', 'rise_every_priority', 'change'])
    expect(answer.statement).toContain('Confirmed: mean resolution time fell after the change')
  })

  test('counts, means and medians of both sides are those of the tickets, by day of creation', async () => {
    const { figures, tables } = await desk.analyze('support.resolution-change')

    const limit = Number(figures['follow_up_days']) * 24
    const sides = [
      ['baseline', '2023-01-01', '2023-02-28'],
      ['before', '2023-04-01', '2023-07-31'],
      ['after', '2023-10-01', String(figures['last_day'])],
    ] as const
    for (const [side, from, to] of sides) {
      const hours = tickets
        .filter(({ day }) => day >= from && day <= to)
        .map(({ hours }) => Math.min(hours ?? limit, limit))
        .sort((a, b) => a - b)
      expect(figures[`n_${side}`]).toBe(hours.length)
      expect(figures[`mean_${side}`]).toBeCloseTo(mean(hours), 8)
      const middle = (hours[Math.floor((hours.length - 1) / 2)]! + hours[Math.ceil((hours.length - 1) / 2)]!) / 2
      expect(figures[`median_${side}`]).toBeCloseTo(middle, 8)
    }
    expect(tables['priorities']?.rows.map((row) => row['priority'])).toEqual(['all', 'low', 'medium', 'high', 'urgent'])
    const rows = tables['priorities']!.rows
    expect(rows.slice(1).reduce((sum, row) => sum + Number(row['n_before']), 0)).toBe(rows[0]!['n_before'])
  })

  test('weeks of the transition, of the rise and cut by a border belong to no side', async () => {
    const { figures, tables } = await desk.analyze('support.resolution-change')

    const fitted = tables['weeks']!.rows.filter((row) => row['fit'] !== null).map((row) => String(row['week']))
    expect(fitted.some((week) => week > '2023-02-20' && week < '2023-04-03')).toBe(false)
    expect(fitted.some((week) => week > '2023-07-24' && week < '2023-10-02')).toBe(false)
    expect(fitted).toHaveLength(
      Number(figures['weeks_baseline']) + Number(figures['weeks_before']) + Number(figures['weeks_after']),
    )
  })

  test('every follow-up is as long: the last tickets that count could all be watched for it', async () => {
    const { figures } = await desk.analyze('support.resolution-change')

    const end = Date.parse(`${figures['last_day']}T24:00:00+03:00`)
    expect(end + Number(figures['follow_up_days']) * 86_400_000).toBeLessThanOrEqual(
      Date.parse(String(figures['known_until'])),
    )
  })

  test('on the working clock hours are fewer and the planted change is found too', async () => {
    const calendar = await desk.analyze('support.resolution-change')
    const working = await desk.analyze('support.resolution-change', { clock: 'working' })

    expect(Number(working.figures['mean_before'])).toBeLessThan(0.5 * Number(calendar.figures['mean_before']))
    expect(working.figures['change_verdict']).toBe('confirmed')
  })

  test('two weeks on a side are too few to tell anything', async () => {
    const answer = await desk.analyze('support.resolution-change', {
      change: '2023-08-01..2023-09-30',
      to: '2023-10-17',
    })

    expect(answer.figures['change_verdict']).toBe('cannot tell')
    expect(answer.figures['change_percent']).toBeNull()
    expect(answer.statement).toContain('fewer than four whole')
  })

  test('the statement is in the language of the reader, without a double full stop', async () => {
    const answer = await desk.analyze('support.resolution-change', {}, 'ru')

    expect(answer.statement).toMatch(/^Подтверждено: с 1 марта 2023 среднее время решения выросло: \+/)
    expect([answer.statement, ...answer.notes!].join(' ')).not.toContain('..')
  })

  test('a change that nobody knows is refused with those that are known', async () => {
    await expect(desk.analyze('support.resolution-change', { change: 'New triage' })).rejects.toThrow(
      sampleChange.title,
    )
  })

  test('days out of order are refused', async () => {
    await expect(desk.analyze('support.resolution-change', { rise_from: '2023-09-01' })).rejects.toThrow(
      'Days must follow each other',
    )
  })

  test('a period without tickets is said', async () => {
    await expect(
      desk.analyze('support.resolution-change', {
        change: '2013-08-01..2013-09-30',
      }),
    ).rejects.toThrow('no ticket')
  })
})

describe('support.line-split', () => {
  test('mean of monthly proportions and pooled ones, counted by loops', async () => {
    const { figures, tables } = await desk.analyze('support.line-split')

    const months = ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) =>
      tickets.filter(({ day, line }) => day.startsWith(`2023-${month}`) && line !== undefined),
    )
    for (const line of ['line_1', 'line_2', 'development']) {
      const shares = months.map((of) => of.filter((ticket) => ticket.line === line).length / of.length)
      const all = months.flat()
      expect(figures[`${line}_share`]).toBeCloseTo(mean(shares), 10)
      expect(figures[`${line}_pooled_share`]).toBeCloseTo(
        all.filter((ticket) => ticket.line === line).length / all.length,
        10,
      )
    }
    expect(figures['months']).toBe(10)
    expect(tables['months']?.rows).toHaveLength(30)
  })

  test('a month that the period cuts is said', async () => {
    const answer = await desk.analyze('support.line-split', { from: '2023-03-15', to: '2023-05-31' })

    expect(answer.notes?.join(' ')).toContain('incomplete month')
  })
})

describe('support.slowest-categories', () => {
  test('the top five of each line by mean, counted by loops', async () => {
    const { tables } = await desk.analyze('support.slowest-categories')

    for (const line of ['line_1', 'line_2']) {
      const hours = new Map<string, number[]>()
      for (const ticket of tickets) {
        if (ticket.line !== line || ticket.day < '2023-03-01' || ticket.hours === null) continue
        hours.set(ticket.category!, [...(hours.get(ticket.category!) ?? []), ticket.hours])
      }
      const expected = [...hours]
        .map(([category, of]) => ({ category, mean: mean(of), tickets: of.length }))
        .filter(({ tickets }) => tickets >= 20)
        .sort((a, b) => b.mean - a.mean)
        .slice(0, 5)
      const rows = tables[line]!.rows
      expect(rows.map((row) => row['category'])).toEqual(expected.map(({ category }) => category))
      for (const [at, row] of rows.entries()) expect(row['mean_hours']).toBeCloseTo(expected[at]!.mean, 8)
      expect(rows.map((row) => row['tickets'])).toEqual(expected.map(({ tickets }) => tickets))
    }
  })

  test('a category below the floor is left out, and the floor is said', async () => {
    const answer = await desk.analyze('support.slowest-categories', { min_tickets: '1000', top: '20' })

    expect(answer.tables['line_1']!.rows.every((row) => Number(row['tickets']) >= 1000)).toBe(true)
    expect(answer.notes?.join(' ')).toContain('1,000')
  })
})
