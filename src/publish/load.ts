import { identifier, joinSql, sql, trusted } from '../kit/index.ts'
import type { PublishParts, PublishTarget } from './contract.ts'
import { numberConstant, type Database } from './database.ts'
import { fault } from './fault.ts'
import { expressionsOf, type MartPlan } from './marts.ts'
import {
  columnList,
  dataTable,
  markName,
  parentName,
  partName,
  PUBLICATION,
  publishedTable,
  storedTable,
} from './names.ts'
import { takeTurn } from './prepare.ts'

/** A mart whose rows have arrived; no reader is led to them yet. */
export interface LoadedMart {
  plan: MartPlan
  publication: number
  parent: string
  part: string
  rows: number
}

/**
 * Brings the rows of all marts, of one moment, into tables of their own, in one transaction: whatever ends it before, nothing
 * of it stays.
 */
export async function loadMarts(
  database: Database,
  target: PublishTarget,
  plans: readonly MartPlan[],
  { warehouse }: Pick<PublishParts, 'warehouse'>,
  onMart: (mart: string) => void,
): Promise<readonly LoadedMart[]> {
  return database.transaction(async () => {
    await takeTurn(database, target)
    const publication = await nextPublication(database, target)
    const marts = plans.map((plan) => {
      const parent = parentName(plan)
      return { plan, publication, parent, part: partName(parent, publication) }
    })
    for (const mart of marts) await makeTables(database, target, mart)
    const rows = await copyRows(database, target, marts, warehouse, onMart)
    const loaded = marts.map((mart) => ({ ...mart, rows: rows.get(mart.plan.mart) ?? 0 }))
    for (const mart of loaded) {
      onMart(mart.plan.mart)
      await finishTable(database, target, mart)
    }
    return loaded
  })
}

type Mart = Omit<LoadedMart, 'rows'>

async function nextPublication(database: Database, target: PublishTarget): Promise<number> {
  const [found] = await database.rows<{ next: string }>(sql`
    select 1 + greatest(
      (select coalesce(max(publication), 0) from ${storedTable(target)}),
      (select coalesce(max(publication), 0) from ${publishedTable(target)})
    ) as next`)
  return Number(found?.next)
}

/** The table of all publications where the mart has new columns; and two of this publication, not yet part of it. */
async function makeTables(database: Database, target: PublishTarget, mart: Mart): Promise<void> {
  const { plan, parent, part, publication } = mart
  const columns = joinSql(
    plan.columns.map(({ name, type }) => sql`${identifier(name)} ${trusted(type)}`),
    ', ',
  )
  const store = (name: string, of: string | null, number: number | null) =>
    database.rows(sql`insert into ${storedTable(target)} (name, target, mart, parent, publication)
      values (${name}, ${target.id}, ${plan.mart}, ${of}, ${number}) on conflict do nothing`)
  await database.rows(sql`create table if not exists ${dataTable(target, parent)}
    (${PUBLICATION} bigint not null, ${columns}) partition by list (${PUBLICATION})`)
  await store(parent, null, null)
  for (const { name, key } of partitionsOf(part, publication)) {
    await database.rows(sql`create table ${dataTable(target, name)}
      (${PUBLICATION} bigint not null default ${key} check (${PUBLICATION} = ${key}), ${columns})`)
    await store(name, parent, publication)
  }
}

/** Of the rows, and of what says that they are shown. */
const partitionsOf = (part: string, publication: number) => [
  { name: part, key: numberConstant(publication) },
  { name: markName(part), key: numberConstant(-publication) },
]

/** @returns how many rows of each mart arrived, which is as many as left */
async function copyRows(
  database: Database,
  target: PublishTarget,
  marts: readonly Mart[],
  warehouse: PublishParts['warehouse'],
  onMart: (mart: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const arrived = new Map<string, number>()
  const parts = new Map(marts.map(({ plan, part }) => [plan.mart, { plan, part }]))
  const tables = marts.map(({ plan }) => ({ name: plan.mart, columns: joinSql(expressionsOf(plan), ', ') }))
  await warehouse.csv(tables, async ({ name: mart, bytes, rows }) => {
    const found = parts.get(mart)
    if (!found) throw new Error(`${mart} was not asked for`)
    onMart(mart)
    const count = await database.copy(bytes, dataTable(target, found.part), columnList(found.plan.columns))
    const left = await rows
    if (count !== left) throw fault('rows_differ', { target: target.id, mart, left, arrived: count })
    arrived.set(mart, count)
  })
  return arrived
}

/** Indexes and statistics first, so that the first reader finds them. */
async function finishTable(database: Database, target: PublishTarget, mart: LoadedMart): Promise<void> {
  const part = dataTable(target, mart.part)
  for (const columns of mart.plan.indexes) {
    const listed = columnList(columns.map((name) => ({ name })))
    await database.rows(sql`create index on ${part} (${listed})`)
  }
  await database.rows(sql`analyze ${part}`)
  for (const { name, key } of partitionsOf(mart.part, mart.publication)) {
    await database.rows(
      sql`alter table ${dataTable(target, mart.parent)} attach partition ${dataTable(target, name)} for values in (${key})`,
    )
  }
}
