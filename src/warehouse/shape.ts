import { identifier, sql, tableName, type Sql } from '../kit/index.ts'
import { columnsOf, type StagingTable } from './plan.ts'
import type { Session } from './session.ts'
import { names, namesOf } from './text.ts'

export interface MergeResult {
  added: number
  changed: number
  unchanged: number
}

export interface MergedBatch {
  batchId: number
  landedAt: Date
  /** which part of its stream it is */
  part?: number
  /** these rows are those of their file that are not word for word current ones, and no key comes twice */
  areNews?: boolean
  /** a later file said which rows there are: other keys have ended since */
  hasOnlyKnownKeys?: boolean
}

/** What merging needs to know of a table, as SQL. */
export interface Shape {
  table: StagingTable
  staging: Sql
  history: Sql
  key: readonly string[]
  columns: readonly string[]
}

export function shapeOf(table: StagingTable): Shape {
  return {
    table,
    staging: identifier('staging', table.name),
    history: identifier('core', `${tableName(table.entity.id)}_history`),
    key: table.entity.key,
    columns: columnsOf(table.entity),
  }
}

export const hasVersion = ({ table }: Shape): boolean => table.entity.version !== undefined

/** When a version began: by its own time, or by its arrival where it has none. */
export function versionOf({ table }: Shape, of: string, arrival: Sql): Sql {
  const { version } = table.entity
  return version === undefined ? arrival : sql`coalesce(${identifier(of, version)}::timestamp, ${arrival})`
}

/** What a row says, as one number; two that say the same have the same. */
export const contentOf = ({ columns }: Shape, of: string): Sql => sql`hash(${namesOf(of, columns)})`

export const insertCurrent = (session: Session, shape: Shape, fresh: string, batch: MergedBatch, where: Sql) =>
  session.run(sql`insert into ${shape.staging} (${names(shape.columns)}, _key, _batch)
    select ${names(shape.columns)}, _key, ${batch.batchId}::bigint from ${identifier(fresh)} where ${where}`)

/** Marts find their rows by the hash alone: where two keys have one, marts must be made whole. */
export const staleMarts = (session: Session): Promise<number> => session.run(sql`update meta.model set read = '{}'`)
