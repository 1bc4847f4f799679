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
}

/** What every model needs, in the order of the models. */
export async function tasksOf(session: Session, plan: Plan, models: readonly ReadyModel[]): Promise<Task[]> {
  const relations = await relationStates(session, plan)
  const states = await modelStates(session)
  const probe = await hashProbe(session)
  return models.map((model) => {
    const before = states.get(model.name)
    const read = statesOf(model, relations)
    const print = modelPrint(model, probe)
    const way = wayOf(model, before, print, read)
    const build = (before?.build ?? 0) + (way === 'nothing' ? 0 : 1)
    relations.set(model.name, { shape: fingerprint(model.select), batch: build })
    return { model, way, before, build, print, read }
  })
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

/** Records what models were made from, so that the next build knows what changed. */
export async function writeStates(session: Session, states: ReadonlyMap<string, ModelState>): Promise<void> {
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
export const hasKey = ({ header }: ReadyModel): boolean => header.incremental !== undefined && header.kind === 'table'

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

/** What each model was made from when it was last made. */
export async function modelStates(session: Session): Promise<Map<string, ModelState>> {
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
