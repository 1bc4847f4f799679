import type { World } from '../base/index.ts'
import { joinSql, sql, type Sql } from '../kit/index.ts'
import type { Publication, PublishTarget } from './contract.ts'
import { givingWay, isLocked, type Database } from './database.ts'
import { fault } from './fault.ts'
import type { LoadedMart } from './load.ts'
import { dataSchema, dataTable, markName, publishedTable, storedTable } from './names.ts'
import { takeTurn } from './prepare.ts'
import { comment, letReadersIn, makeView, newViews } from './views.ts'

/** A statement is planned in less; one that holds its locks for longer is at work already, or idle. */
const PLANNING_SECONDS = 10
const LOOK_AGAIN_MILLISECONDS = 100
/** how often readers are asked to make way for a view of other columns, and how long they are left alone in between */
const VIEW_ATTEMPTS = 60
const BETWEEN_ATTEMPTS_MILLISECONDS = 1000

/**
 * Waits until every statement that was being planned when the new rows came has begun to run: it could know those of one mart
 * and not those of another. Nobody is kept waiting meanwhile.
 */
export async function untilPlansKnow(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
  world: World,
): Promise<void> {
  const until = world.now().getTime() + PLANNING_SECONDS * 1000
  const first = await readersNow(database, target, loaded)
  for (let left = first; left.length > 0 && world.now().getTime() < until;) {
    await world.sleep(LOOK_AGAIN_MILLISECONDS)
    const now = await readersNow(database, target, loaded)
    left = left.filter((reader) => now.includes(reader))
  }
}

/** Transactions that hold a lock on the rows, each named as no other ever is. */
async function readersNow(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
): Promise<readonly string[]> {
  const rows = await database.rows<{ reader: string }>(sql`
    select distinct l.virtualtransaction || ' ' || l.pid as reader
    from pg_catalog.pg_locks as l
    inner join pg_catalog.pg_class as c on c.oid = l.relation
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where l.database = (select oid from pg_catalog.pg_database where datname = current_database())
      and n.nspname = ${dataSchema(target)} and c.relname in (${textList(loaded.map(({ parent }) => parent))})
      and l.granted and l.pid <> pg_backend_pid()`)
  return rows.map(({ reader }) => reader)
}

/** Leads every reader of every mart to the new rows, at one moment. */
export async function show(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
  world: World,
): Promise<Publication> {
  return database.transaction(async () => {
    await takeTurn(database, target)
    await refuseOvertaken(database, target, loaded)
    await changeViews(database, target, loaded, world)
    const publishedAt = world.now().toISOString()
    for (const { plan, part, publication, rows } of loaded) {
      await database.rows(sql`insert into ${dataTable(target, markName(part))} default values`)
      await database.rows(sql`
        insert into ${publishedTable(target)} (mart, target, publication, rows, data_as_of, published_at)
        values (${plan.mart}, ${target.id}, ${publication}, ${rows}, ${plan.asOf}, ${publishedAt})
        on conflict (mart) do update set target = excluded.target, publication = excluded.publication,
          rows = excluded.rows, data_as_of = excluded.data_as_of, published_at = excluded.published_at`)
    }
    await markShown(database, target, loaded)
    for (const { plan } of loaded) await comment(database, target, plan)
    await letReadersIn(database, target, loaded)
    const marts = loaded.map(({ plan, rows }) => ({ mart: plan.mart, rows, asOf: plan.asOf }))
    return { target: target.id, publishedAt, marts, left: await leftBehind(database, target, loaded) }
  })
}

/** Another program that publishes to the same schema may have taken what was not shown yet for leftovers. */
async function refuseOvertaken(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
): Promise<void> {
  const [found] = await database.rows<{ count: number }>(sql`
    select count(*)::int as count from ${storedTable(target)}
    where name in (${textList(loaded.map(({ part }) => part))})`)
  if (found?.count !== loaded.length)
    throw fault('overtaken', { target: target.id, schema: target.schema, host: database.address.host }, 'retry')
}

/** All views that change do so together, or none: whoever reads one of them is asked to make way, and not kept waiting. */
async function changeViews(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
  world: World,
): Promise<void> {
  const changing = await newViews(database, target, loaded)
  if (changing.length === 0) return
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.attempt(async () => {
        await givingWay(database)
        for (const mart of changing) await makeView(database, target, mart)
      })
    } catch (error) {
      if (!isLocked(error)) throw error
      if (attempt === VIEW_ATTEMPTS) throw fault('view_in_use', await inUse(database, target, changing), 'retry')
      await world.sleep(BETWEEN_ATTEMPTS_MILLISECONDS)
    }
  }
}

/** Who reads the views that should change. */
async function inUse(database: Database, target: PublishTarget, changing: readonly LoadedMart[]) {
  const rows = await database.rows<{ pid: number; name: string | null }>(sql`
    select distinct l.pid, a.usename as name
    from pg_catalog.pg_locks as l
    inner join pg_catalog.pg_class as c on c.oid = l.relation
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    left join pg_catalog.pg_stat_activity as a on a.pid = l.pid
    where n.nspname = ${target.schema} and c.relname in (${textList(changing.map(({ plan }) => plan.view))})
      and l.granted and l.pid <> pg_backend_pid()
    order by 1`)
  const marts = changing.map(({ plan }) => plan.mart).join(', ')
  const readers = rows.map(({ pid, name }) => `${name ?? '?'} (pid ${pid})`).join(', ') || '–'
  return { target: target.id, marts, readers, pid: String(rows[0]?.pid ?? '…') }
}

async function markShown(database: Database, target: PublishTarget, loaded: readonly LoadedMart[]): Promise<void> {
  const parents = textList(loaded.map(({ parent }) => parent))
  const marts = textList(loaded.map(({ plan }) => plan.mart))
  await database.rows(sql`update ${storedTable(target)} set is_shown = name in (${parents})
    where target = ${target.id} and parent is null and mart in (${marts})`)
}

async function leftBehind(
  database: Database,
  target: PublishTarget,
  loaded: readonly LoadedMart[],
): Promise<readonly string[]> {
  const rows = await database.rows<{ mart: string }>(sql`select mart from ${publishedTable(target)}
    where target = ${target.id} and mart not in (${textList(loaded.map(({ plan }) => plan.mart))}) order by mart`)
  return rows.map(({ mart }) => mart)
}

const textList = (texts: readonly string[]): Sql =>
  joinSql(
    texts.map((text) => sql`${text}`),
    ', ',
  )
