import { identifier, joinSql, sql, tableName, trusted, type Entity, type Sql } from '../kit/index.ts'
import { copyOf, parseSelect, selectText, tablesOf, visit, type Node } from './ast.ts'
import type { Then } from './insight-contract.ts'
import { relationName, type ReadyModel } from './model.ts'
import { columnsOf, type Plan } from './plan.ts'
import type { Session } from './session.ts'
import { literal, names, namesOf, sameKey } from './text.ts'

/** Marts of more rows than this are not made again for one question: it would hold the machine for minutes. */
const MOST_ROWS = 3_000_000

/**
 * Rows of an entity that were current after a load and are not any more, with `_batch`, the load that brought them: of the
 * versions that had come by then, the newest of each key. A row that a file of everything lacked before was gone already.
 */
export function formerRows(plan: Plan, entity: Entity, batchId: number): Sql {
  const columns = columnsOf(entity)
  const load = trusted(String(batchId))
  const still = joinSql(
    [
      ...plan.tables
        .filter((table) => table.entity === entity)
        .map(
          (table) => sql`select ${literal(table.source)} as source, ${names(entity.key)}
            from ${identifier('staging', table.name)} where _batch <= ${load}`,
        ),
      sql`select null::varchar as source, ${names(entity.key)} from ${history(entity)} where false`,
    ],
    ' union all ',
  )
  return sql`select source, ${names(columns)}, _batch from (
    select h.* from ${history(entity)} as h
    where h._batch <= ${load}
      and not exists (select 1 from (${still}) as s where s.source = h.source and ${sameKey('s', 'h', entity.key)})
    qualify row_number() over (partition by h.source, ${namesOf('h', entity.key)} order by h.valid_from desc, h._batch desc, h.rowid desc) = 1
  ) as h where not (${endedBy(plan, entity, load)})`
}

const history = (entity: Entity): Sql => identifier('core', `${tableName(entity.id)}_history`)

/** Whether the newest version `h` had been ended by a file of everything that lacks it. */
function endedBy(plan: Plan, entity: Entity, load: Sql): Sql {
  const whole = plan.streams.filter(
    ({ stream, feeds }) => stream.missing === 'gone' && feeds.some(({ table }) => table.entity === entity),
  )
  if (whole.length === 0) return sql`false`
  const those = whole.map(
    ({ source, stream }) => sql`(b.source = ${literal(source)} and b.stream = ${literal(stream.name)})`,
  )
  return sql`exists (select 1 from raw.batch as b
    where (${joinSql(those, ' or ')}) and b.source = h.source and b.batch_id <= ${load} and b.batch_id > h._batch
      and h.valid_to = greatest(h.valid_from, b.landed_at))`
}

/** Rows that came with a load after `since` and up to `to`, and are current now. */
export const newerRows = (plan: Plan, entity: Entity, since: number, to: number): Sql =>
  currentRows(plan, entity, sql`_batch > ${trusted(String(since))} and _batch <= ${trusted(String(to))}`)

function currentRows(plan: Plan, entity: Entity, where: Sql): Sql {
  const columns = columnsOf(entity)
  return joinSql(
    [
      ...plan.tables
        .filter((table) => table.entity === entity)
        .map(
          (table) => sql`select ${literal(table.source)} as source, ${names(columns)}, _batch
            from ${identifier('staging', table.name)} where ${where}`,
        ),
      sql`select source, ${names(columns)}, _batch from ${history(entity)} where false`,
    ],
    ' union all ',
  )
}

/** An entity as it was after a load. */
const entityThen = (plan: Plan, entity: Entity, batchId: number): Sql =>
  sql`select * exclude (_batch) from (${currentRows(plan, entity, sql`_batch <= ${trusted(String(batchId))}`)}
    union all ${formerRows(plan, entity, batchId)})`

const thenName = (relation: string): string => `then__${relation.replace('.', '__')}`

/** A select over marts, answered as they were after a load: models are made again over the rows of then. */
export async function rowsThen(
  session: Session,
  plan: Plan,
  models: readonly ReadyModel[],
  select: string,
  batchId: number,
): Promise<Then> {
  const tree = await parseSelect(session, select)
  const behind = modelsBehind(models, tablesOf(tree).map(relationName))
  const read = new Set([...behind.flatMap(({ reads }) => reads.map(relationName)), ...tablesOf(tree).map(relationName)])
  const entities = plan.definition.entities.filter(({ id }) => read.has(`core.${tableName(id)}`))
  const rows = await rowsIn(session, plan, entities)
  if (rows > MOST_ROWS) return { tooManyRows: rows }
  const made = new Set([...entities.map(({ id }) => `core.${tableName(id)}`), ...behind.map(({ name }) => name)])
  try {
    for (const entity of entities) {
      const name = thenName(`core.${tableName(entity.id)}`)
      await session.run(sql`create or replace temp table ${identifier(name)} as ${entityThen(plan, entity, batchId)}`)
    }
    for (const model of behind) {
      const text = await overThen(session, model.tree, made)
      await session.run(sql`create or replace temp table ${identifier(thenName(model.name))} as ${trusted(text)}`)
    }
    return { rows: await session.rows(trusted(await overThen(session, tree, made))) }
  } finally {
    for (const name of made) await session.run(sql`drop table if exists temp.${identifier(thenName(name))}`)
  }
}

/** Models that these relations stand on, those first that others read. */
function modelsBehind(models: readonly ReadyModel[], wanted: readonly string[]): readonly ReadyModel[] {
  const needed = new Set(wanted)
  for (const { name, reads } of models.toReversed()) {
    if (needed.has(name)) for (const read of reads) needed.add(relationName(read))
  }
  return models.filter(({ name }) => needed.has(name))
}

async function rowsIn(session: Session, plan: Plan, entities: readonly Entity[]): Promise<number> {
  const tables = new Set([
    ...plan.tables.filter(({ entity }) => entities.includes(entity)).map(({ name }) => `staging.${name}`),
    ...entities.map(({ id }) => `core.${tableName(id)}_history`),
  ])
  const sizes = await session.rows<{ name: string; size: number }>(
    sql`select schema_name || '.' || table_name as name, estimated_size as size from duckdb_tables() where not temporary`,
  )
  return sizes.filter(({ name }) => tables.has(name)).reduce((sum, { size }) => sum + Number(size), 0)
}

/** The text of a tree with each of these relations replaced by what it was. */
async function overThen(session: Session, tree: Node, made: ReadonlySet<string>): Promise<string> {
  const copy = copyOf(tree)
  visit(copy, new Set(), (node) => {
    const name = `${String(node.schema_name).toLowerCase()}.${String(node.table_name).toLowerCase()}`
    if (!made.has(name)) return
    if (!node.alias) node.alias = node.table_name
    node.catalog_name = 'temp'
    node.schema_name = 'main'
    node.table_name = thenName(name)
  })
  return selectText(session, copy)
}
