import { joinSql, sql, tableName } from '../kit/index.ts'
import { nearest } from '../base/index.ts'
import { fault } from './fault.ts'
import { hashProbe } from './keys.ts'
import { relationName, type ReadyModel } from './model.ts'
import type { Plan } from './plan.ts'
import { fingerprint } from './schema.ts'
import type { Session } from './session.ts'

/** What a relation is at a moment: `shape` changes with its definition, `batch` with its rows. */
export interface RelationState {
  shape: string
  batch: number
}

/** The newest batches that brought a relation rows, and rows of keys that it had before. */
interface Batches {
  newest: number
  newestOfKnownKeys: number
}

export interface ModelState {
  fingerprint: string
  build: number
  read: Record<string, RelationState>
  rows: number
}

/**
 * What a model needs: nothing, its view, its rows anew where its driving relation alone changed (`parts`: whole after all where
 * too many did), or all of it anew.
 */
export interface Task {
  model: ReadyModel
  way: 'nothing' | 'view' | 'parts' | 'whole'
  before: ModelState | undefined
  /** of how many builds that changed it this one is the last */
  build: number
  print: string
  read: Record<string, RelationState>
  /** every key that its driving relation got rows of since the last build was unknown before */
  areNew: boolean
}

/** What every model needs, in the order of the models, and the names of models that are no more. */
export async function tasksOf(
  session: Session,
  plan: Plan,
  models: readonly ReadyModel[],
): Promise<{ tasks: Task[]; gone: readonly string[] }> {
  const batches = await relationBatches(session)
  const relations = relationStates(plan, batches)
  const states = await modelStates(session)
  const probe = await hashProbe(session)
  const tasks = models.map((model) => {
    const before = states.get(model.name)
    const read = statesOf(model, relations)
    const { print, shape } = modelPrints(model, probe)
    const way = wayOf(model, before, print, read)
    const build = (before?.build ?? 0) + (way === 'nothing' ? 0 : 1)
    relations.set(model.name, { shape, batch: build })
    return { model, way, before, build, print, read, areNew: areNew(model, before, batches) }
  })
  const wanted = new Set(models.map(({ name }) => name))
  return { tasks, gone: [...states.keys()].filter((name) => !wanted.has(name)) }
}

function wayOf({ header }: ReadyModel, before: ModelState | undefined, print: string, read: Task['read']): Task['way'] {
  const isSame = before?.fingerprint === print
  const changed = Object.keys(read).filter((name) => JSON.stringify(before?.read[name]) !== JSON.stringify(read[name]))
  if (isSame && changed.length === 0) return 'nothing'
  if (header.kind === 'view') return 'view'
  const driving = header.incremental && relationName(header.incremental)
  if (!isSame || driving === undefined || changed.length !== 1 || changed[0] !== driving) return 'whole'
  return before.read[driving]?.shape === read[driving]?.shape ? 'parts' : 'whole'
}

function areNew(
  { header }: ReadyModel,
  before: ModelState | undefined,
  batches: ReadonlyMap<string, Batches>,
): boolean {
  const driving = header.incremental ? relationName(header.incremental) : ''
  const [since, changed] = [before?.read[driving], batches.get(driving)]
  return since !== undefined && changed !== undefined && changed.newestOfKnownKeys <= since.batch
}

/** Records what models were made from, so that the next build knows what changed. */
export async function writeStates(session: Session, states: ReadonlyMap<string, ModelState>): Promise<void> {
  const rows = [...states].map(
    ([name, { fingerprint: print, build, read, rows }]) =>
      sql`(${name}, ${print}, ${build}::bigint, ${JSON.stringify(read)}, ${rows}::bigint)`,
  )
  const written = sql`(values ${joinSql(rows, ', ')}) as v(name, fingerprint, build, read, rows)`
  const updated = await session.run(sql`update meta.model as m
    set fingerprint = v.fingerprint, build = v.build, read = v.read, rows = v.rows from ${written} where m.name = v.name`)
  if (updated < rows.length)
    await session.run(sql`insert into meta.model (name, fingerprint, build, read, rows)
      select * from ${written} where name not in (select name from meta.model)`)
}

interface ModelPrints {
  /** changes when the model's table must be made anew */
  print: string
  /** changes when those who read it must look at it anew */
  shape: string
}

const knownPrints = new WeakMap<ReadyModel, ModelPrints & { probe: string }>()

function modelPrints(model: ReadyModel, probe: string): ModelPrints {
  const known = knownPrints.get(model)
  if (known?.probe === probe) return known
  const { select, header } = model
  const print = fingerprint([select, header.sort, header.kind, header.grain, hasKey(model) ? probe : null])
  const prints = { probe, print, shape: fingerprint(select) }
  knownPrints.set(model, prints)
  return prints
}

/**
 * A mart that is made anew row by row knows its rows by the hash of their grain, `_key`: the same as in staging where the
 * grain is the key of its relation. Loading tells when two keys have one hash; then the mart is made whole.
 */
export const hasKey = ({ header }: ReadyModel): boolean => header.incremental !== undefined && header.kind === 'table'

async function relationBatches(session: Session): Promise<ReadonlyMap<string, Batches>> {
  const rows = await session.rows<{ relation: string; newest: number; known: number }>(sql`
    select relation, max(batch_id) as newest, max(coalesce(changed_batch_id, batch_id)) as known
    from meta.change group by relation`)
  return new Map(
    rows.map(({ relation, newest, known }) => [relation, { newest: Number(newest), newestOfKnownKeys: Number(known) }]),
  )
}

function relationStates(plan: Plan, batches: ReadonlyMap<string, Batches>): Map<string, RelationState> {
  const states = new Map<string, RelationState>()
  for (const [name, shape] of shapesOf(plan)) {
    const state = { shape, batch: batches.get(name)?.newest ?? 0 }
    states.set(name, state)
    if (!name.startsWith('core.')) continue
    states.set(`${name}_history`, state)
    states.set(`${name}_versions`, state)
  }
  return states
}

const knownShapes = new WeakMap<Plan, ReadonlyMap<string, string>>()

function shapesOf(plan: Plan): ReadonlyMap<string, string> {
  const known = knownShapes.get(plan)
  if (known) return known
  const { entities, settingsTables } = plan.definition
  const sources = (id: string) => plan.tables.filter(({ entity }) => entity.id === id).map(({ source }) => source)
  const shapes = new Map([
    ...entities.map((entity) => [`core.${tableName(entity.id)}`, fingerprint([sources(entity.id), entity])] as const),
    ...settingsTables.map((table) => [`settings.${table.name}`, fingerprint(table)] as const),
  ])
  knownShapes.set(plan, shapes)
  return shapes
}

/** What each model was made from when it was last made. */
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
