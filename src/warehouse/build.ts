import { identifier, joinSql, sql, tableName, trusted, type Entity, type Sql } from '../kit/index.ts'
import { copyOf, selectText, visit } from './ast.ts'
import type { BuildResult } from './contract.ts'
import { dropViews, makeDrafts, modelFault, type Draft } from './drafts.ts'
import { keyHash } from './keys.ts'
import { relationName, type ReadyModel } from './model.ts'
import { engineType, type Plan } from './plan.ts'
import { coreSelect, UNPACKED } from './schema.ts'
import type { Session } from './session.ts'
import { hasKey, tasksOf, writeStates, type ModelState, type Task } from './tasks.ts'
import { names, namesOf, sameKey } from './text.ts'

/** Rows changed below this share of their relation are put into a mart one by one; above it the mart is made whole. */
const MOST_SHARE_IN_PARTS = 0.2

/** What making a model came to; `rows` is how many it has now. */
interface Made {
  how: Built['how']
  rows: number
}

type Built = BuildResult['models'][number]

/**
 * Brings every model up to date. What is made whole is drafted first, each table in a transaction of its own, for the engine
 * plans well only over tables whose sizes it knows: those that are committed. Then, in one transaction, drafts take their
 * places and everything else is made: a reader sees all marts of before or all of now.
 */
export async function buildModels(session: Session, plan: Plan, models: readonly ReadyModel[]): Promise<BuildResult> {
  const { tasks, gone } = await tasksOf(session, plan, models)
  const drafts = await makeDrafts(session, tasks, (model) => makeWhole(session, plan, model))
  return session.transaction(async () => {
    const kindOf = kindsIn(session)
    await dropGone(session, gone, kindOf)
    const built: Built[] = []
    const states = new Map<string, ModelState>()
    for (const task of tasks) {
      const { model, build, print, read } = task
      const startedAt = performance.now()
      const draft = drafts.tables.get(model.name)
      const { how, rows } = draft
        ? await adopt(session, model, draft, kindOf)
        : await bringUpToDate(session, plan, task, kindOf)
      if (how !== 'unchanged') states.set(model.name, { fingerprint: print, build, read, rows })
      const seconds = (performance.now() - startedAt) / 1000 + (draft?.seconds ?? 0)
      built.push({ name: model.name, how, rows, seconds })
    }
    await dropViews(session, drafts)
    if (states.size > 0) {
      await writeStates(session, states)
      await session.run(sql`update meta.version set version = version + 1`)
    }
    return { models: built }
  })
}

/** A draft takes its model's name. */
async function adopt(session: Session, { name }: ReadyModel, draft: Draft, kindOf: KindOf): Promise<Made> {
  await dropRelation(session, name, kindOf)
  const [schema = '', table = ''] = name.split('.')
  await session.run(sql`alter table ${identifier(schema, draft.table)} rename to ${identifier(table)}`)
  return { how: 'whole', rows: draft.rows }
}

async function dropGone(session: Session, gone: readonly string[], kindOf: KindOf): Promise<void> {
  for (const name of gone) {
    await dropRelation(session, name, kindOf)
    await session.run(sql`delete from meta.model where name = ${name}`)
  }
}

async function dropRelation(session: Session, name: string, kindOf: KindOf): Promise<void> {
  const kind = await kindOf(name)
  if (kind) await session.run(sql`drop ${trusted(kind)} ${identifier(...name.split('.'))}`)
}

type Kind = 'table' | 'view'

/** What stands under a name. */
type KindOf = (name: string) => Promise<Kind | undefined>

/** As things stood when it was first asked: all at once, for the engine looks at every table for one as well. */
function kindsIn(session: Session): KindOf {
  let asked: Promise<Map<string, Kind>> | undefined
  return async (name) => (await (asked ??= kinds(session))).get(name)
}

async function kinds(session: Session): Promise<Map<string, Kind>> {
  const rows = await session.rows(sql`select table_schema || '.' || table_name as name, table_type as type
    from information_schema.tables where table_catalog = current_database()`)
  return new Map(rows.map(({ name, type }) => [String(name), type === 'VIEW' ? 'view' : 'table']))
}

async function bringUpToDate(session: Session, plan: Plan, task: Task, kindOf: KindOf): Promise<Made> {
  const { model, way, before, print } = task
  try {
    if (way === 'nothing') return { how: 'unchanged', rows: before?.rows ?? 0 }
    if (way === 'view') return await makeView(session, model, before?.fingerprint === print, kindOf)
    if (way === 'parts' && before) {
      const driving = model.header.incremental ? relationName(model.header.incremental) : ''
      const since = before.read[driving]?.batch ?? 0
      const rows = await putChanged(session, plan, model, { since, rows: before.rows, areNew: task.areNew })
      if (rows !== undefined) return { how: 'increment', rows }
    }
    await dropRelation(session, model.name, kindOf)
    return { how: 'whole', rows: await makeWhole(session, plan, model) }
  } catch (error) {
    throw modelFault(model, error)
  }
}

async function makeView(session: Session, model: ReadyModel, isSame: boolean, kindOf: KindOf): Promise<Made> {
  if (!isSame) {
    if ((await kindOf(model.name)) === 'table') await dropRelation(session, model.name, kindOf)
    await session.run(sql`create or replace view ${identifier(...model.name.split('.'))} as ${trusted(model.select)}`)
  }
  return { how: 'view', rows: 0 }
}

/**
 * Makes a model's table, where there is none, stored in the order that its header asks for.
 * @returns its rows
 */
async function makeWhole(session: Session, plan: Plan, model: ReadyModel): Promise<number> {
  const target = identifier(...model.name.split('.'))
  const select = trusted((await emptySelect(session, plan, model)) ?? model.select)
  const described = await session.rows<{ column_name: string; column_type: string }>(sql`describe ${select}`)
  const columns = described.map(
    ({ column_name: name, column_type: type }) =>
      sql`${identifier(name)} ${trusted(type)}${type === 'VARCHAR' && isOwnKey(model, name) ? UNPACKED : sql``}`,
  )
  const order = (await isInOrder(session, plan, model)) ? [] : model.header.sort.map((column) => identifier(column))
  if (hasKey(model)) columns.push(sql`_key ubigint${UNPACKED}`)
  await session.run(sql`create table ${target} (${joinSql(columns, ', ')})`)
  return session.run(
    sql`insert into ${target} ${withKey(plan, model, select)}${order.length > 0 ? sql` order by ${joinSql(order, ', ')}` : sql``}`,
  )
}

/** Without the source: the key of the relation, as staging knows it. */
const hashedGrain = ({ header }: ReadyModel): string[] => header.grain.filter((column) => column !== 'source')

/** The select with `_key`: of columns in their relation's types, for hashes of other types are others. */
function withKey(plan: Plan, model: ReadyModel, select: Sql): Sql {
  if (!hasKey(model)) return sql`select * from (${select})`
  const entity = drivingEntity(plan, model)
  const columns = hashedGrain(model).map((column) =>
    entity && column in entity.columns
      ? sql`${identifier(column)}::${trusted(engineType(entity, column))}`
      : identifier(column),
  )
  return sql`select *, hash(${joinSql(columns, ', ')}) from (${select})`
}

/** No value of it stands twice: of texts, looking for what repeats is in vain. */
const isOwnKey = (model: ReadyModel, column: string): boolean => hashedGrain(model).join() === column

/** Rows of one stored block; a scan skips whole blocks by their least and greatest value. */
const BLOCK_ROWS = 122_880

/**
 * Blocks in whose range a value lies, on an average: one where the rows are sorted, one a core where each filled blocks of
 * its own. Of a few blocks so many would be all.
 */
const mostBlocksOfAValue = (blocks: number): number => Math.max(1, Math.min(3, blocks / 3))

/**
 * Whether the rows that a model is made from stand in its order already, block by block: then sorting them again would
 * make hardly a block easier to skip.
 */
async function isInOrder(session: Session, plan: Plan, model: ReadyModel): Promise<boolean> {
  const [column, ...others] = model.header.sort
  const entity = drivingEntity(plan, model)
  const tables = plan.tables.filter((table) => table.entity === entity)
  if (!entity || standsOn(entity, model) !== 'rows') return false
  if (tables.length !== 1 || !column || others.length > 0 || !(column in entity.columns)) return false
  const place = placeOf(engineType(entity, column), identifier(column))
  if (!place) return false
  const [found] = await session.rows<{ blocks: number; depth: number | null }>(sql`
    with block as (
      select min(${place}) as least, max(${place}) as greatest
      from ${identifier('staging', tables[0]?.name ?? '')}
      group by rowid // ${trusted(String(BLOCK_ROWS))}
    )
    select count(*) as blocks, sum(greatest - least) / (max(greatest) - min(least)) as depth from block`)
  return (found?.depth ?? 1) <= mostBlocksOfAValue(found?.blocks ?? 0)
}

/** A value as a number whose distance from others can be told. */
function placeOf(type: string, value: Sql): Sql | undefined {
  if (type === 'TIMESTAMP' || type === 'DATE') return sql`epoch(${value})`
  return type === 'VARCHAR' || type === 'BOOLEAN' ? undefined : sql`${value}::double`
}

/** A model whose driving relation is empty is empty: nothing else that it reads needs to be looked at. */
async function emptySelect(session: Session, plan: Plan, model: ReadyModel): Promise<string | undefined> {
  const entity = drivingEntity(plan, model)
  if (!entity) return undefined
  const core = identifier('core', tableName(entity.id))
  if ((await session.rows(sql`select 1 as one from ${core} limit 1`)).length > 0) return undefined
  await session.run(sql`create or replace temp table changed as from ${core}`)
  return overChanged(session, model)
}

const drivingEntity = (plan: Plan, { header }: ReadyModel) =>
  header.incremental?.schema === 'core'
    ? plan.definition.entities.find((entity) => header.incremental?.table === tableName(entity.id))
    : undefined

/** What a row of the model stands on: a row of its relation, or all rows that have a part of their key in common. */
function standsOn(entity: Entity, model: ReadyModel): 'rows' | 'groups' | undefined {
  const key = hashedGrain(model)
  if (key.join() === entity.key.join()) return 'rows'
  // by a column outside the key a row could leave its group unseen
  return key.length > 0 && key.every((column) => entity.key.includes(column)) ? 'groups' : undefined
}

/**
 * Makes anew the rows of a model that stand on changed rows of its driving relation.
 * @returns how many rows the model has then; undefined where too many changed, or its grain is not the relation's own
 */
async function putChanged(
  session: Session,
  plan: Plan,
  model: ReadyModel,
  before: { since: number; rows: number; areNew: boolean },
): Promise<number | undefined> {
  const entity = drivingEntity(plan, model)
  if (!entity) return undefined
  const { grain } = model.header
  const key = hashedGrain(model)
  const kind = standsOn(entity, model)
  if (kind === undefined) return undefined
  const rows = coreSelect(plan, entity, sql`_batch > ${trusted(String(before.since))}`)
  const changed = Number(await session.value(sql`select count(*) from (${rows})`))
  if (changed > before.rows * MOST_SHARE_IN_PARTS) return undefined
  await session.run(sql`create or replace temp table changed as select *, ${keyHash(key)} as _key from (${rows})`)
  const target = identifier(...model.name.split('.'))
  // of one source alone its name would be compared in vain
  const isOneSource = plan.tables.filter((table) => table.entity === entity).length === 1
  const source = isOneSource || !grain.includes('source') ? [] : ['source']
  // loading tells of two keys with one hash, but not of two groups with one
  const compared = ['_key', ...(kind === 'groups' ? key : []), ...source]
  const unchanged = coreSelect(plan, entity, sql`_batch <= ${trusted(String(before.since))}`)
  const isNew = kind === 'groups' ? !(await addRestOfGroups(session, target, compared, unchanged)) : before.areNew
  const keys = kind === 'groups' ? sql`(select distinct ${names(compared)} from changed)` : sql`changed`
  const gone = isNew
    ? 0
    : await session.run(sql`delete from ${target} as m using ${keys} as c where ${sameKey('m', 'c', compared)}`)
  const come = await session.run(
    sql`insert into ${target} ${withKey(plan, model, trusted(await overChanged(session, model)))}`,
  )
  return before.rows - gone + come
}

/**
 * Adds to the changed rows those that did not change and belong to a group of one that did. Only of groups that the model
 * has already: the rows of a new one are all new.
 * @returns whether it has any
 */
async function addRestOfGroups(
  session: Session,
  target: Sql,
  compared: readonly string[],
  unchanged: Sql,
): Promise<boolean> {
  await session.run(sql`create or replace temp table touched as
    select distinct ${namesOf('c', compared)} from changed as c semi join ${target} as m on ${sameKey('m', 'c', compared)}`)
  if ((await session.rows(sql`select 1 as one from touched limit 1`)).length === 0) return false
  const key = compared.filter((column) => column !== '_key')
  await session.run(
    sql`insert into changed select r.*, t._key from (${unchanged}) as r inner join touched as t on ${sameKey('r', 't', key)}`,
  )
  return true
}

const changedTexts = new WeakMap<ReadyModel, string>()

/** The model's select with its driving relation replaced by the changed rows. */
async function overChanged(session: Session, model: ReadyModel): Promise<string> {
  const known = changedTexts.get(model)
  if (known !== undefined) return known
  const tree = copyOf(model.tree)
  visit(tree, new Set(), (node) => {
    const driving = model.header.incremental
    if (
      String(node.schema_name).toLowerCase() !== driving?.schema ||
      String(node.table_name).toLowerCase() !== driving.table
    )
      return
    node.alias ||= node.table_name
    node.catalog_name = 'temp'
    node.schema_name = 'main'
    node.table_name = 'changed'
  })
  const text = await selectText(session, tree)
  changedTexts.set(model, text)
  return text
}
