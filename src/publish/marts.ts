import { nearest, type Instant } from '../base/index.ts'
import { identifier, sql, type Sql } from '../kit/index.ts'
import type { LayerTable } from '../warehouse/index.ts'
import { publishedColumn, type PublishedColumn } from './columns.ts'
import type { PublishParts, PublishTarget } from './contract.ts'
import { fault } from './fault.ts'

/** A mart as it will stand in PostgreSQL. */
export interface MartPlan {
  /** `mart.support_tickets` */
  mart: string
  /** `support_tickets` */
  view: string
  meaning: string
  columns: readonly PublishedColumn[]
  /** each a list of columns */
  indexes: readonly (readonly string[])[]
  asOf: Instant | null
}

/**
 * What is to be published, as the warehouse has it now.
 * @throws {SvodkaError} naming a mart or a column that does not exist, and the nearest that does
 */
export async function planMarts(target: PublishTarget, warehouse: PublishParts['warehouse']): Promise<MartPlan[]> {
  const tables = (await warehouse.layers()).filter(({ layer }) => layer === 'mart')
  const known = tables.map(({ name }) => name)
  const names = target.marts === 'all' ? known : target.marts
  for (const name of [...names, ...Object.keys(target.indexes)])
    refuseUnknown('no_mart', { target: target.id, name }, known)
  if (names.length === 0) throw fault('no_marts', { target: target.id })
  const asOf = await warehouse.asOf()
  return Promise.all(
    tables
      .filter(({ name }) => names.includes(name))
      .map(async (table) => planOf(target, table, leastOf(asOf, await sourcesOf(table, warehouse)))),
  )
}

function planOf(
  { id, indexes }: PublishTarget,
  { name, meaning, columns }: LayerTable,
  asOf: Instant | null,
): MartPlan {
  const wanted = (indexes[name] ?? []).map((index) => (typeof index === 'string' ? [index] : index))
  const known = columns.map((column) => column.name)
  for (const column of wanted.flat()) refuseUnknown('no_column', { target: id, name: column, mart: name }, known)
  return {
    mart: name,
    view: name.replace(/^mart\./, ''),
    meaning,
    columns: columns.map(publishedColumn),
    indexes: wanted,
    asOf,
  }
}

function refuseUnknown(
  code: string,
  values: { target: string; name: string; mart?: string },
  known: readonly string[],
) {
  if (known.includes(values.name)) return
  const hint = nearest(values.name, known) ?? 'none'
  throw fault(code, { mart: null, ...values, hint, known: known.join(', ') || '–' })
}

/** The sources whose rows a mart holds; undefined where its rows do not say. */
async function sourcesOf(
  { name, columns }: LayerTable,
  warehouse: PublishParts['warehouse'],
): Promise<readonly string[] | undefined> {
  if (!columns.some((column) => column.name === 'source')) return undefined
  const rows = await warehouse.rows(sql`select distinct source from ${identifier(...name.split('.'))}`)
  return rows.map(({ source }) => String(source))
}

/** The mart is as old as the oldest of its sources. */
function leastOf(
  asOf: Readonly<Record<string, Instant>>,
  sources: readonly string[] = Object.keys(asOf),
): Instant | null {
  const known = sources.flatMap((source) => asOf[source] ?? [])
  return known.toSorted()[0] ?? null
}

/** The select list by which the warehouse writes a mart. */
export const expressionsOf = ({ columns }: MartPlan): readonly Sql[] =>
  columns.map(({ name, expression }) => sql`${expression} as ${identifier(name)}`)
