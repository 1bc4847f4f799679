import { identifier, sql, tableName, type Sql } from '../kit/index.ts'
import { columnsOf, type PlannedFeed, type StagingTable } from './plan.ts'
import type { Session } from './session.ts'
import { literal, names, namesOf, sameKey } from './text.ts'

export interface MergeResult {
  added: number
  changed: number
  unchanged: number
}

export interface MergedBatch {
  batchId: number
  landedAt: Date
}

/** What merging needs to know of a table, as SQL. */
interface Shape {
  table: StagingTable
  staging: Sql
  history: Sql
  key: readonly string[]
  columns: readonly string[]
}

/**
 * Merges fresh rows into the current rows of a source's entity, and what they replace into its history.
 * The newest version of a key is current; others stand in history from their own time to the next one's. A version that
 * arrives late takes its place in history. Among versions of one time the one that arrived last is the newest.
 */
export async function merge(
  session: Session,
  feed: PlannedFeed,
  fresh: string,
  batch: MergedBatch,
): Promise<MergeResult> {
  const shape = shapeOf(feed.table)
  const rows = Number(await session.value(sql`select count(*) from ${identifier(fresh)}`))
  if (rows === 0) return { added: 0, changed: 0, unchanged: 0 }
  if (await isFirst(session, shape, fresh)) {
    await insertCurrent(session, shape, fresh, batch, sql`true`)
    return { added: rows, changed: 0, unchanged: 0 }
  }
  await findCandidates(session, shape, fresh)
  const [counts] = await session.rows<{ added: number; changed: number; tangled: number }>(sql`
    select
      count(*) filter (where is_new and position = 1) as added,
      count(*) filter (where not is_new or position > 1) as changed,
      count(*) filter (where is_tangled) as tangled
    from candidate`)
  if (!counts) return { added: 0, changed: 0, unchanged: rows }
  await mergePlain(session, shape, fresh, batch)
  let late = 0
  if (counts.tangled > 0) late = await mergeTangled(session, shape, fresh, batch)
  const changed = counts.changed - late
  return { added: counts.added, changed, unchanged: rows - counts.added - changed }
}

function shapeOf(table: StagingTable): Shape {
  return {
    table,
    staging: identifier('staging', table.name),
    history: identifier('core', `${tableName(table.entity.id)}_history`),
    key: table.entity.key,
    columns: columnsOf(table.entity),
  }
}

/** The first rows of a table, each key once: they need no comparison. */
async function isFirst(session: Session, { staging, key }: Shape, fresh: string): Promise<boolean> {
  if ((await session.rows(sql`select 1 as one from ${staging} limit 1`)).length > 0) return false
  const doubles = await session.rows(sql`
    select 1 as one from ${identifier(fresh)} group by ${names(key)} having count(*) > 1 limit 1`)
  return doubles.length === 0
}

const insertCurrent = (session: Session, shape: Shape, fresh: string, batch: MergedBatch, where: Sql) =>
  session.run(sql`insert into ${shape.staging} (${names(shape.columns)}, _hash, _batch)
    select ${names(shape.columns)}, _hash, ${batch.batchId}::bigint from ${identifier(fresh)} where ${where}`)

/** When a version began: by its own time, or by its arrival where it has none. */
function versionOf({ table }: Shape, of: string, arrival: Sql): Sql {
  const { version } = table.entity
  return version === undefined ? arrival : sql`coalesce(${identifier(of, version)}::timestamp, ${arrival})`
}

/**
 * Fresh rows that say something new, in `candidate`: `place` is the row in the fresh table, `position` counts a key's
 * candidates from the oldest. Plain ones are alone and not older than the current row; the rest are tangled.
 */
async function findCandidates(session: Session, shape: Shape, fresh: string): Promise<void> {
  const { key, staging } = shape
  const hasVersion = shape.table.entity.version !== undefined
  await session.run(sql`create or replace temp table old as
    select ${namesOf('c', key)}, c._hash, c.rowid as _row, ${versionOf(shape, 'c', sql`null::timestamp`)} as _version
    from ${staging} as c
    inner join (select distinct ${names(key)} from ${identifier(fresh)}) as f on ${sameKey('f', 'c', key)}`)
  // a row that only repeats an earlier one of its file, or the current one, says nothing; without versions the last counts
  const repeat = hasVersion
    ? sql`qualify row_number() over (partition by ${namesOf('f', key)}, f._hash order by f.rowid) = 1`
    : sql`qualify row_number() over (partition by ${namesOf('f', key)}, f._hash order by f.rowid desc) = 1`
  const differs = hasVersion ? sql`o._hash is null or o._hash <> f._hash` : sql`true`
  const newest = sql`max_by(_hash, place) over (partition by ${names(key)})`
  const isNews = hasVersion ? sql`true` : sql`_old_hash is null or _old_hash <> _newest`
  await session.run(sql`create or replace temp table candidate as
    with fresh as (
      select ${namesOf('f', key)}, f._hash, f.rowid as place, ${versionOf(shape, 'f', sql`null::timestamp`)} as _version,
        o._hash as _old_hash, o._row, o._version as _old_version
      from ${identifier(fresh)} as f
      left join old as o on ${sameKey('o', 'f', key)}
      where ${differs}
      ${repeat}
    ),
    numbered as (
      select *,
        row_number() over (partition by ${names(key)} order by _version, place) as position,
        count(*) over (partition by ${names(key)}) as together,
        ${newest} as _newest
      from fresh
    )
    select ${names(key)}, place, _row, _version, position, _row is null as is_new,
      together > 1 or coalesce(_version < _old_version, false) as is_tangled
    from numbered
    where ${isNews}`)
}

/** One newer version a key: the current row moves to history, the new one takes its place. */
async function mergePlain(session: Session, shape: Shape, fresh: string, batch: MergedBatch): Promise<void> {
  const { staging, history, columns } = shape
  const arrival = sql`${batch.landedAt}::timestamp`
  const began = versionOf(shape, 'c', sql`b.landed_at`)
  await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _hash, _batch)
    select ${literal(shape.table.source)}, ${namesOf('c', columns)}, ${began}, greatest(${began}, coalesce(n._version, ${arrival})),
      c._hash, c._batch
    from ${staging} as c
    inner join candidate as n on n._row = c.rowid
    left join raw.batch as b on b.batch_id = c._batch
    where not n.is_tangled`)
  await session.run(
    sql`delete from ${staging} where rowid in (select _row from candidate where not is_tangled and not is_new)`,
  )
  await insertCurrent(session, shape, fresh, batch, sql`rowid in (select place from candidate where not is_tangled)`)
}

/**
 * Several versions of a key at once, or late ones: the key's whole life is put in order anew.
 * @returns how many candidates stood in history already
 */
async function mergeTangled(session: Session, shape: Shape, fresh: string, batch: MergedBatch): Promise<number> {
  const { staging, history, columns, key, table } = shape
  const arrival = sql`${batch.landedAt}::timestamp`
  const mine = sql`h.source = ${literal(table.source)}`
  const hasVersion = table.entity.version !== undefined
  const known = hasVersion
    ? sql`exists (select 1 from ${history} as h where ${mine} and h._hash = f._hash and ${sameKey('h', 'f', key)})`
    : sql`false`
  await session.run(sql`create or replace temp table knot as
    select distinct ${namesOf('f', key)} from ${identifier(fresh)} as f inner join candidate as n on n.place = f.rowid
    where n.is_tangled and not ${known}`)
  const repeated = Number(
    await session.value(sql`
      select count(*) from ${identifier(fresh)} as f inner join candidate as n on n.place = f.rowid
      where n.is_tangled and ${known}`),
  )
  await session.run(sql`create or replace temp table life as
    with version as (
      select ${namesOf('h', columns)}, h._hash, h._batch, h.valid_from as _version, 0 as _rank, h.rowid as _place
      from ${history} as h inner join knot as k on ${sameKey('k', 'h', key)} where ${mine}
      union all
      select ${namesOf('c', columns)}, c._hash, c._batch, ${versionOf(shape, 'c', sql`b.landed_at`)}, 1, 0
      from ${staging} as c inner join knot as k on ${sameKey('k', 'c', key)} left join raw.batch as b on b.batch_id = c._batch
      union all
      select ${namesOf('f', columns)}, f._hash, ${batch.batchId}::bigint, ${versionOf(shape, 'f', arrival)}, 2, f.rowid
      from ${identifier(fresh)} as f inner join candidate as n on n.place = f.rowid
      where n.is_tangled and not ${known}
    )
    select *,
      lead(_version) over (partition by ${names(key)} order by _version, _batch, _rank, _place) as _until,
      row_number() over (order by _version, _batch, _rank, _place) as _order
    from version`)
  await session.run(
    sql`delete from ${history} as h where ${mine} and exists (select 1 from knot as k where ${sameKey('k', 'h', key)})`,
  )
  await session.run(
    sql`delete from ${staging} as c where exists (select 1 from knot as k where ${sameKey('k', 'c', key)})`,
  )
  await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _hash, _batch)
    select ${literal(table.source)}, ${names(columns)}, _version, greatest(_version, _until), _hash, _batch
    from life where _until is not null order by _order`)
  await session.run(sql`insert into ${staging} (${names(columns)}, _hash, _batch)
    select ${names(columns)}, _hash, _batch from life where _until is null order by _order`)
  return repeated
}
