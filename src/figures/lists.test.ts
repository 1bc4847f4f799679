import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RequestError } from '../base/index.ts'
import { defineAnalysis, defineMetric, sql } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, ofTickets, openDesk, type OpenDesk } from './testing.ts'

const TICKETS = `
/*
One row per ticket.
grain: ticket_id
created_at: when the ticket was made
resolution_hours: hours to the resolution
*/
select * from (values
  ('T1', timestamp '2023-01-02 08:00:00', timestamp '2023-01-03 08:00:00', 'high',   24.0::double, 10),
  ('T2', timestamp '2023-01-02 22:30:00', timestamp '2023-02-10 00:00:00', 'low',    900.0, 9),
  ('T3', timestamp '2023-01-10 10:00:00', null,                            'high',   null, 10),
  ('T4', timestamp '2023-01-31 23:30:00', timestamp '2023-02-01 00:30:00', 'medium', 1.0, 100),
  ('T5', timestamp '2023-02-01 00:00:00', null,                            null,     null, null),
  ('T6', timestamp '2023-02-02 00:00:00', timestamp '2023-02-03 00:00:00', 'medium', 24.0, 9)
) as t (ticket_id, created_at, resolved_at, priority, resolution_hours, amount)`

const RATINGS = `
select * from (values
  (1, timestamp '2023-01-05 00:00:00', 'high'),
  (2, timestamp '2023-03-06 00:00:00', 'rare')
) as t (rating_id, rated_at, priority)`

const RATINGS_ROWS = `
select rating_id, rated_at, priority, 'comment of ' || rating_id as comment from mart.ratings`

const shown = defineMetric({ ...created, better: 'down', onHome: true })

const echo = defineAnalysis({
  id: 'desk.echo',
  meaning: 'Says what it was told.',
  settings: (pack) =>
    z.object({
      from: z.iso.date().default('2023-01-01'),
      top: z.number().int().min(1).default(5),
      clock: z.enum(['calendar', 'working']).default('calendar'),
      deep: z.boolean().default(false),
      pack: z.string().default(JSON.stringify(pack)),
    }),
  async run({ settings, marts, say, locale, today, timeZone, asOf }) {
    const [row] = await marts.rows(sql`select count(*) as n from mart.tickets where priority = ${'high'}`)
    const columns = await marts.columns(sql`select created_at from mart.tickets where ticket_id = ${'T1'}`)
    return {
      statement: say('echo', { count: row?.['n'] }),
      figures: {
        ...settings,
        locale,
        today,
        timeZone,
        sources: Object.keys(asOf).length,
        at: columns['created_at']?.[0] ?? null,
      },
      tables: {},
    }
  },
})

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: { tickets: TICKETS, ratings: RATINGS, ratings_rows: RATINGS_ROWS },
    metrics: [
      shown,
      defineMetric({ ...shown, id: 'desk.high', where: "priority = 'high'", onHome: false }),
      defineMetric({ ...shown, id: 'desk.open', until: 'resolved_at' }),
      defineMetric({ ...shown, id: 'desk.rated', from: 'mart.ratings', at: 'rated_at' }),
    ],
    dimensions: [
      ofTickets('priority', {
        meaning: 'How urgent it is.',
        columns: { 'mart.tickets': 'priority', 'mart.ratings': 'priority' },
        order: ['low', 'medium', 'high'],
      }),
      ofTickets('ticket', { columns: { 'mart.tickets': 'ticket_id' } }),
      ofTickets('hours', { columns: { 'mart.tickets': 'resolution_hours' }, isNumber: true }),
    ],
    analyses: [echo],
    words: {
      'metric.desk.created': 'Created tickets',
      'metric.desk.created.meaning': 'How many were made.',
      'dimension.priority': 'Priority',
      'value.priority.high': 'High',
      'value.priority.medium': 'Middling',
      'analysis.desk.echo': 'Echo',
      echo: '{count, plural, one {# ticket} other {# tickets}}',
      'column.amount': 'Amount paid',
    },
    timeZone: 'Europe/Moscow',
    today: '2023-03-31',
  })
})
afterAll(() => desk.close())

describe('rows behind a metric', () => {
  const ticketsOf = async (query: Omit<Parameters<typeof desk.figures.rows>[0], never>) =>
    (await desk.figures.rows(query, OWNER_IN_ENGLISH)).rows.map((row) => row['ticket_id'])

  test('come newest first, those of the period in its zone', async () => {
    const period = { from: '2023-01-01', to: '2023-01-31' }

    expect(await ticketsOf({ metric: 'desk.created', period })).toEqual(['T3', 'T2', 'T1'])
    expect(await ticketsOf({ metric: 'desk.created', period, timeZone: 'UTC' })).toEqual(['T4', 'T3', 'T2', 'T1'])
  })

  test('are those that the metric counts', async () => {
    expect(await ticketsOf({ metric: 'desk.high' })).toEqual(['T3', 'T1'])
    expect(await ticketsOf({ metric: 'desk.high', where: [{ dimension: 'hours', op: 'between', from: 1 }] })).toEqual([
      'T1',
    ])
  })

  test('of a level are those that were there at the end', async () => {
    expect(await ticketsOf({ metric: 'desk.open', period: { from: '2023-01-01', to: '2023-01-31' } })).toEqual([
      'T3',
      'T2',
    ])
    expect(await ticketsOf({ metric: 'desk.open', period: 'today' })).toEqual(['T5', 'T3'])
  })

  test('say when there were more', async () => {
    const { rows, isCut } = await desk.figures.rows({ metric: 'desk.created', limit: 2 }, OWNER_IN_ENGLISH)

    expect([rows.length, isCut]).toEqual([2, true])
  })

  test('have columns with labels and units', async () => {
    const { columns, units } = await desk.figures.rows({ metric: 'desk.created' }, OWNER_IN_ENGLISH)

    expect(columns.map(({ name, label, kind }) => [name, label, kind])).toEqual([
      ['ticket_id', 'dimension.ticket', 'dimension'],
      ['created_at', 'created at', 'period'],
      ['resolved_at', 'resolved at', 'dimension'],
      ['priority', 'Priority', 'dimension'],
      ['resolution_hours', 'dimension.hours', 'dimension'],
      ['amount', 'Amount paid', 'metric'],
    ])
    expect(units).toMatchObject({ created_at: 'instant', amount: 'number', ticket_id: 'text' })
  })

  test('come from the mart’s own list of rows where the pack has one', async () => {
    const { rows } = await desk.figures.rows({ metric: 'desk.rated' }, OWNER_IN_ENGLISH)

    expect(rows.map((row) => row['comment'])).toEqual(['comment of 2', 'comment of 1'])
  })
})

describe('values of a dimension', () => {
  test('are those of every mart that knows it, in natural order, with labels', async () => {
    expect(await desk.figures.values('priority', OWNER_IN_ENGLISH)).toEqual([
      { value: 'low', label: 'low', rows: 1 },
      { value: 'medium', label: 'Middling', rows: 2 },
      { value: 'high', label: 'High', rows: 3 },
      { value: 'rare', label: 'rare', rows: 1 },
      { value: null, label: 'no value', rows: 1 },
    ])
  })

  test('are found by value and by label', async () => {
    const found = async (search: string) =>
      (await desk.figures.values('priority', OWNER_IN_ENGLISH, { search })).map(({ value }) => value)

    expect(await found('IDDL')).toEqual(['medium'])
    expect(await found('h')).toEqual(['high'])
    expect(await found('')).toHaveLength(5)
    expect(await found('%')).toEqual([])
  })

  test('are limited, and numbers are in order of size', async () => {
    expect(await desk.figures.values('ticket', OWNER_IN_ENGLISH, { limit: 2 })).toHaveLength(2)
    expect((await desk.figures.values('hours', OWNER_IN_ENGLISH, { limit: 2 })).map(({ value }) => value)).toEqual([
      '1.0',
      '900.0',
    ])
    expect((await desk.figures.values('hours', OWNER_IN_ENGLISH)).map(({ value }) => value)).toEqual([
      '1.0',
      '24.0',
      '900.0',
      null,
    ])
  })
})

describe('an analysis', () => {
  const run = (settings: Record<string, string> = {}) => desk.figures.analyze('desk.echo', settings, OWNER_IN_ENGLISH)

  test('gets settings as values, the marts, the pack’s words and where it stands', async () => {
    expect(await run({ top: '7', clock: 'working', deep: 'true' })).toEqual({
      id: 'desk.echo',
      title: 'Echo',
      statement: '2 tickets',
      settings: { from: '2023-01-01', top: 7, clock: 'working', deep: true, pack: '{}' },
      figures: {
        from: '2023-01-01',
        top: 7,
        clock: 'working',
        deep: true,
        pack: '{}',
        locale: 'en',
        today: '2023-03-31',
        timeZone: 'Europe/Moscow',
        sources: Object.keys(await desk.warehouse.asOf()).length,
        at: Date.UTC(2023, 0, 2, 8),
      },
      tables: {},
      asOf: await desk.warehouse.asOf(),
    })
  })

  test('refuses settings that it does not know, with the nearest, and wrong values, with what is right', async () => {
    const complaint = async (settings: Record<string, string>) => {
      const error: unknown = await run(settings).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(RequestError)
      return (error as RequestError).say('en')
    }

    expect(await complaint({ tpo: '7' })).toMatch(/tpo[\s\S]*top/)
    expect(await complaint({ clock: 'workin' })).toMatch(/clock[\s\S]*workin[\s\S]*working/)
    expect(await complaint({ top: 'many' })).toMatch(/top[\s\S]*number[\s\S]*many/)
    expect(await complaint({ from: 'yesterday' })).toMatch(/from/)
  })

  test('that nobody defined is answered with the nearest', async () => {
    await expect(desk.figures.analyze('desk.ecko', {}, OWNER_IN_ENGLISH)).rejects.toThrow('Did you mean “desk.echo”?')
  })
})

test('the span is the days on which any of the metrics has rows, in the workspace’s zone', async () => {
  expect(await desk.figures.span(['desk.created'], OWNER_IN_ENGLISH)).toEqual({ from: '2023-01-02', to: '2023-02-02' })
  expect(await desk.figures.span(['desk.created', 'desk.rated'], OWNER_IN_ENGLISH)).toMatchObject({ to: '2023-03-06' })
  expect(await desk.figures.span(['desk.open'], OWNER_IN_ENGLISH)).toMatchObject({ to: '2023-02-10' })
})

test('the catalog names everything in the reader’s language, with the dimensions that each metric knows', () => {
  const choice = (value: string) => ({ value, title: value })

  const catalog = desk.figures.catalog(OWNER_IN_ENGLISH)

  expect(catalog.metrics.map(({ id, dimensions }) => [id, dimensions.join()])).toEqual([
    ['desk.created', 'priority,ticket,hours'],
    ['desk.high', 'priority,ticket,hours'],
    ['desk.open', 'priority,ticket,hours'],
    ['desk.rated', 'priority'],
  ])
  expect(catalog.metrics[0]).toMatchObject({ title: 'Created tickets', meaning: 'How many were made.', onHome: true })
  expect(catalog.dimensions[0]).toEqual({
    id: 'priority',
    pack: 'desk',
    title: 'Priority',
    meaning: 'How urgent it is.',
    isNumber: false,
    isOrdered: true,
  })
  expect(catalog.packs).toEqual([{ id: 'desk', title: 'desk' }])
  expect(catalog.analyses).toEqual([
    {
      id: 'desk.echo',
      pack: 'desk',
      title: 'Echo',
      meaning: 'Says what it was told.',
      settings: { from: '2023-01-01', top: 5, clock: 'calendar', deep: false, pack: '{}' },
      fields: [
        { key: 'from', title: 'from', kind: 'day', choices: [] },
        { key: 'top', title: 'top', kind: 'number', choices: [] },
        { key: 'clock', title: 'clock', kind: 'choice', choices: [choice('calendar'), choice('working')] },
        { key: 'deep', title: 'deep', kind: 'choice', choices: [choice('true'), choice('false')] },
        { key: 'pack', title: 'pack', kind: 'text', choices: [] },
      ],
    },
  ])
})
