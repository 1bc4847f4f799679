import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import { copyOf, visit } from './ast.ts'
import { causeText, fault } from './fault.ts'
import { relationName, type ReadyModel } from './model.ts'
import type { Session } from './session.ts'
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
  await dropLeft(session)
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
  const places: Place[] = []
  const tree = copyOf(model.tree)
  visit(tree, new Set(), (node) => {
    const draft = draftOf.get(`${String(node.schema_name)}.${String(node.table_name)}`.toLowerCase())
    if (draft === undefined) return
    const hasAlias = Boolean(node.alias)
    places.push({ at: Number(node.query_location), draft, alias: hasAlias ? undefined : String(node.table_name) })
    node.alias ||= node.table_name
    node.table_name = draft
  })
  return { ...model, name: `${schema}.${PREFIX}${table}`, tree, select: withDrafts(model.select, places) }
}

interface Place {
  /** bytes from the beginning of the text */
  at: number
  draft: string
  /** the table's own name, where the text gives it no other */
  alias: string | undefined
}

const TABLE = /^("(?:[^"]|"")+"|\w+)\s*\.\s*(?:"(?:[^"]|"")+"|\w+)/

/** In the text itself, for the engine does not write every tree back as it read it. */
function withDrafts(text: string, places: readonly Place[]): string {
  const bytes = Buffer.from(text)
  const pieces: string[] = []
  let from = 0
  for (const { at, draft, alias } of places.toSorted((one, other) => one.at - other.at)) {
    const [named, schema] = TABLE.exec(bytes.subarray(at).toString()) ?? []
    if (named === undefined || at < from) throw new Error('a table is not where the parser saw it')
    const as = alias === undefined ? '' : ` as ${identifier(alias).pieces.join('')}`
    pieces.push(bytes.subarray(from, at).toString(), `${schema}.${identifier(draft).pieces.join('')}${as}`)
    from = at + Buffer.byteLength(named)
  }
  return [...pieces, bytes.subarray(from).toString()].join('')
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
}

const nameOf = (name: string): Sql => identifier(...name.split('.'))

/** What is wrong with a model: which one, in which file, what the engine says. */
export function modelFault(model: ReadyModel, error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'model_failed') return error
  return fault('model_failed', { model: model.name, path: model.model.path, cause: causeText(error) }, error)
}
