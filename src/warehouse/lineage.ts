import { sql, sqlText, tableName, type Entity } from '../kit/index.ts'
import { parseSelect, tablesOf, type Node } from './ast.ts'
import type { Lineage, LineageColumn, LineageLayer, LineageTable } from './insight-contract.ts'
import { relationName, type ReadyModel } from './model.ts'
import { columnsOf, isWholeRecord, type Plan, type PlannedFeed, type PlannedStream } from './plan.ts'
import type { Session } from './session.ts'
import { statementText } from './text.ts'
import { together, traceOf, type KnownColumns, type Origin, type TableColumn, type Trace } from './trace.ts'

interface Documented {
  name: string
  type: string
  meaning: string
}

/** A table with what its columns and rows are made of. */
interface Made {
  name: string
  layer: LineageLayer
  meaning: string
  sql: readonly string[]
  columns: readonly (Documented & { origin: Origin })[]
  rows: Origin
  /** also what is read and makes no column */
  reads: readonly string[]
}

interface Known {
  session: Session
  plan: Plan
  models: readonly ReadyModel[]
  /** columns and types as they stand in the engine */
  stored: ReadonlyMap<string, readonly { name: string; type: string }[]>
  columns: KnownColumns
}

/** What a select stands on: its tables, theirs, and so on down to what was received. */
export async function lineageOf(
  session: Session,
  plan: Plan,
  models: readonly ReadyModel[],
  select: string,
): Promise<Lineage> {
  const stored = await storedColumns(session)
  const columns: KnownColumns = (table) => stored.get(table)?.map(({ name }) => name)
  const known: Known = { session, plan, models, stored, columns }
  const tree = await parseSelect(session, select)
  const trace = traceOf(tree, columns)
  const made = await everythingBehind(known, tablesOf(tree).map(relationName))
  const value = together(trace.columns.map(({ origin }) => origin))
  const uses = usesOf(made, value, trace.rows)
  return { value, rows: trace.rows, tables: [...made.values()].map((table) => shown(table, uses)) }
}

async function storedColumns(session: Session): Promise<Known['stored']> {
  const rows = await session.rows<{ table: string; name: string; type: string }>(sql`
    select schema_name || '.' || table_name as "table", column_name as name, lower(data_type) as type
    from duckdb_columns()
    where database_name = current_database() and column_name not like '\\_%' escape '\\'
    order by schema_name, table_name, column_index`)
  const byTable = Map.groupBy(rows, ({ table }) => table)
  return new Map([...byTable].map(([table, columns]) => [table, columns.map(({ name, type }) => ({ name, type }))]))
}

/** Nearer tables first; each once. */
async function everythingBehind(known: Known, names: readonly string[]): Promise<ReadonlyMap<string, Made>> {
  const found = new Map<string, Made>()
  let next = [...names]
  while (next.length > 0) {
    const reads: string[] = []
    for (const name of next) {
      if (found.has(name)) continue
      const made = await madeOf(known, name)
      found.set(name, made)
      reads.push(...made.reads)
    }
    next = [...new Set(reads)]
  }
  return new Map([...found].toSorted(([, one], [, other]) => LAYERS.indexOf(one.layer) - LAYERS.indexOf(other.layer)))
}

const LAYERS: readonly LineageLayer[] = ['mart', 'core', 'settings', 'staging', 'raw']

async function madeOf(known: Known, name: string): Promise<Made> {
  const model = known.models.find((each) => each.name === name)
  if (model) return modelMade(known, model)
  const [schema = '', table = ''] = name.split('.')
  const entity = known.plan.definition.entities.find((each) =>
    ['', '_history', '_versions'].some((end) => `${tableName(each.id)}${end}` === table),
  )
  if (schema === 'core' && entity) return entityMade(known, name, entity)
  const staging = known.plan.tables.find((each) => schema === 'staging' && each.name === table)
  if (staging) return stagingMade(known, name, staging.entity)
  const stream = known.plan.streams.find((each) => rawName(each) === name)
  if (stream) return rawMade(stream)
  return {
    name,
    layer: schema === 'settings' ? 'settings' : 'core',
    meaning: '',
    sql: [],
    columns: (known.stored.get(name) ?? []).map((column) => ({ ...column, meaning: '', origin: NOTHING })),
    rows: NOTHING,
    reads: [],
  }
}

const NOTHING: Origin = { from: [], isTold: true }

/** What was received under a stream: `desk/tickets`, as its folder in raw. */
const rawName = ({ source, stream }: PlannedStream): string => `${source}/${stream.name}`

function modelMade(known: Known, { name, model, header, tree, reads }: ReadyModel): Made {
  const trace = traceOf(tree, known.columns)
  const columns = known.stored.get(name) ?? []
  return {
    name,
    layer: model.layer,
    meaning: header.meaning,
    sql: [model.text.trim()],
    columns: columns.map((column, at) => ({
      ...column,
      meaning: header.columns[column.name] ?? '',
      origin: outputOf(trace, column.name, at, columns.length),
    })),
    rows: trace.rows,
    reads: reads.map(relationName),
  }
}

/** By name, or by place where the text names it otherwise than the engine does. */
function outputOf({ columns }: Trace, name: string, at: number, count: number): Origin {
  const named = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (named) return named.origin
  const placed = columns.length === count ? columns[at] : undefined
  return placed?.origin ?? { from: [], isTold: false }
}

function entityMade({ plan, stored }: Known, name: string, entity: Entity): Made {
  const tables = plan.tables.filter((table) => table.entity === entity).map((table) => `staging.${table.name}`)
  const columns = (stored.get(name) ?? []).filter((column) => column.name in entity.columns)
  return {
    name,
    layer: 'core',
    meaning: entity.meaning,
    sql: [],
    columns: columns.map((column) => ({
      ...column,
      meaning: entity.columns[column.name]?.meaning ?? '',
      origin: { from: tables.map((table) => ({ table, column: column.name })), isTold: true },
    })),
    rows: NOTHING,
    reads: tables,
  }
}

async function stagingMade(known: Known, name: string, entity: Entity): Promise<Made> {
  const feeding = known.plan.streams.flatMap((stream) =>
    stream.feeds.filter((feed) => `staging.${feed.table.name}` === name).map((feed) => ({ stream, feed })),
  )
  const traces: Trace[] = []
  for (const { stream, feed } of feeding) traces.push(await feedTrace(known, stream, feed, entity))
  const types = new Map((known.stored.get(name) ?? []).map((column) => [column.name, column.type]))
  return {
    name,
    layer: 'staging',
    meaning: entity.meaning,
    sql: feeding.map(({ feed }) => statementText(sqlText(feed.feed.staging)).trim()),
    columns: columnsOf(entity).map((column) => ({
      name: column,
      type: types.get(column) ?? '',
      meaning: entity.columns[column]?.meaning ?? '',
      // a source need not have every column
      origin: together(
        traces.flatMap(({ columns }) => columns.filter((each) => each.name === column).map(({ origin }) => origin)),
      ),
    })),
    rows: together(traces.map(({ rows }) => rows)),
    reads: feeding.map(({ stream }) => rawName(stream)),
  }
}

async function feedTrace(known: Known, stream: PlannedStream, feed: PlannedFeed, entity: Entity): Promise<Trace> {
  const table = rawName(stream)
  const fields = Object.keys(stream.stream.record)
  if (isWholeRecord(feed)) {
    const columns = columnsOf(entity).filter((column) => fields.length === 0 || fields.includes(column))
    return {
      columns: columns.map((column) => ({ name: column, origin: { from: [{ table, column }], isTold: true } })),
      rows: NOTHING,
    }
  }
  const tree: Node = await parseSelect(known.session, statementText(sqlText(feed.feed.staging)))
  const trace = traceOf(tree, (name) => (name === 'record' && fields.length > 0 ? ['_line', ...fields] : undefined))
  const named = ({ from, isTold }: Origin): Origin => ({
    from: from.filter(({ column }) => column !== '_line').map(({ column }): TableColumn => ({ table, column })),
    isTold,
  })
  return {
    columns: trace.columns.map(({ name, origin }) => ({ name, origin: named(origin) })),
    rows: named(trace.rows),
  }
}

function rawMade(stream: PlannedStream): Made {
  const fields = Object.entries(stream.stream.record)
  return {
    name: rawName(stream),
    layer: 'raw',
    meaning: '',
    sql: [],
    columns: fields.map(([name, type]) => ({ name, type: type.toLowerCase(), meaning: '', origin: NOTHING })),
    rows: NOTHING,
    reads: [],
  }
}

type Uses = ReadonlyMap<string, ReadonlyMap<string, 'value' | 'rows'>>

/** Follows what makes the value, and what decides which rows there are, from table to table. */
function usesOf(made: ReadonlyMap<string, Made>, value: Origin, rows: Origin): Uses {
  const uses = new Map<string, Map<string, 'value' | 'rows'>>()
  const waiting: (TableColumn & { use: 'value' | 'rows' })[] = [
    ...value.from.map((each) => ({ ...each, use: 'value' as const })),
    ...rows.from.map((each) => ({ ...each, use: 'rows' as const })),
  ]
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { table, column, use } = next
    const ofTable = uses.get(table) ?? new Map<string, 'value' | 'rows'>()
    const before = ofTable.get(column)
    if (before === 'value' || before === use) continue
    const isFirst = ofTable.size === 0
    uses.set(table, ofTable.set(column, use))
    const source = made.get(table)
    const origin = source?.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase())?.origin
    waiting.push(...(origin?.from ?? []).map((each) => ({ ...each, use })))
    if (isFirst) waiting.push(...(source?.rows.from ?? []).map((each) => ({ ...each, use: 'rows' as const })))
  }
  return uses
}

function shown(table: Made, uses: Uses): LineageTable {
  const used = uses.get(table.name)
  const useOf = (name: string) => used?.get(name) ?? used?.get(name.toLowerCase()) ?? null
  const listed = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  // of a file whose columns only its content tells, those that are read
  const others = [...(used?.keys() ?? [])].filter((name) => !listed.has(name.toLowerCase()))
  const columns: LineageColumn[] = [
    ...table.columns.map(({ origin, ...column }) => ({ ...column, ...origin, use: useOf(column.name) })),
    ...others.map((name) => ({ name, type: '', meaning: '', from: [], isTold: true, use: useOf(name) })),
  ]
  const { name, layer, meaning, sql: texts, reads } = table
  return { name, layer, meaning, sql: texts, columns, reads, isUsed: used !== undefined }
}
