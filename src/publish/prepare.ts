import { nearest, type World } from '../base/index.ts'
import { identifier, joinSql, sql } from '../kit/index.ts'
import type { PublishTarget } from './contract.ts'
import { givingWay, isLocked, textConstant, type Database } from './database.ts'
import { fault, words } from './fault.ts'
import type { MartPlan } from './marts.ts'
import { dataSchema, dataTable, publishedTable, storedTable } from './names.ts'

const LEAST_VERSION = 13

/** One publication of a schema at a time, wherever it is started. Waits a moment for one that is just ending. */
export async function takeTurn(database: Database, { schema }: Pick<PublishTarget, 'schema'>): Promise<void> {
  await database.rows(sql`select pg_advisory_xact_lock(hashtext('svodka.publish'), hashtext(${schema}))`)
}

/**
 * Makes what is missing: both schemas, what was published, what is stored.
 * @throws {SvodkaError} where the server, the user's rights, a reader or a name is in the way
 */
export async function prepareDatabase(
  database: Database,
  target: PublishTarget,
  marts: readonly MartPlan[],
): Promise<void> {
  await refuseServer(database, target)
  await refuseReaders(database, target)
  await database.transaction(async () => {
    await takeTurn(database, target)
    for (const name of [target.schema, dataSchema(target)]) {
      const [found] = await database.rows(sql`select 1 from pg_catalog.pg_namespace where nspname = ${name}`)
      if (!found) await database.rows(sql`create schema ${identifier(name)}`)
    }
    await database.rows(sql`create table if not exists ${publishedTable(target)} (
      mart text primary key,
      target text not null,
      publication bigint not null,
      rows bigint not null,
      data_as_of timestamptz,
      published_at timestamptz not null
    )`)
    await database.rows(sql`create table if not exists ${storedTable(target)} (
      name text primary key,
      target text not null,
      mart text not null,
      parent text,
      publication bigint,
      is_shown boolean not null default false
    )`)
    const about = textConstant(words.say('en', 'about_published'))
    await database.rows(sql`comment on table ${publishedTable(target)} is ${about}`)
    await refuseNames(database, target, marts)
  })
}

async function refuseServer(database: Database, { id }: PublishTarget): Promise<void> {
  const [server] = await database.rows<{ version: number; standby: boolean }>(sql`
    select current_setting('server_version_num')::int / 10000 as version, pg_is_in_recovery() as standby`)
  const { host } = database.address
  if (server?.standby) throw fault('standby', { target: id, host })
  if ((server?.version ?? 0) < LEAST_VERSION)
    throw fault('old_server', { host, version: server?.version ?? 0, least: LEAST_VERSION })
}

async function refuseReaders(database: Database, { id, readers }: PublishTarget): Promise<void> {
  const roles = await database.rows<{ name: string }>(sql`
    select rolname as name from pg_catalog.pg_roles where rolname !~ '^pg_'`)
  const known = roles.map(({ name }) => name)
  const missing = readers.find((reader) => !known.includes(reader))
  if (missing === undefined) return
  throw fault('no_reader', { target: id, name: missing, hint: nearest(missing, known) ?? 'none' })
}

/** A view is made only where there is nothing, or where this target made one before. */
async function refuseNames(database: Database, target: PublishTarget, marts: readonly MartPlan[]): Promise<void> {
  const names = joinSql(
    marts.map(({ view }) => sql`${view}`),
    ', ',
  )
  const taken = await database.rows<{ name: string; owner: string | null }>(sql`
    select c.relname as name, p.target as owner
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    left join ${publishedTable(target)} as p on p.mart = 'mart.' || c.relname
    where n.nspname = ${target.schema} and c.relname in (${names}) and p.target is distinct from ${target.id}
    order by 1`)
  const [first] = taken
  if (!first) return
  const values = { target: target.id, schema: target.schema, name: first.name, owner: first.owner ?? 'none' }
  throw fault('name_taken', values)
}

/**
 * Drops what no reader is led to any more: rows of the publication before the last, and whatever a killed run left. What
 * somebody still reads is left for the next time.
 */
export async function removeLeftovers(database: Database, target: PublishTarget, world: World): Promise<void> {
  const tables = await database.rows<{ name: string }>(sql`
    select s.name from ${storedTable(target)} as s
    left join ${publishedTable(target)} as p on p.mart = s.mart and p.target = s.target
    where s.target = ${target.id}
      and case when s.parent is null then not s.is_shown else s.publication is distinct from p.publication end
    order by s.parent is null, s.name`)
  for (const { name } of tables) {
    try {
      await database.transaction(async () => {
        await takeTurn(database, target)
        await givingWay(database)
        await database.rows(sql`drop table if exists ${dataTable(target, name)}`)
        await database.rows(sql`delete from ${storedTable(target)} where name = ${name}`)
      })
    } catch (error) {
      if (!isLocked(error)) throw error
      world.log.info({ target: target.id, table: name }, 'publish.leftover_in_use')
    }
  }
}
