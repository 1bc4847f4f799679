import { identifier, joinSql, sql, tableName, trusted, type Entity, type Sql } from '../kit/index.ts'
import { nearest } from '../base/index.ts'
import { copyOf, selectText, visit } from './ast.ts'
import type { BuildResult } from './contract.ts'
import { causeText, fault } from './fault.ts'
import { hashProbe, keyHash } from './keys.ts'
import { relationName, type ReadyModel } from './model.ts'
import { engineType, type Plan } from './plan.ts'
import { coreSelect, fingerprint } from './schema.ts'
import type { Session } from './session.ts'
import { names, namesOf, sameKey, storedColumn } from './text.ts'

/** Rows changed below this share of their relation are put into a mart one by one; above it the mart is made whole. */
const MOST_SHARE_IN_PARTS = 0.2

/** What a relation is at a moment: `shape` changes with its definition, `batch` with its rows. */
interface RelationState {
  shape: string
  batch: number
}

interface ModelState {
  fingerprint: string
  build: number
  read: Record<string, RelationState>
  rows: number
}

/** What making a model came to; `rows` is how many it has now. */
interface Made {
  how: Built['how']
  rows: number
}

type Built = BuildResult['models'][number]

/** Brings every model up to date, in one transaction of the caller. */
export async function buildModels(session: Session, plan: Plan, models: readonly ReadyModel[]): Promise<BuildResult> {
  const relations = await relationStates(session, plan)
  const before = await modelStates(session)
  await dropGone(session, models, before)
  const probe = await hashProbe(session)
  const built: Built[] = []
  const states = new Map<string, ModelState>()
  for (const model of models) {
    const state = before.get(model.name)
    const read = statesOf(model, relations)
    const print = modelPrint(model, probe)
    const startedAt = performance.now()
    const { how, rows } = await bringUpToDate(session, plan, model, { before: state, read, print })
    const build = (state?.build ?? 0) + (how === 'unchanged' ? 0 : 1)
    relations.set(model.name, { shape: fingerprint(model.select), batch: build })
    if (how !== 'unchanged') states.set(model.name, { fingerprint: print, build, read, rows })
    built.push({ name: model.name, how, rows, seconds: (performance.now() - startedAt) / 1000 })
  }
  if (states.size > 0) {
    await writeStates(session, states)
    await session.run(sql`update meta.version set version = version + 1`)
  }
  return { models: built }
}

async function writeStates(session: Session, states: ReadonlyMap<string, ModelState>): Promise<void> {
  const all = [...states]
  const written = joinSql(
    all.map(([name]) => sql`${name}`),
    ', ',
  )
  const rows = all.map(
    ([name, { fingerprint: print, build, read, rows }]) =>
      sql`(${name}, ${print}, ${build}, ${JSON.stringify(read)}, ${rows})`,
  )
  await session.run(sql`delete from meta.model where name in (${written})`)
  await session.run(sql`insert into meta.model (name, fingerprint, build, read, rows) values ${joinSql(rows, ', ')}`)
}

const modelPrint = (model: ReadyModel, probe: string): string =>
  fingerprint([model.select, model.header.sort, model.header.kind, model.header.grain, hasKey(model) ? probe : null])

/**
 * A mart that is made anew row by row knows its rows by the hash of their grain, `_key`: the same as in staging where the
 * grain is the key of its relation. Loading tells when two keys have one hash; then the mart is made whole.
 */
const hasKey = ({ header }: ReadyModel): boolean => header.incremental !== undefined && header.kind === 'table'

async function relationStates(session: Session, plan: Plan): Promise<Map<string, RelationState>> {
  const rows = await session.rows(sql`select relation, max(batch_id) as batch_id from meta.change group by relation`)
  const batches = new Map(rows.map((row) => [String(row.relation), Number(row.batch_id)]))
  const states = new Map<string, RelationState>()
  for (const entity of plan.definition.entities) {
    const name = `core.${tableName(entity.id)}`
    const sources = plan.tables.filter((table) => table.entity === entity).map((table) => table.source)
    const state = { shape: fingerprint([sources, entity]), batch: batches.get(name) ?? 0 }
    states.set(name, state)
    states.set(`${name}_history`, state)
    states.set(`${name}_versions`, state)
  }
  for (const table of plan.definition.settingsTables)
    states.set(`settings.${table.name}`, { shape: fingerprint(table), batch: 0 })
  return states
}

async function modelStates(session: Session): Promise<Map<string, ModelState>> {
  const rows = await session.rows(sql`select name, fingerprint, build, read, rows from meta.model`)
  return new Map(
    rows.map((row) => [
      String(row.name),
      {
        fingerprint: String(row.fingerprint),
        build: Number(row.build),
        read: JSON.parse(String(row.read ?? '{}')),
        rows: Number(row.rows ?? 0),
      },
    ]),
  )
}

async function dropGone(
  session: Session,
  models: readonly ReadyModel[],
  before: ReadonlyMap<string, ModelState>,
): Promise<void> {
  const wanted = new Set(models.map((model) => model.name))
  for (const name of before.keys()) {
    if (wanted.has(name)) continue
    await dropRelation(session, name)
    await session.run(sql`delete from meta.model where name = ${name}`)
  }
}

async function dropRelation(session: Session, name: string): Promise<void> {
  const kind = await kindOf(session, name)
  if (kind) await session.run(sql`drop ${trusted(kind)} ${identifier(...name.split('.'))}`)
}

async function kindOf(session: Session, name: string): Promise<'table' | 'view' | undefined> {
  const [schema, table] = name.split('.')
  const type = await session.value(sql`select table_type from information_schema.tables
    where table_catalog = current_database() and table_schema = ${schema ?? ''} and table_name = ${table ?? ''}`)
  if (type === undefined) return undefined
  return type === 'VIEW' ? 'view' : 'table'
}

function statesOf(model: ReadyModel, relations: ReadonlyMap<string, RelationState>): Record<string, RelationState> {
  return Object.fromEntries(
    model.reads.map((read) => {
      const name = relationName(read)
      const state = relations.get(name)
      if (state) return [name, state]
      const hint = nearest(name, [...relations.keys()]) ?? 'none'
      const cause = `there is no table ${name}${hint === 'none' ? '' : `; ${hint} was probably meant`}`
      throw fault('model_failed', { model: model.name, path: model.model.path, cause })
    }),
  )
}

async function bringUpToDate(
  session: Session,
  plan: Plan,
  model: ReadyModel,
  state: { before: ModelState | undefined; read: Readonly<Record<string, RelationState>>; print: string },
): Promise<Made> {
  const { before, read, print } = state
  try {
    const isSame = before?.fingerprint === print
    const changed = Object.keys(read).filter(
      (name) => JSON.stringify(before?.read[name]) !== JSON.stringify(read[name]),
    )
    if (isSame && changed.length === 0) return { how: 'unchanged', rows: before.rows }
    if (model.header.kind === 'view') return await makeView(session, model, isSame)
    const driving = model.header.incremental && relationName(model.header.incremental)
    if (isSame && driving !== undefined && changed.length === 1 && changed[0] === driving) {
      const since = before.read[driving]
      if (since && since.shape === read[driving]?.shape) {
        const rows = await putChanged(session, plan, model, { since: since.batch, rows: before.rows })
        if (rows !== undefined) return { how: 'increment', rows }
      }
    }
    return { how: 'whole', rows: await makeWhole(session, plan, model) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'model_failed') throw error
    throw fault('model_failed', { model: model.name, path: model.model.path, cause: causeText(error) }, error)
  }
}

async function makeView(session: Session, model: ReadyModel, isSame: boolean): Promise<Made> {
  if (!isSame) {
    if ((await kindOf(session, model.name)) === 'table') await dropRelation(session, model.name)
    await session.run(sql`create or replace view ${identifier(...model.name.split('.'))} as ${trusted(model.select)}`)
  }
  return { how: 'view', rows: 0 }
}

/**
 * Makes a model's table anew, stored in the order that its header asks for.
 * @returns its rows
 */
async function makeWhole(session: Session, plan: Plan, model: ReadyModel): Promise<number> {
  const target = identifier(...model.name.split('.'))
  const select = trusted((await emptySelect(session, plan, model)) ?? model.select)
  const described = await session.rows<{ column_name: string; column_type: string }>(sql`describe ${select}`)
  const columns = described.map(({ column_name: name, column_type: type }) => storedColumn(name, type))
  const order = (await isInOrder(session, plan, model)) ? [] : model.header.sort.map((column) => identifier(column))
  await dropRelation(session, model.name)
  if (hasKey(model)) columns.push(storedColumn('_key', 'UBIGINT'))
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

/** Rows of one stored block; a scan skips whole blocks by their least and greatest value. */
const BLOCK_ROWS = 122_880

/**
 * Whether the rows that a model is made from stand in its order already, block by block: then sorting them again would
 * make no block easier to skip.
 */
async function isInOrder(session: Session, plan: Plan, model: ReadyModel): Promise<boolean> {
  const [column, ...others] = model.header.sort
  const entity = drivingEntity(plan, model)
  const tables = plan.tables.filter((table) => table.entity === entity)
  if (!entity || standsOn(entity, model) !== 'rows') return false
  if (tables.length !== 1 || !column || others.length > 0 || !(column in entity.columns)) return false
  const at = identifier(column)
  const behind = await session.value(sql`
    with block as (
      select rowid // ${trusted(String(BLOCK_ROWS))} as block, min(${at}) as least, max(${at}) as greatest
      from ${identifier('staging', tables[0]?.name ?? '')}
      group by block
    )
    select count(*) from (select least < lag(greatest) over (order by block) as is_behind from block) where is_behind`)
  return behind === 0
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
  before: { since: number; rows: number },
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
  const isNew =
    kind === 'groups'
      ? !(await addRestOfGroups(session, target, compared, unchanged))
      : await areAllNew(session, entity, before.since)
  const gone = isNew
    ? 0
    : await session.run(
        sql`delete from ${target} as m using (select distinct ${names(compared)} from changed) as c where ${sameKey('m', 'c', compared)}`,
      )
  const come = await session.run(
    sql`insert into ${target} ${withKey(plan, model, trusted(await overChanged(session, model)))}`,
  )
  return before.rows - gone + come
}

/** Whether no key that the model has was changed by what was loaded since. */
async function areAllNew(session: Session, entity: Entity, since: number): Promise<boolean> {
  const changed = await session.value(sql`
    select max(coalesce(changed_batch_id, batch_id)) from meta.change where relation = ${`core.${tableName(entity.id)}`}`)
  return Number(changed ?? since + 1) <= since
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
