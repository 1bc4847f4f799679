import { identifier, joinSql, sql, type Sql } from '../kit/index.ts'
import type { PublishTarget } from './contract.ts'
import { codeOf, textConstant, type Database } from './database.ts'
import { fault } from './fault.ts'
import type { LoadedMart } from './load.ts'
import type { MartPlan } from './marts.ts'
import { columnList, dataTable, PUBLICATION, publishedTable, storedTable, viewName } from './names.ts'

/** The marts whose view does not yet lead to their table. */
export async function newViews(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
): Promise<readonly LoadedMart[]> {
  const shown = await database.rows<{ name: string }>(sql`
    select s.name from ${storedTable(target)} as s
    inner join pg_catalog.pg_class as c on 'mart.' || c.relname = s.mart
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where s.target = ${target.id} and s.is_shown and n.nspname = ${target.schema}`)
  return loaded.filter(({ parent }) => shown.every(({ name }) => name !== parent))
}

/**
 * Leads a view to the table of a mart. Views that others built upon it go on; columns that they know keep their place, new
 * ones come last.
 * @throws {SvodkaError} where a column went or changed its type, and somebody's view depends on it
 */
export async function makeView(database: Database, target: PublishTarget, mart: LoadedMart): Promise<void> {
  const view = viewName(target, mart.plan)
  const create = sql`create or replace view ${view} as ${selectOf(target, mart, await columnsOf(database, target, mart.plan))}`
  try {
    await database.attempt(() => database.rows(create))
  } catch (error) {
    if (codeOf(error) !== INVALID_VIEW) throw error
    const readers = await readersOf(database, target, mart.plan)
    await dropView(database, target, mart.plan)
    await database.rows(create)
    for (const reader of readers) await database.rows(sql`grant select on ${view} to ${reader}`)
  }
}

/** A view cannot lose a column, nor can one change its type. */
const INVALID_VIEW = '42P16'
const DEPENDED_ON = '2BP01'

async function dropView(database: Database, target: PublishTarget, plan: MartPlan): Promise<void> {
  try {
    await database.rows(sql`drop view ${viewName(target, plan)}`)
  } catch (error) {
    if (codeOf(error) !== DEPENDED_ON) throw error
    const { detail = '–' } = error as { detail?: string }
    const values = { target: target.id, mart: plan.mart, view: `${target.schema}.${plan.view}`, detail }
    throw fault('depended_on', values)
  }
}

/**
 * A view shows the newest publication that is marked as shown; all marts are marked at one moment. The mark is a partition, too:
 * a statement that was planned before a publication was there finds neither its mark nor its rows, but the former, whole.
 */
function selectOf(target: PublishTarget, { plan, parent }: LoadedMart, known: readonly string[]): Sql {
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  const columns = plan.columns.toSorted((a, b) => place(a.name) - place(b.name))
  return sql`select ${columnList(columns)} from ${dataTable(target, parent)} where ${PUBLICATION} =
    (select -min(${PUBLICATION}) from ${dataTable(target, parent)} where ${PUBLICATION} < 0)`
}

interface Described extends Record<string, unknown> {
  column: string | null
  said: string | null
}

/** What is said of the view (null) and of its columns, in their order. */
const described = (database: Database, target: PublishTarget, { view }: MartPlan): Promise<Described[]> =>
  database.rows(sql`
    select a.attname as "column", d.description as said
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    cross join lateral (
      select 0 as attnum, null::name as attname
      union all
      select attnum, attname from pg_catalog.pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
    ) as a
    left join pg_catalog.pg_description as d
      on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = a.attnum
    where n.nspname = ${target.schema} and c.relname = ${view}
    order by a.attnum`)

const columnsOf = async (database: Database, target: PublishTarget, plan: MartPlan): Promise<readonly string[]> =>
  (await described(database, target, plan)).flatMap(({ column }) => column ?? [])

/** The documentation of the mart; only what says something else is written. */
export async function comment(database: Database, target: PublishTarget, plan: MartPlan): Promise<void> {
  const view = viewName(target, plan)
  const said = new Map((await described(database, target, plan)).map((each) => [each.column, each.said ?? '']))
  const wanted: readonly (readonly [string | null, string])[] = [
    [null, plan.meaning],
    ...plan.columns.map(({ name, meaning }) => [name, meaning] as const),
  ]
  for (const [column, text] of wanted) {
    if (said.get(column) === text) continue
    const what = column === null ? sql`view ${view}` : sql`column ${view}.${identifier(column)}`
    await database.rows(sql`comment on ${what} is ${textConstant(text)}`)
  }
}

/** Who may read the view, as names that a grant takes. */
async function readersOf(database: Database, target: PublishTarget, { view }: MartPlan): Promise<readonly Sql[]> {
  const rows = await database.rows<{ name: string | null }>(sql`
    select r.rolname as name
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) as acl
    left join pg_catalog.pg_roles as r on r.oid = acl.grantee
    where n.nspname = ${target.schema} and c.relname = ${view} and acl.privilege_type = 'SELECT'
      and acl.grantee <> c.relowner`)
  return rows.map(({ name }) => (name === null ? sql`public` : identifier(name)))
}

/** @throws {SvodkaError} where the schema is somebody else's, so that no grant of ours opens it */
export async function letReadersIn(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
): Promise<void> {
  const { schema, readers } = target
  if (readers.length === 0) return
  const to = joinSql(
    readers.map((name) => identifier(name)),
    ', ',
  )
  const views = joinSql([...loaded.map(({ plan }) => viewName(target, plan)), publishedTable(target)], ', ')
  await database.rows(sql`grant usage on schema ${identifier(schema)} to ${to}`)
  await database.rows(sql`grant select on ${views} to ${to}`)
  for (const reader of readers) {
    const [may] = await database.rows<{ may: boolean }>(
      sql`select has_schema_privilege(${reader}::name, ${schema}::text, 'usage') as may`,
    )
    if (!may?.may) throw fault('no_usage', { target: target.id, schema, reader })
  }
}
