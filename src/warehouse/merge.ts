import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import { noteKeys, sameHashedKey, type AmongNoted } from './keys.ts'
import { REST, takeNewer } from './newer.ts'
import type { PlannedFeed, StagingTable } from './plan.ts'
import type { Session } from './session.ts'
import {
  contentOf,
  hasVersion,
  insertCurrent,
  shapeOf,
  staleMarts,
  versionOf,
  type MergedBatch,
  type MergeResult,
  type Shape,
} from './shape.ts'
import { literal, names, namesOf, sameKey } from './text.ts'

/** Fresh rows, and where the current rows of their keys are found. */
interface Fresh {
  name: string
  rows: number
  /** no key comes twice */
  isEachOnce: boolean
  /** they are few: `old` holds the current rows of their keys whole */
  areFew: boolean
  among: AmongNoted
}

const MOST_WHOLE_ROWS = 100_000
/** beyond so many fresh rows, all current ones are compared at once */
const MOST_LOOKED_UP = 20_000

/**
 * Merges fresh rows into the current rows of a source's entity, and what they replace into its history.
 * The newest version of a key is current; others stand in history from their own time to the next one's. A version that
 * arrives late takes its place in history. Among versions of one time the one that arrived last is the newest.
 */
export async function merge(
  session: Session,
  feed: PlannedFeed,
  { name, rows }: { name: string; rows: number },
  batch: MergedBatch,
): Promise<MergeResult> {
  const shape = shapeOf(feed.table)
  if (rows === 0) return { added: 0, changed: 0, unchanged: 0 }
  if (await isEmpty(session, shape)) {
    const isEachOnce = await comesOnce(session, name, rows)
    if (!isEachOnce) return mergeNews(session, shape, { name, rows, isEachOnce }, batch)
    await insertCurrent(session, shape, name, batch, sql`true`)
    return { added: rows, changed: 0, unchanged: 0 }
  }
  if (batch.areNews) return mergeNews(session, shape, { name, rows, isEachOnce: true }, batch)
  // without versions the last row of a key counts, so a row that is left out might be the one
  const mayLeaveOut = rows > MOST_LOOKED_UP && (hasVersion(shape) || (await comesOnce(session, name, rows)))
  if (!mayLeaveOut)
    return mergeNews(session, shape, { name, rows, isEachOnce: await comesOnce(session, name, rows) }, batch)
  const news = await keepNews(session, shape, name)
  if (news === 0) return { added: 0, changed: 0, unchanged: rows }
  const isEachOnce = await comesOnce(session, NEWS, news)
  const merged = await mergeNews(session, shape, { name: NEWS, rows: news, isEachOnce }, batch)
  return { ...merged, unchanged: merged.unchanged + rows - news }
}

/** Whether no key stands twice among so many rows. */
export const comesOnce = async (session: Session, name: string, rows: number): Promise<boolean> =>
  Number(await session.value(sql`select count(distinct _key) from ${identifier(name)}`)) === rows

const NEWS = 'news'

/**
 * Copies the fresh rows that are not word for word the current ones: of a file that says again what it said before, few. One
 * comparison of hashes costs a third of what finding the current rows does. Their order stays: of versions of one time the last counts.
 * @returns how many they are
 */
async function keepNews(session: Session, shape: Shape, name: string): Promise<number> {
  await session.run(sql`create or replace temp table ${identifier(NEWS)} as
    select f.* from ${identifier(name)} as f
    ${notCurrent(shape)}
    order by f.rowid`)
  return Number(await session.value(sql`select count(*) from ${identifier(NEWS)}`))
}

/** Leaves of rows `f` those that are not word for word the current ones. */
const notCurrent = (shape: Shape): Sql => sql`
    where (f._key, ${contentOf(shape, 'f')}) not in (select _key, ${contentOf(shape, 'c')} from ${shape.staging} as c)`

/**
 * The same of rows that a select makes, before they are written anywhere; their order is lost, so where a key comes twice among
 * them they must be taken again in order. Only of an entity with versions, and where its table holds rows.
 * @returns undefined where it would not be right, or of no use
 */
export async function newsOf(
  session: Session,
  table: StagingTable,
  rows: number,
  select: Sql,
): Promise<Sql | undefined> {
  const shape = shapeOf(table)
  if (rows <= MOST_LOOKED_UP || !hasVersion(shape) || (await isEmpty(session, shape))) return undefined
  return sql`select f.* from (${select}) as f ${notCurrent(shape)}`
}

interface News {
  name: string
  rows: number
  isEachOnce: boolean
}

async function mergeNews(session: Session, shape: Shape, news: News, batch: MergedBatch): Promise<MergeResult> {
  const mayTake = news.isEachOnce && news.rows <= MOST_LOOKED_UP
  const taken = mayTake ? await takeNewer(session, shape, news, batch) : undefined
  if (!taken) return mergeCompared(session, shape, news, batch)
  if (taken.rest === 0) return taken
  const rest = await mergeCompared(session, shape, { name: REST, rows: taken.rest, isEachOnce: true }, batch)
  return { added: taken.added + rest.added, changed: taken.changed + rest.changed, unchanged: rest.unchanged }
}

/** The same of rows that are compared with what current ones of their keys say. */
async function mergeCompared(
  session: Session,
  shape: Shape,
  { name, rows, isEachOnce }: News,
  batch: MergedBatch,
): Promise<MergeResult> {
  const among = await noteKeys(session, identifier(name), rows)
  const fresh = { name, rows, isEachOnce, areFew: rows <= MOST_WHOLE_ROWS, among }
  await findOld(session, shape, fresh)
  await staleMartsOfCollisions(session, shape, fresh)
  await findCandidates(session, shape, fresh)
  if (batch.part !== undefined) await dropOutdated(session, batch.part)
  if (batch.hasOnlyKnownKeys) await session.run(sql`delete from candidate where _is_new`)
  const [counts] = await session.rows<{ added: number; changed: number; plain: number; tangled: number }>(sql`
    select
      count(*) filter (where _is_new and _position = 1) as added,
      count(*) filter (where not _is_new or _position > 1) as changed,
      count(*) filter (where not _is_tangled) as plain,
      count(*) filter (where _is_tangled) as tangled
    from candidate`)
  if (!counts) return { added: 0, changed: 0, unchanged: rows }
  if (counts.plain > 0) await mergePlain(session, shape, fresh, batch)
  let late = 0
  if (counts.tangled > 0) late = await mergeTangled(session, shape, fresh, batch)
  const changed = counts.changed - late
  return { added: counts.added, changed, unchanged: rows - counts.added - changed }
}

const isEmpty = async (session: Session, { staging }: Shape): Promise<boolean> =>
  (await session.rows(sql`select 1 as one from ${staging} limit 1`)).length === 0

/** The current rows of fresh keys in `old`, with their place; also those of other keys that have the same hash. */
async function findOld(
  session: Session,
  shape: Shape,
  { name, rows, isEachOnce, areFew, among }: Fresh,
): Promise<void> {
  const { key, columns, staging } = shape
  const hashes = isEachOnce ? identifier(name) : sql`(select distinct _key from ${identifier(name)})`
  // so many stand everywhere
  const where =
    rows <= MOST_LOOKED_UP ? sql`${await stretchOf(session, staging, hashes)} and ${among('c')}` : among('c')
  await session.run(sql`create or replace temp table old as
    select ${namesOf('c', areFew ? columns : key)}, c._key, c._batch, c.rowid as _row, ${contentOf(shape, 'c')} as _hash,
      ${versionOf(shape, 'c', sql`null::timestamp`)} as _version
    from ${staging} as c
    inner join ${hashes} as f on f._key = c._key
    where ${where}`)
}

/** Where in a table rows with such hashes stand, from the first to the last: most news are of late, or have none. Only hashes are read for it. */
async function stretchOf(session: Session, staging: Sql, hashes: Sql): Promise<Sql> {
  const [found] = await session.rows<{ first: number | null; last: number | null }>(sql`
    select min(c.rowid) as first, max(c.rowid) as last from ${staging} as c semi join ${hashes} as f on f._key = c._key`)
  if (!found || found.first === null || found.last === null) return sql`false`
  return sql`c.rowid between ${trusted(String(found.first))} and ${trusted(String(found.last))}`
}

/** Marts find their rows by the hash alone. */
async function staleMartsOfCollisions(session: Session, { key }: Shape, { name }: Fresh): Promise<void> {
  const collisions = await session.rows(sql`select 1 as one from old as o
    inner join ${identifier(name)} as f on f._key = o._key where not (${sameKey('f', 'o', key)}) limit 1`)
  if (collisions.length > 0) await staleMarts(session)
}

/**
 * Fresh rows that say something new, in `candidate`: `_place` is the row in the fresh table, `_position` counts a key's
 * candidates from the oldest. Plain ones are alone and not older than the current row; the rest are tangled.
 */
const findCandidates = (session: Session, shape: Shape, fresh: Fresh) =>
  fresh.isEachOnce ? findSingleCandidates(session, shape, fresh) : findOrderedCandidates(session, shape, fresh)

async function findSingleCandidates(session: Session, shape: Shape, { name }: Fresh): Promise<void> {
  const version = versionOf(shape, 'f', sql`null::timestamp`)
  await session.run(sql`create or replace temp table candidate as
    select ${namesOf('f', shape.key)}, f._key, f.rowid as _place, o._row, ${version} as _version, 1 as _position,
      o._row is null as _is_new, coalesce(${version} < o._version, false) as _is_tangled
    from ${identifier(name)} as f
    left join old as o on ${sameHashedKey('o', 'f', shape.key)}
    where o._hash is null or o._hash <> ${contentOf(shape, 'f')}`)
}

async function findOrderedCandidates(session: Session, shape: Shape, { name }: Fresh): Promise<void> {
  const { key } = shape
  const isVersioned = hasVersion(shape)
  // a row that only repeats an earlier one of its file, or the current one, says nothing; without versions the last counts
  const repeat = isVersioned
    ? sql`qualify row_number() over (partition by ${namesOf('f', key)}, f._hash order by f._place) = 1`
    : sql`qualify row_number() over (partition by ${namesOf('f', key)}, f._hash order by f._place desc) = 1`
  // nor does one that the file itself takes back, where its last word is what the current row says
  const differs = isVersioned
    ? sql`o._hash is null or (o._hash <> f._hash and not (o._hash = f._last and o._version is not distinct from f._version))`
    : sql`true`
  const newest = sql`max_by(_hash, _place) over (partition by ${names(key)})`
  const isNews = isVersioned ? sql`true` : sql`_old_hash is null or _old_hash <> _newest`
  await session.run(sql`create or replace temp table candidate as
    with hashed as (
      select ${namesOf('f', key)}, f._key, f.rowid as _place, ${contentOf(shape, 'f')} as _hash,
        ${versionOf(shape, 'f', sql`null::timestamp`)} as _version
      from ${identifier(name)} as f
    ),
    fresh as (
      select f.*, o._hash as _old_hash, o._row, o._version as _old_version
      from (
        select *, max_by(_hash, {'version': _version, 'place': _place}) over (partition by ${names(key)}) as _last from hashed
      ) as f
      left join old as o on ${sameHashedKey('o', 'f', key)}
      where ${differs}
      ${repeat}
    ),
    numbered as (
      select *,
        row_number() over (partition by ${names(key)} order by _version, _place) as _position,
        count(*) over (partition by ${names(key)}) as _together,
        ${newest} as _newest
      from fresh
    )
    select ${names(key)}, _key, _place, _row, _version, _position, _row is null as _is_new,
      _together > 1 or coalesce(_version < _old_version, false) as _is_tangled
    from numbered
    where ${isNews}`)
}

/** Rows of an earlier part that tell no time of their own, or the current row's, say nothing new: a later part was heard. */
const dropOutdated = (session: Session, part: number) =>
  session.run(sql`delete from candidate as n using old as o, raw.batch as b
    where n._row = o._row and b.batch_id = o._batch and b.part > ${part}::bigint
      and (n._version is null or o._version is null or n._version = o._version)`)

/** One newer version a key: the current row moves to history, the new one takes its place. */
async function mergePlain(session: Session, shape: Shape, { name, areFew }: Fresh, batch: MergedBatch): Promise<void> {
  const { staging, history, columns } = shape
  const arrival = sql`${batch.landedAt}::timestamp`
  const began = versionOf(shape, 'c', sql`b.landed_at`)
  const current = areFew
    ? sql`old as c inner join candidate as n on n._row = c._row`
    : sql`${staging} as c inner join candidate as n on n._row = c.rowid`
  await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _key, _batch)
    select ${literal(shape.table.source)}, ${namesOf('c', columns)}, ${began}, greatest(${began}, coalesce(n._version, ${arrival})),
      c._key, c._batch
    from ${current}
    left join raw.batch as b on b.batch_id = c._batch
    where not n._is_tangled`)
  await session.run(
    sql`delete from ${staging} where rowid in (select _row from candidate where not _is_tangled and not _is_new)`,
  )
  await insertCurrent(session, shape, name, batch, sql`rowid in (select _place from candidate where not _is_tangled)`)
}

/**
 * Several versions of a key at once, or late ones: the key's whole life is put in order anew.
 * @returns how many candidates stood in history already
 */
async function mergeTangled(
  session: Session,
  shape: Shape,
  { name, among }: Fresh,
  batch: MergedBatch,
): Promise<number> {
  const { staging, history, columns, key, table } = shape
  const arrival = sql`${batch.landedAt}::timestamp`
  const mine = sql`h.source = ${literal(table.source)} and ${among('h')}`
  const known = hasVersion(shape)
    ? sql`exists (select 1 from ${history} as h
        where ${mine} and ${sameHashedKey('h', 'f', key)} and ${contentOf(shape, 'h')} = ${contentOf(shape, 'f')})`
    : sql`false`
  await session.run(sql`create or replace temp table tangled as
    select ${namesOf('f', key)}, f._key, n._place, ${known} as _is_known
    from ${identifier(name)} as f inner join candidate as n on n._place = f.rowid
    where n._is_tangled`)
  const repeated = Number(await session.value(sql`select count(*) from tangled where _is_known`))
  await session.run(
    sql`create or replace temp table knot as select distinct ${names(key)}, _key from tangled where not _is_known`,
  )
  if ((await session.rows(sql`select 1 as one from knot limit 1`)).length === 0) return repeated
  await session.run(sql`create or replace temp table life as
    with version as (
      select ${namesOf('h', columns)}, h._key, h._batch, h.valid_from as _version, 0 as _rank, h.rowid as _place
      from ${history} as h inner join knot as k on ${sameHashedKey('k', 'h', key)} where ${mine}
      union all
      select ${namesOf('c', columns)}, c._key, c._batch, ${versionOf(shape, 'c', sql`b.landed_at`)}, 1, 0
      from ${staging} as c inner join knot as k on ${sameHashedKey('k', 'c', key)} left join raw.batch as b on b.batch_id = c._batch
      where ${among('c')}
      union all
      select ${namesOf('f', columns)}, f._key, ${batch.batchId}::bigint, ${versionOf(shape, 'f', arrival)}, 2, f.rowid
      from ${identifier(name)} as f inner join tangled as n on n._place = f.rowid
      where not n._is_known
    )
    select *,
      lead(_version) over (partition by ${names(key)} order by _version, _batch, _rank, _place) as _until,
      row_number() over (order by _version, _batch, _rank, _place) as _order
    from version`)
  await session.run(
    sql`delete from ${history} as h where ${mine} and exists (select 1 from knot as k where ${sameHashedKey('k', 'h', key)})`,
  )
  await session.run(
    sql`delete from ${staging} as c where exists (select 1 from knot as k where ${sameHashedKey('k', 'c', key)})`,
  )
  await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _key, _batch)
    select ${literal(table.source)}, ${names(columns)}, _version, greatest(_version, _until), _key, _batch
    from life where _until is not null order by _order`)
  await session.run(sql`insert into ${staging} (${names(columns)}, _key, _batch)
    select ${names(columns)}, _key, _batch from life where _until is null order by _order`)
  return repeated
}
