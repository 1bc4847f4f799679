import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { temporaryPostgres } from '../../test/postgres/workspace.ts'
import type { PostgresSandbox } from '../sandbox/postgres/index.ts'
import { mart, openPublishBench, type PublishBench } from './testing.ts'

let database: PostgresSandbox
let bench: PublishBench
beforeAll(async () => {
  database = await temporaryPostgres()
  await database.run(`create role bi login password 'bi'; create role analyst`)
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.run('drop schema if exists svodka cascade; drop schema if exists svodka_data cascade')
  bench = await openPublishBench({ url: database.url, rows: 10 })
})
afterEach(() => bench.close())

const rows = (text: string) => database.run(text)

/** One mart over the edition, with other columns. */
const loans = (select: string, header = 'Loans.') => [
  mart('loans', header, `select ${select} from (select edition::integer as edition from settings.edition)`),
]

const TYPES: readonly [name: string, expression: string, type: string, text: string][] = [
  ['bool', 'true', 'boolean', 'true'],
  ['tiny', '(-7)::tinyint', 'smallint', '-7'],
  ['small', '300::smallint', 'smallint', '300'],
  ['unsigned', '4000000000::uinteger', 'bigint', '4000000000'],
  ['whole', '7::integer', 'integer', '7'],
  ['big', '9007199254740993::bigint', 'bigint', '9007199254740993'],
  [
    'huge',
    '170141183460469231731687303715884105727::hugeint',
    'numeric(39,0)',
    '170141183460469231731687303715884105727',
  ],
  ['money', '12345678901234.56::decimal(18,2)', 'numeric(18,2)', '12345678901234.56'],
  ['double', '0.1::double', 'double precision', '0.1'],
  ['infinite', `'-inf'::double`, 'double precision', '-Infinity'],
  ['float', '1.5::float', 'real', '1.5'],
  ['day', `date '2024-02-29'`, 'date', '2024-02-29'],
  ['time', `time '23:59:59.5'`, 'time without time zone', '23:59:59.5'],
  ['instant', `timestamp '2024-03-31 01:30:00.123456'`, 'timestamp with time zone', '2024-03-31 01:30:00.123456+00'],
  ['zoned', `timestamptz '2024-03-31 01:30:00+03'`, 'timestamp with time zone', '2024-03-30 22:30:00+00'],
  [
    'nanos',
    `timestamp_ns '2024-01-01 00:00:00.123456789'`,
    'timestamp with time zone',
    '2024-01-01 00:00:00.123457+00',
  ],
  ['span', `interval '1 month 2 days 3 hours'`, 'interval', '1 mon 2 days 03:00:00'],
  ['uuid', `'00000000-0000-0000-0000-0000000000ff'::uuid`, 'uuid', '00000000-0000-0000-0000-0000000000ff'],
  ['bytes', `'\\x00\\xFF'::blob`, 'bytea', '\\x00ff'],
  ['kind', `'b'::enum('a', 'b')`, 'text', 'b'],
  ['list', `['a', null, 'b"c']`, 'jsonb', '["a", null, "b\\"c"]'],
  ['record', `{'a': 1, 'b': [date '2024-01-01']}`, 'jsonb', '{"a": 1, "b": ["2024-01-01"]}'],
  ['json', `'{"k": "v"}'::json`, 'jsonb', '{"k": "v"}'],
]

test('each type has its like in PostgreSQL, and each value says the same', async () => {
  const list = TYPES.map(([name, expression]) => `${expression} as "${name}"`).join(', ')
  await bench.edition(1, loans(list))

  await bench.publish()

  const types =
    await rows(`select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute as a
    where a.attrelid = 'svodka.loans'::regclass order by a.attnum`)
  const [values = {}] = await rows(`select ${TYPES.map(([name]) => `"${name}"::text`).join(', ')} from svodka.loans`)
  expect(types).toEqual(TYPES.map(([name, , type]) => ({ name, type })))
  expect(values).toEqual(Object.fromEntries(TYPES.map(([name, , , text]) => [name, text])))
})

test('texts that spoil a CSV arrive as they are; NUL bytes, which PostgreSQL refuses, are left out', async () => {
  const TEXTS = [
    '',
    'a,b',
    '"',
    'x"y""z',
    'first\nsecond\r\n',
    '\\.',
    '\\N',
    'NULL',
    ' ёжик 🦔 ',
    "'; drop table x; --",
  ]
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  const list = TEXTS.map(quoted).join(', ')
  await bench.edition(1, [
    mart(
      'loans',
      'Texts.',
      `select unnest([${list}, null, 'a' || chr(0) || 'b']) as said, ['x' || chr(0) || 'y', 'q\\u0000'] as listed from settings.edition`,
    ),
  ])

  await bench.publish()

  const found = await rows('select said, listed from svodka.loans')
  expect(found.map(({ said }) => said)).toEqual([...TEXTS, null, 'ab'])
  expect(found[0]?.['listed']).toEqual(['xy', 'q\\u0000'])
})

test('the header of a mart is its comment, and its lines are the columns’', async () => {
  const first = loans(`edition, 'l' as name`, "A loan's row.\ngrain: edition\nedition: which edition it is of")
  await bench.edition(1, first)
  await bench.publish()
  await bench.edition(2, loans(`edition, 'l' as name`, 'Другое описание.\nname: имя'))
  await bench.publish()

  const said = await rows(`select obj_description('svodka.loans'::regclass) as view,
    col_description('svodka.loans'::regclass, 1) as edition, col_description('svodka.loans'::regclass, 2) as name`)
  expect(said).toEqual([{ view: 'Другое описание.', edition: null, name: 'имя' }])
})

test('readers see the views and what was published, and nothing behind them', async () => {
  await bench.edition(1)
  await bench.publish({ readers: ['bi'] })

  const url = new URL(database.url)
  const client = new Client({
    host: url.hostname,
    port: Number(url.port),
    database: 'postgres',
    user: 'bi',
    password: 'bi',
  })
  await client.connect()
  const { rows: read } = await client.query(`select p.mart, count(l.edition)::int as found
    from svodka.svodka_published as p, svodka.loans as l group by p.mart order by p.mart`)
  const refused = await client.query('select * from svodka_data.stored').catch((error: Error) => error.message)
  await client.end()
  const open = await rows(`select n.nspname || '.' || c.relname as name from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname like 'svodka%' and c.relkind in ('r', 'v', 'p') and has_schema_privilege('bi', n.oid, 'usage')
      and has_table_privilege('bi', c.oid, 'select') order by 1`)
  const writable = await rows(`select has_table_privilege('bi', 'svodka.loans', 'insert, update, delete') as may`)
  expect(read).toEqual([
    { mart: 'mart.loans', found: 10 },
    { mart: 'mart.payments', found: 10 },
  ])
  expect(refused).toBe('permission denied for schema svodka_data')
  expect(open.map(({ name }) => name)).toEqual(['svodka.loans', 'svodka.payments', 'svodka.svodka_published'])
  expect(writable).toEqual([{ may: false }])
})

test('what was published says how many rows, of which time, and when', async () => {
  await bench.edition(1)

  const publication = await bench.publish()

  expect(publication).toEqual({
    target: 'bi',
    publishedAt: expect.stringMatching(/^2024-01-01T06:00:0/),
    marts: [
      { mart: 'mart.loans', rows: 10, asOf: null },
      { mart: 'mart.payments', rows: 10, asOf: null },
    ],
    left: [],
  })
  expect(
    await rows(`select mart, rows::int, data_as_of, published_at from svodka.svodka_published order by mart`),
  ).toEqual([
    { mart: 'mart.loans', rows: 10, data_as_of: null, published_at: new Date(publication.publishedAt) },
    { mart: 'mart.payments', rows: 10, data_as_of: null, published_at: new Date(publication.publishedAt) },
  ])
})

test('many rows arrive, of a table and of a view; none at all, too', async () => {
  const SUM = 300_000 * (299_999 / 2)
  await bench.edition(1, [
    mart('loans', 'Many.', 'select range as n from settings.edition cross join range(300000)'),
    mart('payments', 'Many.\nkind: view', 'select range as n from settings.edition cross join range(300000)'),
    mart('nothing', 'None.', 'select edition from settings.edition where false'),
  ])

  await bench.publish()

  expect(
    await rows(`select 'l' as of, count(*)::int, sum(n)::float8 from svodka.loans
      union all select 'p', count(*)::int, sum(n)::float8 from svodka.payments
      union all select 'n', count(*)::int, 0 from svodka.nothing order by 1`),
  ).toEqual([
    { of: 'l', count: 300_000, sum: SUM },
    { of: 'n', count: 0, sum: 0 },
    { of: 'p', count: 300_000, sum: SUM },
  ])
})

test('only the publication that is read and the one before it take room', async () => {
  for (const edition of [1, 2, 3, 4]) {
    await bench.edition(edition)
    await bench.publish()
  }

  const parts =
    await rows(`select mart, array_agg(distinct publication::int order by publication::int) as kept from svodka_data.stored
    where parent is not null group by mart order by mart`)
  const tables = await rows(
    `select count(*)::int as n from pg_class where relnamespace = 'svodka_data'::regnamespace and relkind in ('r', 'p')`,
  )
  expect(parts).toEqual([
    { mart: 'mart.loans', kept: [3, 4] },
    { mart: 'mart.payments', kept: [3, 4] },
  ])
  // two parents, two publications each with rows and mark, and the list of them
  expect(tables).toEqual([{ n: 11 }])
})

test('indexes are there, on what is published now', async () => {
  await bench.edition(1)
  await bench.publish({ indexes: { 'mart.loans': ['loan_id', ['edition', 'loan_id']] } })

  const found = await rows(`select regexp_replace(indexdef, '.* USING ', '') as on from pg_indexes
    where schemaname = 'svodka_data' and tablename like 'loans%' order by 1`)
  expect(found).toEqual([{ on: 'btree (edition, loan_id)' }, { on: 'btree (loan_id)' }])
})

test('a view that somebody built on a mart goes on, over new rows and new columns', async () => {
  await bench.edition(1, loans('edition, 1 as amount'))
  await bench.publish()
  await rows(`create schema if not exists own; create view own.doubled as select edition, amount * 2 as twice from svodka.loans;
    grant select on svodka.loans to analyst`)
  await bench.edition(2, loans(`'before' as new_one, edition, 3 as amount`))
  await bench.publish()

  expect(await rows('select * from own.doubled')).toEqual([{ edition: 2, twice: 6 }])
  expect(await rows('select * from svodka.loans')).toEqual([{ edition: 2, amount: 3, new_one: 'before' }])
  expect(await rows(`select has_table_privilege('analyst', 'svodka.loans', 'select') as may`)).toEqual([{ may: true }])
  await rows('drop schema own cascade')
})

test('a column that changes its type takes its readers’ rights along; where somebody’s view needs it, nothing is published', async () => {
  await bench.edition(1, loans('edition, 1 as amount'))
  await bench.publish()
  await rows('grant select on svodka.loans to analyst')
  await bench.edition(2, loans('edition, 2.5::decimal(18,2) as amount'))
  await bench.publish()
  const second = await rows('select edition, amount from svodka.loans')
  const may = await rows(`select has_table_privilege('analyst', 'svodka.loans', 'select') as may`)
  await rows('create schema if not exists own; create view own.halved as select amount / 2 as half from svodka.loans')
  await bench.edition(3, loans(`edition, 'three' as amount`))

  const failure = await bench.publish().catch((error: Error) => error)

  expect([second, may]).toEqual([[{ edition: 2, amount: '2.50' }], [{ may: true }]])
  expect(String(failure)).toMatch(
    /publish\.bi: mart\.loans lost a column or changed the type of one.*svodka\.loans still need it: view own\.halved depends on view svodka\.loans/,
  )
  expect(await rows('select edition from svodka.loans')).toEqual([{ edition: 2 }])
  await rows('drop schema own cascade')
})

test('a mart that is no longer asked for stays as it was, and is told', async () => {
  await bench.edition(1)
  await bench.publish()
  await bench.edition(2)

  const { left } = await bench.publish({ marts: ['mart.payments'] })

  expect(left).toEqual(['mart.loans'])
  expect(
    await rows('select distinct l.edition as old, p.edition as new from svodka.loans as l, svodka.payments as p'),
  ).toEqual([{ old: '1', new: '2' }])
})
