import { createHash } from 'node:crypto'
import {
  ENGINE_TYPES,
  identifier,
  joinSql,
  sql,
  sqlText,
  tableName,
  trusted,
  type Entity,
  type SettingsTable,
  type Sql,
} from '../kit/index.ts'
import { hashProbe } from './keys.ts'
import { columnsOf, engineType, type Plan, type PlannedStream, type StagingTable } from './plan.ts'
import { rulesOf } from './rules.ts'
import type { Session } from './session.ts'
import { literal, names, namesOf } from './text.ts'

export interface Prepared {
  created: string[]
  changed: string[]
  /** streams whose batches must be read again */
  stale: { source: string; stream: string }[]
}

export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** Makes or changes what a definition asks for; in a transaction of the caller. */
export async function makeSchema(session: Session, plan: Plan): Promise<Prepared> {
  const known = await knownDefinitions(session)
  const prepared: Prepared = { created: [], changed: [], stale: [] }
  const wanted = new Map<string, string>()
  const note = (name: string, value: unknown): 'new' | 'changed' | 'same' => {
    const print = fingerprint(value)
    wanted.set(name, print)
    if (!known.has(name)) return 'new'
    return known.get(name) === print ? 'same' : 'changed'
  }
  for (const table of plan.definition.settingsTables) await makeSettings(session, table, note, prepared)
  const remade = await makeEntities(session, plan, note, prepared)
  const stale = plan.streams.filter((planned) => {
    const state = note(`stream ${planned.source} ${planned.stream.name}`, streamPrint(planned))
    return state !== 'same' || planned.feeds.some((feed) => remade.has(feed.table.entity.id))
  })
  const withKin = withKinOf(plan, stale)
  prepared.stale = await withBatches(session, withKin)
  await dropUnknown(
    session,
    plan,
    [...known.keys()].filter((name) => !wanted.has(name)),
    prepared,
  )
  await session.run(sql`delete from meta.definition`)
  const prints = [...wanted].map(([name, print]) => sql`(${name}, ${print})`)
  if (prints.length > 0) await session.run(sql`insert into meta.definition values ${joinSql(prints, ', ')}`)
  return prepared
}

async function knownDefinitions(session: Session): Promise<Map<string, string>> {
  const rows = await session.rows(sql`select name, fingerprint from meta.definition`)
  return new Map(rows.map((row) => [String(row.name), String(row.fingerprint)]))
}

type Note = (name: string, value: unknown) => 'new' | 'changed' | 'same'

const streamPrint = ({ stream, feeds }: PlannedStream) => [
  stream.format,
  stream.record,
  stream.csv ?? null,
  feeds.map(({ feed }) => [feed.entity, sqlText(feed.staging)]),
  ...(stream.missing === 'gone' ? ['gone'] : []),
  ...(stream.otherNames ? [stream.otherNames] : []),
]

async function makeSettings(session: Session, table: SettingsTable, note: Note, prepared: Prepared): Promise<void> {
  const name = `settings.${table.name}`
  const state = note(name, table)
  if (state === 'same') return
  prepared[state === 'new' ? 'created' : 'changed'].push(name)
  const columns = Object.entries(table.columns).map(
    ([column, type]) => sql`${identifier(column)} ${trusted(ENGINE_TYPES[type])}`,
  )
  await session.run(sql`create or replace table ${identifier('settings', table.name)} (${joinSql(columns, ', ')})`)
  if (table.rows.length === 0) return
  // one parameter for all the rows: a statement per row is slow
  const rows = JSON.stringify(table.rows)
  const cells = Object.entries(table.columns).map(
    ([, type], at) => sql`(r ->> ${trusted(String(at))})::${trusted(ENGINE_TYPES[type])}`,
  )
  await session.run(sql`insert into ${identifier('settings', table.name)}
    select ${joinSql(cells, ', ')} from (select unnest(${rows}::json[]) as r)`)
}

const entityPrint = (entity: Entity, probe: string) => [
  entity.id,
  entity.key,
  entity.version ?? null,
  columnsOf(entity).map((column) => [column, engineType(entity, column)]),
  probe,
  // only where there are any: what was loaded without them is not read again
  ...rulesOf(entity),
]

/** @returns ids of the entities whose tables were thrown away to be filled anew */
async function makeEntities(session: Session, plan: Plan, note: Note, prepared: Prepared): Promise<Set<string>> {
  const remade = new Set<string>()
  const probe = await hashProbe(session)
  for (const entity of plan.definition.entities) {
    const state = note(`core.${tableName(entity.id)}`, entityPrint(entity, probe))
    const sources = plan.tables.filter((table) => table.entity === entity)
    if (state === 'changed') remade.add(entity.id)
    if (state !== 'same') prepared[state === 'new' ? 'created' : 'changed'].push(`core.${tableName(entity.id)}`)
    const isRemade = state === 'changed'
    await session.run(sql`${trusted(isRemade ? 'create or replace table' : 'create table if not exists')}
      ${identifier('core', `${tableName(entity.id)}_history`)} (source varchar, ${typedColumns(entity)},
      valid_from timestamp, valid_to timestamp, _key ubigint, _batch bigint)`)
    for (const { name } of sources) {
      if (note(`staging.${name}`, entityPrint(entity, probe)) === 'new') prepared.created.push(`staging.${name}`)
      await session.run(sql`${trusted(isRemade ? 'create or replace table' : 'create table if not exists')}
        ${identifier('staging', name)} (${unpackedColumns(entity)}, _batch bigint)`)
    }
    await session.run(
      sql`create or replace view ${identifier('core', tableName(entity.id))} as ${coreSelect(plan, entity)}`,
    )
    await session.run(
      sql`create or replace view ${identifier('core', `${tableName(entity.id)}_versions`)} as ${versionsSelect(plan, entity)}`,
    )
  }
  return remade
}

const typedColumns = (entity: Entity): Sql =>
  joinSql(
    columnsOf(entity).map((column) => sql`${identifier(column)} ${trusted(engineType(entity, column))}`),
    ', ',
  )

/**
 * Columns of current and fresh rows, texts as they are: most are keys and words of people, which hardly repeat, and looking for
 * what does takes longer than it saves while they are few.
 */
export const unpackedColumns = (entity: Entity): Sql =>
  joinSql(
    [
      ...columnsOf(entity).map((column) => {
        const type = engineType(entity, column)
        return sql`${identifier(column)} ${trusted(type)}${type === 'VARCHAR' ? UNPACKED : sql``}`
      }),
      sql`_key ubigint${UNPACKED}`,
    ],
    ', ',
  )

export const UNPACKED = sql` using compression uncompressed`

/** Makes an empty staging table for so many rows that what they take on the disk counts for more than what packing them takes. */
export const makePackedStaging = (session: Session, { name, entity }: StagingTable): Promise<number> =>
  session.run(
    sql`create or replace table ${identifier('staging', name)} (${typedColumns(entity)}, _key ubigint, _batch bigint)`,
  )

/** An entity's current rows of all sources together; `where` is asked of each staging table. */
export function coreSelect(plan: Plan, entity: Entity, where: Sql = sql`true`): Sql {
  const tables = plan.tables.filter((table) => table.entity === entity)
  if (tables.length === 0) {
    const columns = columnsOf(entity).map(
      (column) => sql`null::${trusted(engineType(entity, column))} as ${identifier(column)}`,
    )
    return sql`select null::varchar as source, ${joinSql(columns, ', ')} where false`
  }
  return joinSql(
    tables.map(
      (table) => sql`select ${literal(table.source)} as source, ${names(columnsOf(entity))}
      from ${identifier('staging', table.name)} where ${where}`,
    ),
    ' union all ',
  )
}

/**
 * Every version of an entity's rows, the current ones included: those have no end. A version begins at its own time, or when
 * it was loaded where it has none.
 */
function versionsSelect(plan: Plan, entity: Entity): Sql {
  const columns = names(columnsOf(entity))
  const began =
    entity.version === undefined ? sql`b.landed_at` : sql`coalesce(${identifier('c', entity.version)}, b.landed_at)`
  const current = plan.tables
    .filter((table) => table.entity === entity)
    .map(
      (
        table,
      ) => sql`select ${literal(table.source)} as source, ${namesOf('c', columnsOf(entity))}, ${began} as valid_from,
      null::timestamp as valid_to, b.landed_at as loaded_at
    from ${identifier('staging', table.name)} as c left join raw.batch as b on b.batch_id = c._batch`,
    )
  const earlier = sql`select h.source, ${namesOf('h', columnsOf(entity))}, h.valid_from, h.valid_to, b.landed_at as loaded_at
    from ${identifier('core', `${tableName(entity.id)}_history`)} as h left join raw.batch as b on b.batch_id = h._batch`
  return sql`select source, ${columns}, valid_from, valid_to, loaded_at from (${joinSql([...current, earlier], ' union all ')})`
}

/** Streams that feed the same tables belong together: what one of them must read again, all must. */
export function withKinOf(plan: Plan, stale: readonly PlannedStream[]): PlannedStream[] {
  const found = new Set(stale)
  for (let before = -1; before !== found.size;) {
    before = found.size
    const tables = new Set([...found].flatMap((planned) => planned.feeds.map((feed) => feed.table)))
    for (const planned of plan.streams) if (planned.feeds.some((feed) => tables.has(feed.table))) found.add(planned)
  }
  return [...found]
}

async function withBatches(session: Session, streams: readonly PlannedStream[]): Promise<Prepared['stale']> {
  const rows = await session.rows(sql`select distinct source, stream from raw.batch`)
  const loaded = new Set(rows.map((row) => `${row.source}\n${row.stream}`))
  const wanted = streams.map(({ source, stream }) => ({ source, stream: stream.name }))
  return wanted.some(({ source, stream }) => loaded.has(`${source}\n${stream}`)) ? wanted : []
}

/** Drops tables that no definition names any more; what was received stays in raw. */
async function dropUnknown(session: Session, plan: Plan, gone: readonly string[], prepared: Prepared): Promise<void> {
  const entities = new Set(plan.definition.entities.map((entity) => tableName(entity.id)))
  for (const name of gone) {
    const [schema = '', table = ''] = name.split('.')
    if (schema === 'staging') {
      const [source = '', ...rest] = table.split('__')
      const history = `${rest.join('__')}_history`
      if (entities.has(rest.join('__'))) {
        await session.run(sql`delete from ${identifier('core', history)} where source = ${source}`)
      }
      await session.run(sql`drop table if exists ${identifier('staging', table)}`)
    } else if (schema === 'settings') await session.run(sql`drop table if exists ${identifier('settings', table)}`)
    else if (schema === 'core') {
      await session.run(sql`drop view if exists ${identifier('core', `${table}_versions`)}`)
      await session.run(sql`drop view if exists ${identifier('core', table)}`)
      await session.run(sql`drop table if exists ${identifier('core', `${table}_history`)}`)
    } else continue
    prepared.changed.push(name)
  }
}
