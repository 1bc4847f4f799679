import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { defineEntity, sql } from '../../src/kit/index.ts'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { openPostgresWorkspace, temporaryPostgres, type PostgresWorkspace } from './workspace.ts'

let database: PostgresSandbox
let workspace: PostgresWorkspace | undefined
beforeAll(async () => {
  database = await temporaryPostgres({ timezone: 'Asia/Tokyo', datestyle: 'German', bytea_output: 'escape' })
})
afterAll(() => database.close())
afterEach(async () => {
  await workspace?.close()
  workspace = undefined
})

const text = { type: 'string', meaning: 'as it came' } as const
const thing = defineEntity({
  id: 'test.thing',
  meaning: 'One of everything.',
  key: ['id'],
  columns: {
    id: { type: 'integer', required: true, meaning: 'number' },
    moment: { type: 'instant', meaning: 'timestamptz' },
    clock: { type: 'instant', meaning: 'timestamp without zone' },
    day: { type: 'day', meaning: 'date' },
    amount: { type: 'decimal', meaning: 'numeric' },
    ratio: { type: 'double', meaning: 'float8' },
    is_open: { type: 'boolean', meaning: 'bool' },
    ...Object.fromEntries(
      [
        'exact',
        'label',
        'padded',
        'document',
        'binary_document',
        'list',
        'bytes',
        'uuid',
        'mood',
        'price',
        'span',
        'pair',
      ].map((name) => [name, text] as const),
    ),
  },
})

const TABLE = `
  create type mood as enum ('ok', 'так себе');
  create type pair as (a int, b text);
  create domain clock as timestamp;
  create table thing (
    id int8 primary key, moment timestamptz, clock clock, day date, amount numeric(12, 2), exact numeric, ratio float8,
    is_open bool, label text, padded char(5), document json, binary_document jsonb, list text[], bytes bytea, uuid uuid,
    mood mood, price money, span interval, pair pair)`

async function things(inserts: string, settings: Record<string, unknown> = {}) {
  await database.run(
    `drop table if exists thing; drop type if exists mood, pair; drop domain if exists clock; ${TABLE}`,
  )
  await database.run(inserts)
  workspace = await openPostgresWorkspace(
    database,
    { ...settings, streams: { 'test.thing': { table: 'thing' } } },
    { entities: [thing] },
  )
  const [result] = await workspace.sync()
  const rows = await workspace.rows(`select * exclude (source) replace (id::varchar as id, moment::varchar as moment,
    clock::varchar as clock) from core.test_thing order by id`)
  return { result, rows }
}

test('every type comes through as the same value, whatever the server’s own settings are', async () => {
  const { result, rows } = await things(
    `insert into thing values (
      9007199254740993, '2022-01-21 17:01:22.123456+03', '2022-01-21 17:01:22.5', '2022-02-28', 12345678.90,
      123456789012345678901234567890.123456789, 0.1, true, 'x', 'ab', '{"a": [1, null]}', '{"b": "ё"}',
      array['q"u', null, 'ё,'], '\\xdeadBEEF', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'так себе', '12.50',
      '1 day 02:00', row(1, 'два'))`,
    { timeZone: 'Europe/Moscow' },
  )

  expect(result).toMatchObject({ added: 1, rejected: 0, error: null })
  expect(rows).toEqual([
    {
      id: '9007199254740993',
      moment: '2022-01-21 14:01:22.123456',
      clock: '2022-01-21 14:01:22.5',
      day: '2022-02-28',
      amount: 12345678.9,
      ratio: 0.1,
      is_open: true,
      exact: '123456789012345678901234567890.123456789',
      label: 'x',
      padded: 'ab',
      document: '{"a": [1, null]}',
      binary_document: '{"b": "ё"}',
      list: '["q\\"u",null,"ё,"]',
      bytes: 'deadbeef',
      uuid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      mood: 'так себе',
      price: '12.50',
      span: '1 day 02:00:00',
      pair: '{"a":1,"b":"два"}',
    },
  ])
})

test('texts: quotes, lines, backslashes, emoji, ten thousand characters; empty is not “no value”', async () => {
  const labels = [
    '',
    'a"b""c',
    'line\nline\r\n\n',
    '\\.',
    '\\N',
    '\\.\n\\.',
    ' ж ',
    '👩🏽‍💻 «Ёж»',
    'ж'.repeat(10_000),
    'a,b;\tc',
    'NULL',
    '"',
  ]
  await database.run('drop table if exists said; create table said (id int8, label text)')
  for (const [at, label] of labels.entries()) await database.run('insert into said values ($1, $2)', [at, label])
  await database.run('insert into said values (100, null)')
  const streams = { 'test.thing': { table: 'said' } }
  workspace = await openPostgresWorkspace(database, { streams }, { entities: [thing] })

  const [result] = await workspace.sync()

  const rows = await workspace.rows('select id, label from core.test_thing order by id')
  expect(result).toMatchObject({ added: labels.length + 1, rejected: 0 })
  expect(rows.map(({ label }) => label)).toEqual([...labels, null])
})

test('infinity is no value; what is not a number is rejected with its reason', async () => {
  const { result, rows } = await things(`
    insert into thing (id, moment, clock, day) values (1, 'infinity', '-infinity', 'infinity');
    insert into thing (id, ratio) values (2, 'NaN'), (3, 'Infinity');
    insert into thing (id, amount) values (4, 'NaN')`)

  expect(result).toMatchObject({ added: 1, rejected: 3, error: null })
  expect(rows).toEqual([expect.objectContaining({ id: '1', moment: null, clock: null, day: null })])
  const reasons = (await workspace?.warehouse.rejected({}))?.rows ?? []
  expect(reasons.map(({ reason }) => reason).toSorted()).toEqual([
    'amount: "NaN" is not a number',
    'ratio: "Infinity" is not a number',
    'ratio: "NaN" is not a number',
  ])
})

test('names of tables and columns are taken as they are written', async () => {
  await database.run(`create schema if not exists "Мой отдел"; drop table if exists "Мой отдел"."The ""x"".y";
    create table "Мой отдел"."The ""x"".y" ("Id, №" int, "select" text); insert into "Мой отдел"."The ""x"".y" values (7, 'a')`)
  const columns = { id: 'Id, №', label: 'select' }
  workspace = await openPostgresWorkspace(
    database,
    { streams: { 'test.thing': { table: '"Мой отдел"."The ""x"".y"', columns } } },
    { entities: [thing] },
  )

  await workspace.sync()

  expect(await workspace.rows('select id, label from core.test_thing')).toEqual([{ id: 7, label: 'a' }])
})

test('an expression is DuckDB’s SQL over the result’s columns', async () => {
  await database.run(
    `drop table if exists said; create table said (id int8, label text); insert into said values (1, 'A b')`,
  )
  const columns = { id: 'id', label: sql`lower(label) || ' ' || id` }
  workspace = await openPostgresWorkspace(
    database,
    { schema: 'public', streams: { things: { entity: 'test.thing', table: 'said', key: ['id'], columns } } },
    { entities: [thing] },
  )

  await workspace.sync()

  expect(await workspace.rows('select label from core.test_thing')).toEqual([{ label: 'a b 1' }])
})
