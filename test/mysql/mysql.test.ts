import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret, sql } from '../../src/kit/index.ts'
import { mariadbMissing, startMariadb, type TemporaryMariadb } from '../mariadb/mariadb.ts'
import { openMysqlWorkspace, PASSWORD, type MysqlWorkspace } from './workspace.ts'

const columns = { payment_id: 'id', user_id: 'user_id', paid_at: 'paid_at', amount: 'amount' }

describe.skipIf(mariadbMissing)(`a MariaDB database${mariadbMissing ? ` (${mariadbMissing})` : ''}`, () => {
  let database: TemporaryMariadb
  let workspace: MysqlWorkspace
  beforeAll(async () => {
    // its own clock is far from UTC: nothing may depend on it
    database = await startMariadb(['--character-set-server=utf8mb4'], 'Asia/Vladivostok')
    await database.run(`set global sql_mode = ''; set sql_mode = ''; create database shop;
      create user svodka@'%' identified by '${PASSWORD}'; grant select on shop.* to svodka@'%';
      create user writer@'%' identified by '${PASSWORD}'; grant all on *.* to writer@'%'; use shop`)
  })
  afterAll(() => database.close())
  beforeEach(() =>
    database.run(`drop table if exists payments; set time_zone = '+00:00';
      create table payments (id bigint, user_id int, paid_at timestamp(3) null, amount decimal(18, 2), note text);
      insert into payments values (1, 1, '2023-05-01 10:00:00', 100, null), (2, 1, '2023-05-01 12:00:00.25', 0.1, '')`),
  )
  afterEach(() => workspace.close())

  const open = async (stream: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) => {
    workspace = await openMysqlWorkspace(database.port, {
      streams: { 'shop.payment': { table: 'payments', columns, cursor: 'paid_at', ...stream } },
      ...settings,
    })
  }
  const pay = (id: number | bigint, at: string | null) =>
    database.run(`insert into payments values (${id}, 1, ${at === null ? 'null' : `'${at}'`}, 5, null)`)
  const counts = async (options = {}) => {
    const [result] = await workspace.sync(options)
    expect(result?.error).toBeNull()
    return [result?.added, result?.changed, result?.unchanged]
  }
  const failure = async () => (await workspace.sync())[0]?.error
  const ids = async () =>
    (await workspace.rows('select payment_id as id from core.shop_payment order by payment_id')).map(({ id }) => id)

  test('the first run takes all, the next what is new, within the overlap or without a value', async () => {
    await open({ overlap: '10m' })
    const first = await counts()
    await pay(3, '2023-05-01 13:00:00')
    await pay(4, '2023-05-01 11:55:00')
    await pay(5, '2023-05-01 11:45:00')
    await pay(6, null)
    const second = await counts()
    await pay(7, '2037-01-01 00:00:00')
    const third = await counts()
    await pay(8, '2023-06-01 00:00:00')
    await counts()
    const refetched = await counts({ mode: 'refetch' })

    expect([first, second, third]).toEqual([
      [2, 0, 0],
      [3, 0, 1],
      [1, 0, 2],
    ])
    expect(refetched).toEqual([2, 0, 6])
    expect(await ids()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })

  test('a whole number as cursor, beyond what a double holds; a changed row within the overlap', async () => {
    await database.run('delete from payments')
    const large = 9_007_199_254_740_993n
    await pay(large, null)
    await open({ cursor: 'id', overlap: 1 })
    await counts()
    await pay(large - 1n, null)
    await pay(large - 2n, null)
    await database.run(`update payments set amount = 250.5 where id = ${large}`)

    expect(await counts()).toEqual([1, 1, 0])
    expect(await ids()).toEqual([String(large - 1n), String(large)])
    expect((await workspace.warehouse.cursor('shop', 'shop.payment'))?.['until']).toBe(String(large))
  })

  test('without a cursor everything is read, and loaded only where it differs', async () => {
    await open({ cursor: undefined })
    const first = await counts()
    const second = await counts()
    await pay(3, null)

    expect([first, second, await counts()]).toEqual([
      [2, 0, 0],
      [0, 0, 0],
      [1, 0, 2],
    ])
  })

  test('every type says what it said there', async () => {
    await database.run(`drop table if exists kinds;
      create table kinds (id bigint unsigned, seen timestamp(6) null, wall datetime, day date, sum decimal(30, 10), note text,
        bits bit(12), bytes varbinary(8), doc json, half double, kind enum('a', 'б'), clock time, flag bool);
      insert into kinds values (18446744073709551615, '2023-10-29 01:30:00.000125', '2023-10-29 02:30:00', '2024-02-29',
        12345678901234567890.0123456789, 'a "b", c\n', b'101010101010', x'00ff', '{"x": [1, "й"]}', 0.1, 'б', '12:34:56', true)`)
    await database.run(`insert into kinds (id, wall, day, note) values (2, '0000-00-00 00:00:00', '2023-00-00', '')`)
    await open(
      {
        table: undefined,
        query: 'select * from kinds; -- all of them',
        cursor: undefined,
        columns: {
          payment_id: 'id',
          user_id: sql`concat_ws('|', bits, bytes, doc, half, kind, clock, flag, sum)`,
          paid_at: sql`wall`,
          paid_on: 'day',
          amount: sql`epoch_us(seen::timestamptz) % 1000`,
          note: 'note',
        },
      },
      { timeZone: 'Europe/Berlin' },
    )
    await counts()

    expect(
      await workspace.rows('select * exclude (source) from core.shop_payment order by length(payment_id)'),
    ).toEqual([
      { payment_id: '2', user_id: '', paid_at: null, paid_on: null, amount: null, note: '' },
      {
        payment_id: '18446744073709551615',
        user_id: '2730|00ff|{"x": [1, "й"]}|0.1|б|12:34:56|1|12345678901234567890.0123456789',
        // the first of the two hours: summer time
        paid_at: '2023-10-29T00:30:00Z',
        paid_on: '2024-02-29',
        amount: 125,
        note: 'a "b", c\n',
      },
    ])
  })

  test('a clock of a zone: datetime is moved to UTC, and its cursor goes back over the doubled hour', async () => {
    await database.run(`drop table payments;
      create table payments (id int, user_id int, paid_at datetime, amount int, index (paid_at));
      insert into payments values (1, 1, '2023-10-29 02:59:00', 1), (2, 1, '2023-03-26 02:30:00', 1)`)
    await open({}, { timeZone: 'Europe/Berlin' })
    await counts()
    await database.run(`insert into payments values (3, 1, '2023-10-29 02:01:00', 1)`)

    expect(await counts()).toEqual([1, 0, 1])
    expect(await workspace.rows('select payment_id as id, paid_at from core.shop_payment order by 1')).toEqual([
      { id: '1', paid_at: '2023-10-29T00:59:00Z' },
      { id: '2', paid_at: '2023-03-26T01:30:00Z' },
      { id: '3', paid_at: '2023-10-29T00:01:00Z' },
    ])
  })

  test('texts of a query may stand in double quotes, and it may select only', async () => {
    await open({ table: undefined, query: 'select * from payments where "b" = "b" and id > 1 # the newer ones' })
    expect(await counts()).toEqual([1, 0, 0])
    await workspace.close()

    await open({ table: undefined, query: 'select 1 as id) as x; drop table payments; select (1' })
    expect(await failure()).toMatch(/^shop\.payment: MySQL does not accept the question: /)
    expect(await database.rows('select count(*) as n from payments')).toEqual([{ n: 2 }])
  })

  test('an account that may write does not: its session is read-only', async () => {
    await database.run(`drop function if exists shop.spoil; create function shop.spoil() returns int modifies sql data
      begin insert into shop.payments values (9, 9, null, 9, null); return 1; end`)
    await open(
      { table: undefined, cursor: undefined, query: 'select *, spoil() as s from payments' },
      { user: 'writer' },
    )

    expect(await failure()).toMatch(
      /^shop\.payment: the query would change something in the database, and Svodka only reads/,
    )
    expect(await database.rows('select count(*) as n from payments')).toEqual([{ n: 2 }])
  })

  test.each([
    ['a table', { table: 'paiments' }, {}, /^shop\.payment: there is no such table: .*paiments.*database \(shop\)/],
    [
      'a column',
      { columns: { payment_id: 'ids' } },
      {},
      /^shop\.payment: the result has no column ids\. Did you mean id\?/,
    ],
    [
      'a cursor that does not grow',
      { cursor: 'note' },
      {},
      /the cursor column note has the type text, whose values do not simply grow/,
    ],
    ['an overlap of another kind', { overlap: 5 }, {}, /overlap does not fit the cursor column paid_at \(timestamp\)/],
    [
      'two columns of one name',
      { table: undefined, cursor: undefined, columns: undefined, query: 'select 1 as id, 2 as ID' },
      {},
      /^shop\.payment: MySQL does not accept the question: Duplicate column name 'ID'/,
    ],
    [
      'a database',
      {},
      { database: 'shopp' },
      /^svodka cannot open the database shopp .*grant select on shopp\.\* to svodka;$/,
    ],
    [
      'a password',
      {},
      { password: new Secret('wrong') },
      /^MySQL at 127\.0\.0\.1 refused svodka: the password is wrong/,
    ],
    ['a port', {}, { port: 1 }, /^Nothing answers at 127\.0\.0\.1:1\./],
    [
      'a host',
      {},
      { host: 'nowhere.invalid', tls: 'off' },
      /^There is no host nowhere\.invalid: its name cannot be resolved/,
    ],
    [
      'a file of certificates',
      {},
      { tls: { ca: 'none.pem' } },
      /^The file of certificates .*none\.pem cannot be read \(ENOENT\)/,
    ],
  ])('what is wrong is named with what to do: %s', async (_, stream, settings, text) => {
    await open(stream, settings)
    const error = String(await failure())

    expect(error).toMatch(text)
    expect(error).not.toContain(PASSWORD)
  })

  describe('in the middle of many rows', () => {
    beforeEach(async () => {
      await database.run(
        `insert into payments select seq, 1, '2023-06-01', seq, repeat('x', 2000) from seq_10_to_20009`,
      )
      await open({ columns: { ...columns, note: 'note' } })
    })

    /** Syncs; as soon as the rows are being sent, does something with the connection's number. */
    const whileReading = async (act: (id: string) => unknown, signal?: AbortSignal) => {
      let isOver = false
      const syncing = workspace.sync(signal ? { signal } : {}).finally(() => (isOver = true))
      const reading = `select id from information_schema.processlist where user = 'svodka' and info like 'select%note%from%'`
      while (!isOver) {
        const id = (await database.rows(reading))[0]?.['id']
        if (id === undefined) continue
        await act(String(id))
        break
      }
      return (await syncing)[0]
    }
    const batches = () => workspace.rows('select count(*)::int as n from raw.batch')

    test('a connection that breaks off leaves nothing, and is tried again in the same sync', async () => {
      const result = await whileReading((id) => database.run(`kill ${id}`))

      expect([result?.error, result?.added, result?.unchanged]).toEqual([null, 20_002, 0])
      const failed = workspace.world.lines.find(({ event }) => event === 'sync.failed')
      expect(String(failed?.fields['error'])).toMatch(/while shop\.payment was read/)
      expect(await batches()).toEqual([{ n: 1 }])
    })

    test('a sync that is stopped ends at once, and leaves nothing', async () => {
      const controller = new AbortController()
      const result = await whileReading(() => controller.abort(), controller.signal)

      expect(result?.error).toMatch(/^The sync was stopped/)
      expect(await batches()).toEqual([{ n: 0 }])
    })
  })

  test('check says what would be read, and whether an index begins with the cursor', async () => {
    await database.run('create index by_time on payments (paid_at, id)')
    workspace = await openMysqlWorkspace(database.port, {
      streams: {
        'shop.payment': { table: 'shop.payments', columns, cursor: 'paid_at' },
        slow: { table: 'payments', columns, cursor: 'id', entity: 'shop.payment' },
        whole: { query: 'select id as payment_id from payments', entity: 'shop.payment' },
        gone: { table: 'nothing', entity: 'shop.payment' },
      },
    })
    const lines = await workspace.check()

    expect(lines.map(({ ok }) => ok)).toEqual([true, true, true, true, true, true, true, false])
    expect(lines.map(({ message }) => message).join('\n')).toMatch(
      /^MariaDB [\d.]+ at 127\.0\.0\.1:\d+, database shop, user svodka; the session can only read; not encrypted\nshop\.payment: 4 columns, about 2 rows\nshop\.payment: new rows are found by paid_at \(timestamp\), which an index begins with\nslow: .*\nslow: .*; no index begins with it.*\nwhole: 1 column\nwhole: without cursor, everything is read in every sync\ngone: there is no such table/,
    )
    expect((await workspace.check('ru'))[1]?.message).toBe('shop.payment: 4 столбца, примерно 2 строки')
  })
})
