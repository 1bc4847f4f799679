import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { openPostgresWorkspace, temporaryPostgres, type PostgresWorkspace } from './workspace.ts'

let database: PostgresSandbox
let workspace: PostgresWorkspace
beforeAll(async () => {
  database = await temporaryPostgres()
})
afterAll(() => database.close())
afterEach(() => workspace.close())

const files = () =>
  readdirSync(workspace.warehouse.rawFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.csv'),
  )

describe('payments by a cursor', () => {
  const columns = { payment_id: 'id', user_id: 'user_id', paid_at: 'paid_at', amount: 'amount' }
  const open = async (stream: Record<string, unknown> = {}) => {
    workspace = await openPostgresWorkspace(database, {
      streams: { 'journey.payment': { table: 'payments', columns, cursor: 'paid_at', overlap: '10m', ...stream } },
    })
  }
  const pay = (id: number, at: string | null, amount = 100) =>
    database.run('insert into payments values ($1, $2, $3, $4)', [id, 1, at, amount])
  const counts = async (options = {}) => {
    const [result] = await workspace.sync(options)
    expect(result?.error).toBeNull()
    return [result?.added, result?.changed, result?.unchanged]
  }
  const ids = async () =>
    (await workspace.rows('select payment_id as id from core.journey_payment order by payment_id::int')).map(
      ({ id }) => id,
    )

  beforeEach(async () => {
    await database.run(`drop table if exists payments;
      create table payments (id int8, user_id int8, paid_at timestamptz, amount numeric(18, 2), note text)`)
    await pay(1, '2023-05-01T10:00:00Z')
    await pay(2, '2023-05-01T12:00:00Z')
  })

  test('the first run takes all, the next what is new, within the overlap or without a value; an idle one lands nothing', async () => {
    await open()
    const first = await counts()
    await pay(3, '2023-05-01T13:00:00Z')
    await pay(4, '2023-05-01T11:55:00Z')
    await pay(5, '2023-05-01T11:45:00Z')
    await pay(6, null)
    const second = await counts()
    const third = await counts()
    const fourth = await counts()

    expect([first, second, third, fourth]).toEqual([
      [2, 0, 0],
      [3, 0, 1],
      [0, 0, 2],
      [0, 0, 0],
    ])
    expect(await ids()).toEqual(['1', '2', '3', '4', '6'])
    expect(files()).toHaveLength(3)
  })

  test('--refetch asks from the beginning: it also brings what came too late', async () => {
    await open()
    await counts()
    await pay(5, '2022-01-01T00:00:00Z')

    const next = await counts()
    const again = await counts({ mode: 'refetch' })

    expect([next, again]).toEqual([
      [0, 0, 1],
      [1, 0, 2],
    ])
    expect(await ids()).toEqual(['1', '2', '5'])
  })

  test('a row that changed within the overlap becomes a new version', async () => {
    await open()
    await counts()
    await database.run('update payments set amount = 250.5 where id = 2')

    expect(await counts()).toEqual([0, 1, 0])
    expect(await workspace.rows("select amount from core.journey_payment where payment_id = '2'")).toEqual([
      { amount: 250.5 },
    ])
  })

  test('a row stamped in the future hides nothing', async () => {
    await open()
    await pay(3, '2999-01-01T00:00:00Z')
    await counts()
    await database.run(`insert into payments select 4, 1, now() - interval '1 minute', 5`)

    expect((await counts())[0]).toBe(1)
    expect(await ids()).toEqual(['1', '2', '3', '4'])
  })

  test('a number as cursor: the overlap is a number', async () => {
    await open({ cursor: 'id', overlap: 1 })
    await counts()
    await pay(3, null)
    await pay(0, null)

    expect(await counts()).toEqual([1, 0, 2])
    expect(await ids()).toEqual(['1', '2', '3'])
  })

  test('a clock of a zone may go back: an hour is read again, of days a day', async () => {
    await database.run(`drop table payments;
      create table payments (id int8, user_id int8, paid_at timestamp, paid_on date, amount numeric);
      insert into payments values (1, 1, '2023-10-29 02:59:00', '2023-10-29')`)
    const streams = { 'journey.payment': { table: 'payments', columns, cursor: 'paid_at' } }
    workspace = await openPostgresWorkspace(database, { timeZone: 'Europe/Berlin', streams })
    await counts()
    await database.run(`insert into payments values (2, 1, '2023-10-29 02:01:00', '2023-10-28')`)
    expect(await counts()).toEqual([1, 0, 1])
    await workspace.close()

    await open({ cursor: 'paid_on', overlap: undefined })
    await counts()
    await database.run(`insert into payments values (3, 1, null, '2023-10-28'), (4, 1, null, '2023-10-27')`)
    expect(await counts()).toEqual([1, 0, 2])
  })

  test('a number that is none stops no later run', async () => {
    await database.run('alter table payments alter column id type numeric')
    await open({ cursor: 'id', overlap: 0 })
    await database.run(`insert into payments values ('NaN', 1, null, 5)`)
    await counts()
    await pay(3, null)

    expect((await counts())[0]).toBe(1)
  })

  test('a table that is asked for in another way is read from the beginning', async () => {
    await open({ cursor: 'id', overlap: 0 })
    const { folder } = workspace
    await counts()
    await pay(0, null)
    expect(await counts()).toEqual([0, 0, 1])
    await workspace.warehouse.close()

    workspace = await openPostgresWorkspace(
      database,
      { streams: { 'journey.payment': { table: 'payments', columns, cursor: 'paid_at' } } },
      { folder },
    )

    expect(await counts()).toEqual([1, 0, 2])
  })

  test('without a cursor everything is read, and loaded only where it differs', async () => {
    await open({ cursor: undefined, overlap: undefined })
    const first = await counts()
    const second = await counts()
    await pay(3, null)
    const third = await counts()

    expect([first, second, third]).toEqual([
      [2, 0, 0],
      [0, 0, 0],
      [1, 0, 2],
    ])
  })
})

test('the seed’s tables: events with their names from a dictionary and payments, by queries', async () => {
  await database.run(`
    create table events_dict (id int primary key, description text);
    create table events (user_id int, event_id int, happened_at timestamp);
    drop table if exists payments;
    create table payments (id int, user_id int, transaction_created_at timestamp, amount numeric);
    insert into events_dict values (1, 'Создание заявки'), (2, 'Назначение ВУ')`)
  await database.load(
    'events',
    ['user_id', 'event_id', 'happened_at'],
    [
      [12_426_747, 1, '2022-01-21 17:01:22'],
      [12_426_747, 2, '2022-01-21 18:00:00'],
      [12_426_754, 1, '2021-06-10 11:07:07'],
      [12_426_754, 1, '2021-06-10 11:07:07'],
      [12_426_754, 9, '2021-06-10 11:08:18'],
    ],
  )
  await database.load(
    'payments',
    ['id', 'user_id', 'transaction_created_at', 'amount'],
    [[5, 12_426_747, '2022-01-22 00:30:00', '4990.00']],
  )
  const query = `
    select e.user_id, e.happened_at, ed.description as event_type
    from events as e left join events_dict as ed on e.event_id = ed.id; -- as in the seed`
  workspace = await openPostgresWorkspace(database, {
    timeZone: 'Europe/Moscow',
    streams: {
      'journey.event': {
        query,
        cursor: 'happened_at',
        columns: { user_id: 'user_id', event: 'event_type', happened_at: 'happened_at' },
      },
      'journey.payment': {
        table: 'public.payments',
        cursor: 'transaction_created_at',
        columns: { payment_id: 'id', user_id: 'user_id', paid_at: 'transaction_created_at', amount: 'amount' },
      },
    },
  })

  const results = await workspace.sync()

  expect(results.map(({ error }) => error)).toEqual([null, null])
  expect(results.map(({ added, rejected }) => [added, rejected])).toEqual([
    [3, 1],
    [1, 0],
  ])
  expect(
    await workspace.rows('select user_id, event, happened_at from core.journey_event order by happened_at'),
  ).toEqual([
    { user_id: '12426754', event: 'Создание заявки', happened_at: '2021-06-10T08:07:07Z' },
    { user_id: '12426747', event: 'Создание заявки', happened_at: '2022-01-21T14:01:22Z' },
    { user_id: '12426747', event: 'Назначение ВУ', happened_at: '2022-01-21T15:00:00Z' },
  ])
  expect(await workspace.rows('select paid_at, amount from core.journey_payment')).toEqual([
    { paid_at: '2022-01-21T21:30:00Z', amount: 4990 },
  ])
})
