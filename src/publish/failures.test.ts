import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { temporaryPostgres } from '../../test/postgres/workspace.ts'
import type { SvodkaError } from '../base/index.ts'
import { Secret } from '../kit/index.ts'
import type { PostgresSandbox } from '../sandbox/postgres/index.ts'
import { checkTarget } from './check.ts'
import type { PublishTarget } from './contract.ts'
import { mart, openPublishBench, type PublishBench } from './testing.ts'

let database: PostgresSandbox
let bench: PublishBench
beforeAll(async () => {
  database = await temporaryPostgres()
  await database.run(
    `create role bi; create role writer login password 'wrong horse'; create role guest login password 'g'`,
  )
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.run('drop schema if exists svodka cascade; drop schema if exists svodka_data cascade')
  bench = await openPublishBench({ url: database.url, rows: 10 })
  await bench.edition(1)
})
afterEach(() => bench.close())

const at = (more: { user?: string; password?: string; port?: number; database?: string }) => {
  const { user = 'svodka', password = database.password, port = database.port } = more
  const url = new Secret(`postgresql://${user}:${password}@127.0.0.1:${port}/${more.database ?? 'postgres'}`)
  return { postgres: { url, connectTimeoutSeconds: 15 } }
}

/** What a publication says in English; never without a Russian, never with a password. */
async function failure(more: Partial<PublishTarget>): Promise<{ text: string; recovery: string }> {
  const error = await bench.publish(more).then(
    () => new Error('published'),
    (thrown: SvodkaError) => thrown,
  )
  if (!('say' in error)) throw error
  for (const text of [error.say('en'), error.say('ru'), JSON.stringify(bench.world.lines)])
    for (const secret of [database.password, 'wrong horse', 'wrong%20horse']) expect(text).not.toContain(secret)
  expect(error.say('ru')).toMatch(/[а-я]{4}/i)
  return { text: error.say('en'), recovery: error.recovery }
}

test('each way that a connection fails says what to do', async () => {
  const guilty = [
    await failure(at({ port: 1 })),
    await failure(at({ user: 'writer', password: 'nonsense' })),
    await failure(at({ database: 'bi' })),
    await failure({ postgres: { url: new Secret('wrong%20horse'), connectTimeoutSeconds: 15 } }),
    await failure({ postgres: { ...at({}).postgres, tls: 'verify' } }),
  ]

  expect(guilty).toEqual([
    {
      text: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1:1\. Check the address in \.env/),
      recovery: 'retry',
    },
    {
      text: expect.stringMatching(/refused the password of writer\. Correct it in \.env, in the address/),
      recovery: 'stop',
    },
    { text: expect.stringMatching(/^There is no database bi at .*Check the address in \.env/), recovery: 'stop' },
    { text: expect.stringMatching(/^The secret named by url is no address of PostgreSQL/), recovery: 'stop' },
    { text: expect.stringMatching(/knows no encrypted connections\. .*tls: 'off'/), recovery: 'stop' },
  ])
})

test('a misspelt mart, column or role is named with the nearest one', async () => {
  expect((await failure({ marts: ['mart.laons'] })).text).toBe(
    'publish.bi.marts: there is no mart “mart.laons”. Did you mean “mart.loans”? Known: mart.loans, mart.payments.',
  )
  expect((await failure({ indexes: { 'mart.loans': ['loanid'] } })).text).toBe(
    'publish.bi.indexes: mart.loans has no column “loanid”. Did you mean “loan_id”? It has: loan_id, edition.',
  )
  expect((await failure({ readers: ['b1'] })).text).toMatch(/PostgreSQL knows no role “b1”\. Did you mean “bi”\?/)
})

test('who may not write is told what the administrator runs, by the check before', async () => {
  const writer = at({ user: 'writer', password: 'wrong horse' })
  const check = async () => {
    const { warehouse, target } = bench
    const parts = { warehouse, folder: '.', signal: new AbortController().signal, locale: 'en' as const }
    return (await checkTarget({ ...target, ...writer }, parts)).map(({ ok, message }) => `${ok}: ${message}`)
  }
  const [before] = await check()
  const refused = await failure(writer)
  await database.run(/run: (.*)$/.exec(before ?? '')?.[1] ?? '')
  const [after] = await check()
  await bench.publish(writer)

  expect(before).toMatch(
    /^false: bi: writer may create neither .* create schema "svodka" authorization "writer"; create/,
  )
  expect(refused.text).toMatch(
    /writer may not do this in the database postgres .*permission denied for database postgres/,
  )
  expect(after).toMatch(/^true: bi: PostgreSQL at 127\.0\.0\.1:\d+, .* user writer; schema svodka, 2 marts$/)
  expect(await database.run('select count(*)::int as n from svodka.loans')).toEqual([{ n: 10 }])
})

test('somebody’s own table of a mart’s name is left alone, as is another target’s', async () => {
  await database.run('create schema svodka; create table svodka.loans (mine int)')
  const mine = await failure({})
  await database.run('drop table svodka.loans')
  await bench.publish()
  const others = await failure({ id: 'other' })

  expect(mine.text).toMatch(
    /^publish\.bi: svodka already has a table or view “loans”, which Svodka did not make\. Choose/,
  )
  expect(others.text).toMatch(/“loans”, which the target “bi” publishes/)
})

test('a schema of somebody else’s, whose owner must let readers in', async () => {
  await database.run(`create schema svodka; grant usage, create on schema svodka to writer;
    create schema svodka_data authorization writer`)

  const { text } = await failure({ ...at({ user: 'writer', password: 'wrong horse' }), readers: ['bi'] })

  expect(text).toMatch(/Let the owner run: grant usage on schema "svodka" to "bi"$/)
})

test('a value that PostgreSQL does not take: nothing changes, and it says where it is', async () => {
  await bench.publish()
  await bench.edition(2, [
    mart('loans', 'Loans.', `select range as loan_id, date '5881580-07-10' as edition from range(3)`),
  ])

  const { text } = await failure({})

  expect(text).toMatch(/^mart\.loans: PostgreSQL at 127\.0\.0\.1 does not take a value: .*COPY .*column edition/)
  expect(await database.run('select count(*)::int as n, max(edition)::int as edition from svodka.loans')).toEqual([
    { n: 10, edition: 1 },
  ])
})

test('a connection that is ended on the way leaves what readers saw, and the next run goes on', async () => {
  await bench.publish()
  await bench.edition(2)
  const { csv } = bench.warehouse
  bench.warehouse.csv = (tables, take) =>
    csv(tables, async (table) => {
      await take(table)
      await database.run(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'svodka'`)
    })
  const { text, recovery } = await failure({})
  bench.warehouse.csv = csv
  const between = await database.run('select distinct edition::int as edition from svodka.loans')
  await bench.publish()

  expect(text).toMatch(/Readers see the former publication, whole\. It is tried again\.$/)
  expect(recovery).toBe('retry')
  expect(between).toEqual([{ edition: 1 }])
  expect(await database.run('select distinct edition::int as edition from svodka.payments')).toEqual([{ edition: 2 }])
})

test('whoever reads for long keeps nobody waiting: neither the publication nor other readers', async () => {
  await bench.publish()
  const long = new Client(database.url)
  await long.connect()
  await long.query('begin transaction isolation level repeatable read')
  const first = await long.query('select distinct edition::int as edition from svodka.loans')
  for (const edition of [2, 3]) {
    await bench.edition(edition)
    await bench.publish()
  }

  const others = await database.run('select distinct edition::int as edition from svodka.loans')
  const still = await long.query('select distinct edition::int as edition from svodka.loans')
  await long.query('commit')
  await long.end()

  expect([first.rows, still.rows, others]).toEqual([[{ edition: 1 }], [{ edition: 1 }], [{ edition: 3 }]])
  expect(bench.world.lines.filter(({ event }) => event === 'publish.leftover_in_use').length).toBeGreaterThan(0)
  // twice it may still have been planning, for ten seconds of the pinned clock
  expect(bench.world.sleeps.filter((milliseconds) => milliseconds === 100)).toHaveLength(2 * 100)
  await bench.publish()
  expect(
    await database.run(
      `select count(distinct publication)::int as n from svodka_data.stored where mart = 'mart.loans' and parent is not null`,
    ),
  ).toEqual([{ n: 2 }])
})

test('a transaction that stays open finds a whole publication: the newest, or the former by a plan that it keeps', async () => {
  await bench.publish()
  const planned = new Client(database.url)
  const joining = new Client(database.url)
  const look = async (): Promise<unknown> => (await planned.query({ name: 'planned', text: LOOK, values: [0] })).rows[0]
  const join = async (): Promise<unknown> => (await joining.query(JOIN)).rows[0]
  for (const client of [planned, joining]) {
    await client.connect()
    await client.query('begin')
  }
  // PostgreSQL keeps the plan after five times
  for (let turn = 0; turn < 7; turn++) await look()
  await join()
  const looks: unknown[] = []
  const joins: unknown[] = []
  for (const edition of [2, 3]) {
    await bench.edition(edition)
    await bench.publish()
    looks.push(await look())
    joins.push(await join())
  }
  await planned.query('commit')
  looks.push(await look())
  for (const client of [planned, joining]) await client.end()

  expect(looks).toEqual([1, 1, 3].map((edition) => ({ rows: 10, edition, editions: 1 })))
  expect(joins).toEqual([2, 3].map((edition) => ({ rows: 10, loans: edition, payments: edition })))
})

const LOOK = `select count(*)::int as rows, min(edition)::int as edition, count(distinct edition)::int as editions
  from svodka.loans where loan_id >= $1`
const JOIN = `select count(*)::int as rows, min(l.edition)::int as loans, max(p.edition)::int as payments
  from svodka.loans as l inner join svodka.payments as p on p.payment_id = l.loan_id`

test('other columns wait for a reader of the view, and say who it is', async () => {
  await bench.publish()
  const idle = new Client(database.url)
  await idle.connect()
  await idle.query('begin; select * from svodka.loans')
  await bench.edition(2, [mart('loans', 'Loans.', 'select edition, 1 as more from settings.edition')])
  bench.world.sleep = async (milliseconds) => {
    bench.world.sleeps.push(milliseconds)
    // the reader goes away while it is waited for
    if (milliseconds === 1000) await idle.query('commit')
  }

  await bench.publish()

  await idle.end()
  expect(bench.world.sleeps).toContain(1000)
  expect(await database.run('select edition::int as edition, more from svodka.loans')).toEqual([
    { edition: 2, more: 1 },
  ])
})
