import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench, type Bench } from './fixture.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const read = (text: string) => bench.warehouse.tablesRead(text)

describe('tables that a select reads', () => {
  test.each([
    ['select * from mart.visits', ['mart.visits']],
    ['select * from MART.Visits', ['mart.visits']],
    [
      'with v as (select * from mart.visits) select * from v join core.shop_kind using (source)',
      ['mart.visits', 'core.shop_kind'],
    ],
    ['select (select max(amount) from mart.visits) as most', ['mart.visits']],
    ['select 1 where exists (select 1 from core.shop_kind)', ['core.shop_kind']],
    [
      'select * from mart.visits as v, lateral (select name from core.shop_kind as k where k.code = v.kind)',
      ['mart.visits', 'core.shop_kind'],
    ],
    [
      'select * from mart.visits qualify row_number() over (partition by kind order by (select count(*) from core.shop_kind)) = 1',
      ['mart.visits', 'core.shop_kind'],
    ],
    ['select * from mart.visits union all select * from mart.visits', ['mart.visits']],
    [
      'select * from mart.visits as v asof join core.shop_visit as c on v.updated_at >= c.updated_at',
      ['mart.visits', 'core.shop_visit'],
    ],
    ['with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select * from n', []],
    [
      'select sum(amount) filter (where kind in (select code from core.shop_kind)) from mart.visits',
      ['mart.visits', 'core.shop_kind'],
    ],
    ["from (pivot mart.visits on kind in ('a') using sum(amount))", ['mart.visits']],
    ['select * from mart.visits where amount > $1 and kind = $2', ['mart.visits']],
    ['select unnest([1, 2]) from range(3)', []],
    [
      'with a as (select * from mart.visits), b as (with a as (select * from core.shop_kind) select * from a) select * from a, b',
      ['mart.visits', 'core.shop_kind'],
    ],
  ])('%s', async (text, tables) => {
    expect([...(await read(text))].toSorted()).toEqual(tables.toSorted())
  })

  test.each([
    'select * from mart.visits; select 1',
    'drop table mart.visits',
    'insert into mart.visits select * from mart.visits',
    "copy mart.visits to '/tmp/x.csv'",
    "attach '/tmp/x.db'",
    'pragma database_list',
    'set threads = 1',
    'call pragma_version()',
    '',
    'nonsense',
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from 'x.csv'",
    'select * from "x.parquet"',
    'select * from mart.csv',
    'select * from mart."/../../../etc/passwd.csv"',
    'select * from duckdb_settings()',
    'select * from duckdb_tables',
    'select * from information_schema.tables',
    'select * from pg_catalog.pg_tables',
    'select * from sqlite_master',
    'select * from system.information_schema.tables',
    'select * from warehouse.mart.visits',
    "select getenv('HOME')",
    "select current_setting('temp_directory')",
    "select * from query('select 1')",
    "select * from query_table('mart.visits')",
    "select (select content from read_text('/etc/passwd'))",
    "with visits as (select * from read_csv('x')) select * from visits",
    'with duckdb_tables as (select * from duckdb_tables) select * from duckdb_tables',
    'with recursive duckdb_settings as (select * from duckdb_settings()) select * from duckdb_settings',
    'with t as (select * from t) select * from t',
    'select * from visits',
    'select * from mart.nothing',
    "select * from glob('*')",
    'select * from mart.visits order by (select count(*) from duckdb_secrets())',
    "select * from mart.visits limit (select count(*) from read_csv('x'))",
    "select * from json_execute_serialized_sql('{}')",
    "select list_transform([1], lambda x: (select max(size) from read_blob('/etc/passwd')))",
    'select * from (summarize mart.visits)',
    'select * from (describe mart.visits)',
    'select * from (show tables)',
    'show tables',
    'describe mart.visits',
    'explain select 1',
    "values (getenv('HOME'))",
    'select * from mart.visits at (version => 1)',
    "select nextval('x')",
    'table information_schema.tables',
    'with gone as (delete from mart.visits returning *) select * from gone',
    "select * from histogram('mart.visits', 'amount')",
  ])('refused: %s', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'RequestError' })
  })
})
