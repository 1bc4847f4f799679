import { nearest } from '../base/index.ts'
import { ENGINE_TYPES, sqlText, tableName, type Entity, type Feed, type Stream } from '../kit/index.ts'
import type { WarehouseDefinition } from './contract.ts'
import { fault } from './fault.ts'

/** A physical table of the newest versions of one entity's rows from one source. */
export interface StagingTable {
  source: string
  entity: Entity
  name: string
}

export interface PlannedFeed {
  feed: Feed
  table: StagingTable
}

export interface PlannedStream {
  source: string
  stream: Stream
  feeds: readonly PlannedFeed[]
}

/** A workspace's definition, checked and put in order for the engine. */
export interface Plan {
  definition: WarehouseDefinition
  streams: readonly PlannedStream[]
  tables: readonly StagingTable[]
}

const SAFE_NAME = /^[a-z][a-z0-9_]*$/

export function planOf(definition: WarehouseDefinition): Plan {
  const entities = new Map(definition.entities.map((entity) => [entity.id, entity]))
  const tables = new Map<string, StagingTable>()
  const streams = definition.sources.flatMap(({ id: source, streams: ofSource }) =>
    ofSource.map((stream): PlannedStream => ({
      source,
      stream,
      feeds: stream.feeds.flatMap((feed) => {
        const entity = entities.get(feed.entity)
        if (!entity) return [] // no pack of this workspace asks for it
        const name = `${safeName(source)}__${safeName(tableName(entity.id))}`
        const table = tables.get(name) ?? { source, entity, name }
        tables.set(name, table)
        return [{ feed, table }]
      }),
    })),
  )
  for (const entity of definition.entities) safeName(tableName(entity.id))
  for (const model of definition.models) safeName(model.name)
  for (const table of definition.settingsTables) safeName(table.name)
  refuseDoubles(definition)
  return { definition, streams, tables: [...tables.values()] }
}

function safeName(name: string): string {
  if (!SAFE_NAME.test(name)) throw fault('wrong_name', { name })
  return name
}

function refuseDoubles(definition: WarehouseDefinition): void {
  const seen = new Set<string>()
  const all = [
    ...definition.entities.flatMap((entity) => [
      `core.${tableName(entity.id)}`,
      `core.${tableName(entity.id)}_history`,
      `core.${tableName(entity.id)}_versions`,
    ]),
    ...definition.models.map((model) => `${model.layer}.${model.name}`),
    ...definition.settingsTables.map((table) => `settings.${table.name}`),
  ]
  for (const name of all) {
    if (seen.has(name)) throw fault('double_table', { name })
    seen.add(name)
  }
}

/** A file taken by the names of its own columns may have others besides. */
export const isWholeRecord = ({ feed }: PlannedFeed): boolean =>
  /^\s*select\s+\*\s+from\s+record\s*;?\s*$/i.test(sqlText(feed.staging))

export function plannedStream(plan: Plan, source: string, stream: string): PlannedStream {
  const found = plan.streams.find((planned) => planned.source === source && planned.stream.name === stream)
  if (!found) throw fault('unknown_stream', { source, stream })
  return found
}

export const columnsOf = (entity: Entity): string[] => Object.keys(entity.columns)

/** Columns that may not be null: the key and what the pack requires. */
export const requiredColumns = (entity: Entity): string[] =>
  columnsOf(entity).filter((column) => entity.columns[column]?.required || entity.key.includes(column))

export const engineType = (entity: Entity, column: string): string =>
  ENGINE_TYPES[entity.columns[column]?.type ?? 'string'].toUpperCase()

/** @throws when a staging select gives a column that its entity does not have */
export function checkOutputs(planned: PlannedStream, { table }: PlannedFeed, outputs: readonly string[]): void {
  const known = columnsOf(table.entity)
  for (const column of outputs) {
    if (column === '_line' || known.includes(column)) continue
    throw fault('unknown_column', {
      source: planned.source,
      stream: planned.stream.name,
      column,
      entity: table.entity.id,
      hint: nearest(column, known) ?? 'none',
      known: known.join(', '),
    })
  }
}
