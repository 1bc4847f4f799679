import { createServer, type Socket } from 'node:net'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { openPostgresWorkspace, temporaryPostgres, type PostgresWorkspace } from './workspace.ts'

let database: PostgresSandbox
let workspace: PostgresWorkspace | undefined
beforeAll(async () => {
  database = await temporaryPostgres({ max_connections: '8', superuser_reserved_connections: '3' })
  await database.run(`
    create schema sales;
    create table events (user_id int8, event text, happened_at timestamptz, properties jsonb);
    create table sales.payments (id int8, amount numeric);
    create index on events (happened_at);
    insert into events select n, 'e' || n, now(), null from generate_series(1, 1000) as n;
    analyze events;
    create role reader login password 'wrong horse';
    create role locked_out nologin;
    grant select on events to reader;
    create function spoil() returns int language plpgsql as $$ begin delete from events; return 1; end $$`)
})
afterAll(() => database.close())
afterEach(async () => {
  await workspace?.close()
  workspace = undefined
})

const columns = { user_id: 'user_id', event: 'event', happened_at: 'happened_at' }
const EVENTS = { table: 'events', columns }
const local = (more: Record<string, unknown> = {}) => ({
  host: '127.0.0.1',
  port: database.port,
  database: 'postgres',
  user: 'svodka',
  password: new Secret(database.password),
  ...more,
})

/** The same text in both languages, and whether a second try was made; no text ever holds a password. */
async function failure(settings: Record<string, unknown>, stream: Record<string, unknown> = EVENTS) {
  await workspace?.close()
  workspace = await openPostgresWorkspace(database, { ...settings, streams: { 'journey.event': stream } })
  const [english] = await workspace.sync()
  const tries = 1 + workspace.world.sleeps.length
  const [russian] = await workspace.sync({ locale: 'ru' })
  for (const text of [english?.error, russian?.error, JSON.stringify(workspace.world.lines)])
    for (const secret of [database.password, 'wrong horse', 'wr%6Fng']) expect(text).not.toContain(secret)
  expect(russian?.error).toMatch(/[а-я]{4}/i)
  return { text: english?.error, tries }
}

describe('connecting', () => {
  test('an unknown host, a closed port, a wrong password, a missing database and role', async () => {
    expect(await failure(local({ host: 'nowhere.invalid' }))).toEqual({
      text: expect.stringMatching(/^There is no host nowhere\.invalid: /),
      tries: expect.any(Number),
    })
    expect(await failure(local({ port: 1 }))).toEqual({
      text: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1:1\. /),
      tries: 2,
    })
    expect(await failure(local({ user: 'reader', password: new Secret('nonsense') }))).toEqual({
      text: expect.stringMatching(/refused the password of reader\. Correct it in \.env/),
      tries: 1,
    })
    expect((await failure(local({ password: undefined }))).text).toMatch(
      /asks for the password of svodka, and none is given\. Put it into \.env and name it: password: secret\('PG_PASSWORD'\)/,
    )
    expect(await failure(local({ database: 'quest' }))).toEqual({
      text: expect.stringMatching(/^There is no database quest at 127\.0\.0\.1/),
      tries: 1,
    })
    expect((await failure(local({ user: 'locked_out' }))).text).toMatch(
      /refused the password of locked_out|does not let locked_out in/,
    )
  })

  test('an address that is none, and one whose database is missing', async () => {
    const wrong = await failure({ connection: new Secret('postgres://me:wr%6Fng horse/x@:p') })
    const right = await failure({
      connection: new Secret(`postgresql://svodka:${database.password}@127.0.0.1:${database.port}/quest`),
    })

    expect(wrong.text).toMatch(/^The secret named by connection is no address of PostgreSQL/)
    expect(right.text).toMatch(/^There is no database quest/)
  })

  test('nobody who speaks: the connection is given up after connectTimeoutSeconds', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }

    const { text, tries } = await failure(local({ port, connectTimeoutSeconds: 0.2 }))

    for (const socket of sockets) socket.destroy()
    silent.close()
    expect(text).toMatch(/^127\.0\.0\.1:\d+ did not answer within 0\.2 s/)
    expect(tries).toBe(2)
  })

  test('no free connection: tried again', async () => {
    await database.run('alter role reader connection limit 0')

    const { text, tries } = await failure(local({ user: 'reader', password: new Secret('wrong horse') }))

    await database.run('alter role reader connection limit -1')
    expect(text).toMatch(/^PostgreSQL at 127\.0\.0\.1 has no free connection left for reader/)
    expect(tries).toBe(2)
  })

  test('a server without encryption says what to set', async () => {
    expect((await failure(local({ tls: 'verify' }))).text).toMatch(/knows no encrypted connections\. .*tls: 'off'/)
    expect((await failure(local({ tls: { ca: 'missing.pem' } }))).text).toMatch(
      /missing\.pem cannot be read \(ENOENT\)/,
    )
  })
})

describe('reading', () => {
  test('a missing table is named with the nearest one, a missing column with the nearest one', async () => {
    expect((await failure({}, { table: 'evnts' })).text).toMatch(
      /relation "evnts" does not exist.*Did you mean public\.events\?/,
    )
    expect((await failure({}, { table: 'sales.payment' })).text).toMatch(/Did you mean sales\.payments\?/)
    expect((await failure({}, { table: 'public.zzz' })).text).toMatch(/Check table, schema/)
    expect((await failure({}, { table: 'events', columns: { ...columns, event: 'evnt' } })).text).toBe(
      'journey.event: the result has no column evnt. Did you mean event? It has: user_id, event, happened_at, properties.',
    )
    expect((await failure({}, { query: 'select user_idd from events' })).text).toMatch(
      /Perhaps you meant to reference the column "events.user_id"/,
    )
  })

  test('a missing right comes with the grant to run', async () => {
    const reader = local({ user: 'reader', password: new Secret('wrong horse') })
    await database.run('grant usage on schema sales to reader')
    const table = await failure(reader, { table: 'sales.payments' })
    const query = await failure(reader, { query: 'select * from sales.payments' })
    await database.run('revoke usage on schema sales from reader')
    const schema = await failure(reader, { table: 'sales.payments' })

    expect(table.text).toMatch(/reader may not read this: .* run: grant select on sales\.payments to reader;$/)
    expect(query.text).toMatch(/run: grant select on payments to reader;$/)
    expect(schema.text).toMatch(/run: grant usage on schema sales to reader;$/)
  })

  test('a query that would write is refused, and nothing is written', async () => {
    const { text, tries } = await failure({}, { query: 'select spoil() as user_id' })

    expect(text).toMatch(/would change something in the database.*read-only transaction/)
    expect(tries).toBe(1)
    expect(await database.run('select count(*)::int as n from events')).toEqual([{ n: 1000 }])
  })

  test('a question that takes too long is ended, and not asked again', async () => {
    const { text, tries } = await failure(
      { statementTimeoutSeconds: 0.05 },
      { query: 'select pg_sleep(5)::text as user_id' },
    )

    expect(text).toMatch(/ended the question after 0\.05 s/)
    expect(tries).toBe(1)
  })

  test('a locked table is tried again', async () => {
    const locking = new Client(database.url)
    await locking.connect()
    await locking.query('begin; lock table sales.payments')

    const { text, tries } = await failure({ lockTimeoutSeconds: 0.05 }, { table: 'sales.payments' })

    await locking.end()
    expect(text).toMatch(/a table was locked for longer than 0\.05 s/)
    expect(tries).toBe(2)
  })

  test('a wrong query, two columns of one name, a cursor that does not grow', async () => {
    expect((await failure({}, { query: 'selec 1' })).text).toMatch(/does not accept the question: syntax error/)
    expect((await failure({}, { query: 'select 1 as a, 2 as "A"' })).text).toMatch(
      /two columns of the result are called A/,
    )
    const twice = 'select e.*, f.* from events as e inner join events as f on f.user_id = e.user_id + 1'
    expect((await failure({}, { query: twice, columns })).text).toMatch(/two columns of the result are called user_id/)
    expect((await failure({}, { table: 'events', cursor: 'event' })).text).toMatch(
      /type text, whose values do not simply grow/,
    )
    expect((await failure({}, { table: 'events', cursor: 'happened_at', overlap: 5 })).text).toMatch(
      /Give a time as '10m'/,
    )
    expect((await failure({}, { query: 'select 1/0 as user_id' })).text).toMatch(/division by zero/)
  })
})

describe('check', () => {
  test('says what is there, what would be read, and whether an index helps', async () => {
    workspace = await openPostgresWorkspace(database, {
      streams: {
        'journey.event': { ...EVENTS, cursor: 'happened_at' },
        'journey.payment': { table: 'sales.payments', cursor: 'id', columns: { payment_id: 'id' } },
        whole: { entity: 'journey.event', query: 'select * from events', columns },
        missing: { entity: 'journey.event', table: 'evens' },
      },
    })

    const lines = await workspace.check()
    const russian = await workspace.check('ru')

    expect(lines.map(({ ok, message }) => `${ok ? 'ok' : 'no'} ${message}`)).toEqual([
      expect.stringMatching(
        /^ok PostgreSQL 18\.\d at 127\.0\.0\.1:\d+, database postgres, user svodka; the session can only read; not encrypted$/,
      ),
      'ok journey.event: 3 columns, about 1,000 rows',
      'ok journey.event: new rows are found by happened_at (timestamptz), which an index begins with',
      'ok journey.payment: 1 column, rows not counted yet',
      'ok journey.payment: new rows are found by id (int8); no index begins with it, so every sync reads the whole table: create index on that column',
      'ok whole: 3 columns, about 1,000 rows',
      'ok whole: without cursor, everything is read in every sync',
      expect.stringMatching(/^no missing: .*Did you mean public\.events\?$/),
    ])
    expect(russian[1]?.message).toMatch(/^journey\.event: 3 столбца, примерно 1\s000 строк$/)
  })

  test('a refused connection is one line', async () => {
    workspace = await openPostgresWorkspace(database, { ...local({ port: 1 }), streams: { 'journey.event': EVENTS } })

    expect(await workspace.check()).toEqual([{ ok: false, message: expect.stringMatching(/^Nothing answers/) }])
  })
})

describe('settings', () => {
  const faultsOf = async (settings: Record<string, unknown>) =>
    openPostgresWorkspace(database, settings as never).then(
      async (opened) => {
        await opened.close()
        return ''
      },
      (error: Error) => error.message,
    )

  test('each fault is named by its path', async () => {
    expect(await faultsOf({ host: 'x', streams: {} })).toMatch(/sources\.crm\.database.*\n.*sources\.crm\.user/)
    expect(await faultsOf({ prt: 1, streams: {} })).toMatch(/sources\.crm\.prt.*port/s)
    expect(await faultsOf({ timeZone: 'Mars/Base', streams: {} })).toMatch(/sources\.crm\.timeZone/)
    expect(await faultsOf({ streams: { a: { table: 'x', query: 'y' } } })).toMatch(/sources\.crm\.streams\.a\.table/)
    expect(await faultsOf({ streams: { a: { table: 'a.b.c' } } })).toMatch(/sources\.crm\.streams\.a\.table/)
    expect(await faultsOf({ streams: { a: { table: 'x', overlap: '5 minutes', cursor: 'y' } } })).toMatch(
      /sources\.crm\.streams\.a\.overlap/,
    )
    expect(await faultsOf({ streams: { a: { table: 'x', key: ['b'], columns: { c: 'd' } } } })).toMatch(
      /sources\.crm\.streams\.a\.key/,
    )
  })
})
