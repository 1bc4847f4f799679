import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import { copyOf, visit } from './ast.ts'
import { causeText, fault } from './fault.ts'
import { relationName, type ReadyModel } from './model.ts'
import type { Session } from './session.ts'
import { nameText, withOtherTables } from './table-places.ts'
import type { Task } from './tasks.ts'

/** A table that is made and not yet in its place. */
export interface Draft {
  /** its name meanwhile, in the model's schema */
  table: string
  rows: number
  seconds: number
}

export interface Drafts {
  /** by the model's name */
  tables: ReadonlyMap<string, Draft>
  /** views over drafts, which only other drafts read */
  views: readonly string[]
}

/** No model begins so, and no list shows what does. */
const PREFIX = '_draft_'

/** Sessions in whose warehouse no draft is left: they swept it, and have made none since. */
const swept = new WeakSet<Session>()

/**
 * Makes beside the tables that readers see those that are to be made whole and stand on nothing but what is committed or drafted.
 * A process that dies leaves drafts behind; they are dropped first.
 * @param make fills a model's table and counts its rows
 */
export async function makeDrafts(
  session: Session,
  tasks: readonly Task[],
  make: (model: ReadyModel) => Promise<number>,
): Promise<Drafts> {
  if (!swept.has(session)) await dropLeft(session)
  const tables = new Map<string, Draft>()
  const views: string[] = []
  const draftOf = new Map<string, string>()
  const ways = new Map(tasks.map(({ model, way }) => [model.name, way]))
  for (const { model, way } of tasks) {
    const reads = model.reads.map(relationName)
    const isReady = reads.every((name) => draftOf.has(name) || (ways.get(name) ?? 'nothing') === 'nothing')
    if (!isReady || (way !== 'whole' && way !== 'view')) continue
    const [schema = '', table = ''] = model.name.split('.')
    const startedAt = performance.now()
    swept.delete(session)
    try {
      const over = overDrafts(model, draftOf)
      if (way === 'view') {
        await session.run(sql`create view ${identifier(schema, PREFIX + table)} as ${trusted(over.select)}`)
        views.push(`${schema}.${PREFIX}${table}`)
      } else {
        const rows = await make(over)
        tables.set(model.name, { table: PREFIX + table, rows, seconds: (performance.now() - startedAt) / 1000 })
      }
    } catch (error) {
      await dropLeft(session)
      throw modelFault(model, error)
    }
    draftOf.set(model.name, PREFIX + table)
  }
  return { tables, views }
}

/** The model under its draft's name, reading drafts where there are any. */
function overDrafts(model: ReadyModel, draftOf: ReadonlyMap<string, string>): ReadyModel {
  const [schema = '', table = ''] = model.name.split('.')
  const select = withOtherTables(model.select, model.tree, (relation) => {
    const draft = draftOf.get(relation)
    return draft && nameText(relation.split('.')[0] ?? '', draft)
  })
  const tree = copyOf(model.tree)
  visit(tree, new Set(), (node) => {
    const draft = draftOf.get(`${String(node.schema_name)}.${String(node.table_name)}`.toLowerCase())
    if (draft === undefined) return
    node.alias ||= node.table_name
    node.table_name = draft
  })
  return { ...model, name: `${schema}.${PREFIX}${table}`, tree, select }
}

export async function dropViews(session: Session, { views }: Drafts): Promise<void> {
  for (const view of views) await session.run(sql`drop view ${nameOf(view)}`)
}

async function dropLeft(session: Session): Promise<void> {
  const left = await session.rows<{ name: string; kind: string }>(sql`
    select table_schema || '.' || table_name as name, case table_type when 'VIEW' then 'view' else 'table' end as kind
    from information_schema.tables
    where table_catalog = current_database() and starts_with(table_name, ${PREFIX})`)
  for (const { name, kind } of left) await session.run(sql`drop ${trusted(kind)} ${nameOf(name)}`)
  swept.add(session)
}

const nameOf = (name: string): Sql => identifier(...name.split('.'))

/** What is wrong with a model: which one, in which file, what the engine says. */
export function modelFault(model: ReadyModel, error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'model_failed') return error
  return fault('model_failed', { model: model.name, path: model.model.path, cause: causeText(error) }, error)
}
