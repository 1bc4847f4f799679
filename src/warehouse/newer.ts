import { identifier, sql, type Sql } from '../kit/index.ts'
import { sameHashedKey } from './keys.ts'
import type { Session } from './session.ts'
import {
  hasVersion,
  insertCurrent,
  staleMarts,
  versionOf,
  type MergedBatch,
  type MergeResult,
  type Shape,
} from './shape.ts'
import { literal, names, namesOf } from './text.ts'

/** Rows are fetched one by one: of more than these, a scan is the cheaper way. */
const MOST_FETCHED = 5000

/** What was taken in; rows of the table `REST` still have to be compared with the current ones. */
export interface Taken extends MergeResult {
  rest: number
}

export const REST = 'rest'

/**
 * Takes in fresh rows whose key is new or whose own time is later than the current row's: those differ, whatever else they
 * say. Only keys and times are read of the whole table; a row that gives way is fetched by its place while it is deleted, which
 * the engine does for nothing but a deletion: to a select for scattered rows it reads every column of all.
 * @param rows how many there are; no key comes twice among them
 * @returns undefined, with nothing changed, where this is not the way
 */
export async function takeNewer(
  session: Session,
  shape: Shape,
  { name, rows }: { name: string; rows: number },
  batch: MergedBatch,
): Promise<Taken | undefined> {
  if (!hasVersion(shape) || rows > MOST_FETCHED || batch.hasOnlyKnownKeys) return undefined
  const changed = await replaceOlder(session, shape, name)
  const rest = changed === rows ? 0 : await keepRest(session, shape, name)
  const isTaken = rest === 0 ? sql`true` : sql`_key not in (select _key from ${identifier(REST)})`
  await insertCurrent(session, shape, name, batch, isTaken)
  return { added: rows - changed - rest, changed, unchanged: 0, rest }
}

/**
 * Current rows that are older than the fresh row of their key move to history; `replaced` holds them.
 * @returns how many
 */
async function replaceOlder(session: Session, shape: Shape, name: string): Promise<number> {
  const { staging, history, columns, key, table } = shape
  const time = (of: string): Sql => versionOf(shape, of, sql`null::timestamp`)
  await session.run(sql`create or replace temp table replaced as from ${staging} limit 0`)
  const deleted = await session.runInto(
    sql`delete from ${staging} as c using ${identifier(name)} as f where f._key = c._key and ${time('f')} > ${time('c')} returning c.*`,
    'replaced',
  )
  if (deleted === 0) return 0
  const moved =
    await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _key, _batch)
    select ${literal(table.source)}, ${namesOf('c', columns)}, ${time('c')}, ${time('f')}, c._key, c._batch
    from replaced as c inner join ${identifier(name)} as f on ${sameHashedKey('f', 'c', key)}`)
  if (moved < deleted) await putBack(session, shape, name)
  return moved
}

/** Rows of another key that has the hash of a fresh one stay what they are. */
async function putBack(session: Session, { staging, key }: Shape, name: string): Promise<void> {
  const isOther = sql`not exists (select 1 from ${identifier(name)} as f where ${sameHashedKey('f', 'c', key)})`
  await session.run(sql`insert into ${staging} select * from replaced as c where ${isOther}`)
  await session.run(sql`delete from replaced as c where ${isOther}`)
  await staleMarts(session)
}

/**
 * Fresh rows that replaced nothing, though there is a current row with the hash of their key.
 * @returns how many
 */
async function keepRest(session: Session, { staging, key }: Shape, name: string): Promise<number> {
  await session.run(sql`create or replace temp table ${identifier(REST)} as
    select f.* from ${identifier(name)} as f
    where not exists (select 1 from replaced as r where ${sameHashedKey('r', 'f', key)})`)
  await session.run(sql`create or replace temp table known as
    select distinct r._key from ${staging} as c inner join ${identifier(REST)} as r on r._key = c._key`)
  await session.run(sql`delete from ${identifier(REST)} where _key not in (select _key from known)`)
  return Number(await session.value(sql`select count(*) from ${identifier(REST)}`))
}
