import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rowRules } from '../access/index.ts'
import { errorText } from '../base/index.ts'
import { OWNER, defineAnalysis, defineMetric, sql, trusted, type Sql } from '../kit/index.ts'
import type { Asker } from './contract.ts'
import { openMarts } from './marts.ts'
import { OWNER_IN_ENGLISH, created, ofTickets, openDesk, type OpenDesk } from './testing.ts'

/* Ann may see her own tickets: 2 of 5. Every other row holds the word "hidden". */
const TICKETS = `
select * from (values
  (timestamp '2023-01-01 10:00:00', timestamp '2023-01-05 10:00:00', 'Ann', 'line_1', 'ann one'),
  (timestamp '2023-01-02 10:00:00', null,                            'Ann', 'line_2', 'ann two'),
  (timestamp '2022-06-01 10:00:00', null,                            'Bob', 'line_1', 'hidden 1'),
  (timestamp '2023-01-01 11:00:00', null,                            'Bob', 'line_1', 'hidden 2'),
  (timestamp '2024-01-03 10:00:00', null,                            'Bob', 'hidden', 'hidden 3')
) as t (created_at, ended_at, agent, line, subject)`

const RATINGS = `
select * from (values
  (timestamp '2023-01-01 10:00:00', 'Bob', 'hidden')
) as t (rated_at, agent, word)`

const metrics = [
  created,
  defineMetric({ ...created, id: 'desk.open', until: 'ended_at' }),
  defineMetric({ ...created, id: 'desk.line_share', shareOver: ['line'] }),
  defineMetric({ ...created, id: 'desk.longest', sql: 'max(subject)' }),
  defineMetric({ ...created, id: 'desk.sneaky', sql: '(select count(*) from mart.tickets) + 0 * count(*)' }),
  defineMetric({ ...created, id: 'desk.failing', sql: 'sum(cast(subject as integer))' }),
  defineMetric({ ...created, id: 'desk.rated', from: 'mart.ratings', at: 'rated_at' }),
]
const dimensions = [
  ofTickets('line'),
  ofTickets('agent', { columns: { 'mart.tickets': 'agent', 'mart.ratings': 'agent' } }),
  ofTickets('subject'),
]

/** An analysis that runs whatever select it is given. */
const anything = defineAnalysis({
  id: 'desk.anything',
  meaning: '',
  settings: () => z.object({ select: z.string() }),
  async run({ settings, marts }) {
    const rows = await marts.rows(trusted((settings as { select: string }).select))
    const columns = await marts.columns(trusted((settings as { select: string }).select))
    return { statement: JSON.stringify({ rows, columns }), figures: {}, tables: {} }
  },
})

const rules = rowRules({
  owner: { meaning: 'all', may: [], rows: () => 'all' },
  agent: {
    meaning: 'own tickets, no ratings',
    may: [],
    rows: ({ name }, mart): Sql | 'none' => (mart.startsWith('mart.tickets') ? sql`agent = ${name}` : 'none'),
  },
})

const ANN: Asker = { person: { id: 'ann', name: 'Ann', role: 'agent' }, locale: 'en' }
const STRANGER: Asker = { person: { id: 'x', name: 'Ann', role: 'unheard-of' }, locale: 'en' }

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: { tickets: TICKETS, ratings: RATINGS },
    metrics,
    dimensions,
    analyses: [anything],
    today: '2024-02-01',
    options: { visibleRows: rules },
  })
})
afterAll(() => desk.close())

const analyzed = async (select: string, asker: Asker) =>
  (await desk.figures.analyze('desk.anything', { select }, asker)).statement

describe('a person with a row rule', () => {
  test('gets figures of their own rows only: flows, levels, shares, metrics with subqueries', async () => {
    const query = { metrics: ['desk.created', 'desk.open', 'desk.line_share', 'desk.sneaky', 'desk.longest'] }
    const mine = await desk.figures.query({ ...query, by: ['line'] }, ANN)
    const all = await desk.figures.query({ ...query, by: ['line'] }, OWNER_IN_ENGLISH)

    expect(mine.rows.map((row) => Object.values(row))).toEqual([
      ['line_1', 1, 0, 0.5, 2, 'ann one'],
      ['line_2', 1, 1, 0.5, 2, 'ann two'],
    ])
    expect(all.rows.map((row) => row['desk.created'])).toEqual([1, 3, 1])
  })

  test('gets a span and an "all" of their own rows only', async () => {
    expect(await desk.figures.span(['desk.created'], ANN)).toEqual({ from: '2023-01-01', to: '2023-01-02' })
    expect(await desk.figures.span(['desk.created'], OWNER_IN_ENGLISH)).toEqual({
      from: '2022-06-01',
      to: '2024-01-03',
    })
    expect(await desk.figures.span(['desk.rated'], ANN)).toBeUndefined()
    expect((await desk.figures.query({ metrics: ['desk.created'] }, ANN)).period).toMatchObject({
      from: '2023-01-01',
      to: '2023-01-02',
    })
  })

  test('gets filter lists and rows of their own only', async () => {
    const lines = await desk.figures.values('line', ANN)
    const agents = await desk.figures.values('agent', ANN, { search: 'b' })
    const rows = await desk.figures.rows({ metric: 'desk.created' }, ANN)

    expect(lines.map(({ value, rows: count }) => [value, count])).toEqual([
      ['line_1', 1],
      ['line_2', 1],
    ])
    expect(agents).toEqual([])
    expect(rows.rows.map((row) => row['subject'])).toEqual(['ann two', 'ann one'])
  })

  test('gets no other rows by any select of an analysis', async () => {
    const selects = [
      'select * from mart.tickets',
      'select t.* from mart.tickets as t',
      'select tickets.subject from mart . "tickets"',
      "select 'ж' as cyrillic, subject /* mart.tickets */ from mart.tickets -- mart.tickets",
      'with tickets as (select * from mart.tickets) select * from tickets',
      'select (select max(subject) from mart.tickets where agent <> a.agent) as s from mart.tickets as a',
      'select a.subject, b.subject as other from mart.tickets as a cross join mart.tickets as b',
      'select subject from mart.tickets union all select word from mart.ratings',
      'select * from mart.tickets where exists (select 1 from mart.ratings)',
      'select a.subject from mart.tickets as a left join mart.ratings as r on r.agent = r.agent and r.word = a.subject',
      'from mart.tickets',
      'select * from (from mart.tickets select subject)',
      'select list(subject) over () as all_subjects from mart.tickets',
      'select columns(*) from mart.tickets where true or agent = agent',
    ]

    for (const select of selects) {
      expect([select, await analyzed(select, OWNER_IN_ENGLISH)]).not.toEqual([select, ''])
      expect([select, await analyzed(select, ANN)]).toEqual([select, expect.not.stringMatching(/hidden|Bob/)])
    }
    expect(await analyzed('select count(*) as n from mart.tickets', ANN)).toContain('"n":2')
  })

  test('gets no other rows by writing the mart’s name in another way', async () => {
    for (const name of [
      'MART.TICKETS',
      'Mart.Tickets',
      '"mart"."TICKETS"',
      'warehouse.mart.tickets',
      'tickets',
      '"mart.tickets"',
    ]) {
      const told = await analyzed(`select subject from ${name}`, ANN).catch((error: unknown) => errorText(error, 'en'))

      expect([name, told]).toEqual([name, expect.not.stringMatching(/hidden|Bob/)])
    }
  })

  test('gets no other rows by any trick of the engine’s dialect', async () => {
    for (const select of [
      'select * from (summarize mart.tickets)',
      'select * from (summarize select * from mart.tickets)',
      'summarize mart.tickets',
      'select * from (pivot mart.tickets on agent using max(subject))',
      'pivot mart.tickets on agent using max(subject)',
      'select * from (unpivot mart.tickets on subject into name word value said)',
      "select * from query('select * from mart.tickets')",
      "select * from query_table('mart.tickets')",
      'select a.subject from mart.tickets as a positional join mart.tickets as b',
      'select b.subject from mart.tickets as a, lateral (select subject from mart.tickets where line = a.line) as b',
      'with recursive r as (select subject, 1 as n from mart.tickets union all select r.subject, n + 1 from r where n < 2) select * from r',
      'with t as materialized (table mart.tickets) select * from t',
      'select * from mart.tickets using sample 5 rows',
      'select * from mart.tickets tablesample 100 percent (bernoulli)',
      'select a.subject from mart.tickets as a asof join mart.tickets as b on a.line = b.line and a.created_at >= b.created_at',
      'select (from mart.tickets select max(subject))',
      'select array(select subject from mart.tickets) as all_of_them',
      'select struct_pack(a := t) from mart.tickets as t',
      'select mart.tickets.subject from mart.tickets',
      'copy mart.tickets to (format csv)',
      'explain analyze select * from mart.tickets',
      'prepare p as select * from mart.tickets',
    ]) {
      const told = await analyzed(select, ANN).catch((error: unknown) => errorText(error, 'en'))

      expect([select, told]).toEqual([select, expect.not.stringMatching(/hidden|Bob/)])
    }
  })

  test('parameters keep their places beside the rule’s own', async () => {
    const marts = openMarts(desk.warehouse, ANN.person, rules, ['mart.tickets'])
    const query = sql`select ${'$1'} as a, subject from mart.tickets where line = ${'line_1'} and subject <> ${'mart.tickets'}
      union all select ${'second'}, subject from mart.tickets where line = ${'line_2'}`

    expect(await marts.rows(query)).toEqual([
      { a: '$1', subject: 'ann one' },
      { a: 'second', subject: 'ann two' },
    ])
  })

  test('an error does not quote rows that a rule hides', async () => {
    const failing = desk.figures.query(
      { metrics: ['desk.failing'], period: { from: '2022-01-01', to: '2024-12-31' } },
      ANN,
    )
    const shown = await failing.catch((error: unknown) => error)
    const analysis = await analyzed('select cast(subject as integer) from mart.tickets', ANN).catch(
      (error: unknown) => error,
    )

    for (const error of [shown, analysis]) {
      expect(error).toBeInstanceOf(Error)
      for (const text of [
        errorText(error, 'en'),
        errorText(error, 'ru'),
        String((error as Error).stack),
        JSON.stringify(error),
      ]) {
        expect(text).not.toMatch(/hidden|Bob/)
      }
      expect((error as Error).cause).toBeUndefined()
    }
  })

  test('the owner’s answer is not theirs from memory, nor the other way round', async () => {
    const query = { metrics: ['desk.created'], period: { from: '2022-01-01', to: '2024-12-31' } }
    const counts: unknown[] = []
    for (const asker of [OWNER_IN_ENGLISH, ANN, STRANGER, ANN, OWNER_IN_ENGLISH]) {
      counts.push((await desk.figures.query(query, asker)).rows[0]?.['desk.created'])
    }

    expect(counts).toEqual([5, 2, 0, 2, 5])
  })
})

test('a person whose role nobody defined gets nothing on any path', async () => {
  expect((await desk.figures.query({ metrics: ['desk.created'], by: ['line'] }, STRANGER)).rows).toEqual([])
  expect((await desk.figures.rows({ metric: 'desk.created' }, STRANGER)).rows).toEqual([])
  expect(await desk.figures.values('line', STRANGER)).toEqual([])
  expect(await desk.figures.span(['desk.created'], STRANGER)).toBeUndefined()
  expect(await analyzed('select subject from mart.tickets', STRANGER)).not.toContain('hidden')
})

describe('an analysis', () => {
  test('may read marts only, whoever asks', async () => {
    for (const select of [
      'select * from core.support_ticket',
      'select * from raw.batch',
      'select t.* from mart.tickets as t join staging.desk__ticket as s on true',
      'select * from information_schema.tables',
      'select * from duckdb_tables()',
      "select * from read_csv('/etc/passwd')",
      "select * from '/etc/passwd'",
      'select * from tickets',
      'select 1; drop table mart.tickets',
      'drop table mart.tickets',
    ]) {
      for (const asker of [OWNER_IN_ENGLISH, ANN]) {
        const outcome = await analyzed(select, asker).catch((error: unknown) => (error as Error).name)

        expect([select, outcome]).toEqual([select, 'RequestError'])
      }
    }
    expect(await analyzed('select count(*) as n from mart.tickets', OWNER_IN_ENGLISH)).toContain('"n":5')
  })

  test('of a rule with a subquery still works', async () => {
    const nested = rowRules({
      agent: {
        meaning: '',
        may: [],
        rows: ({ name }) => sql`agent in (select agent from mart.tickets where agent = ${name})`,
      },
    })
    const marts = openMarts(desk.warehouse, ANN.person, nested, ['mart.tickets'])

    expect(await marts.rows(sql`select count(*) as n from mart.tickets where line <> ${'x'}`)).toEqual([{ n: 2 }])
  })

  test('sees the marts of the owner untouched', async () => {
    const marts = openMarts(desk.warehouse, OWNER, rules, ['mart.tickets'])
    const query = sql`select count(*) as n from mart.tickets`

    expect(await marts.restricted(query)).toBe(query)
  })
})
