import { identifier, joinSql, sql, tableName, trusted, type Entity, type Sql } from '../kit/index.ts'
import { parseSelect, tablesOf, type Node } from './ast.ts'
import type { Then } from './insight-contract.ts'
import { relationName, type ReadyModel } from './model.ts'
import { columnsOf, type Plan } from './plan.ts'
import type { Session } from './session.ts'
import { nameText, withOtherTables } from './table-places.ts'
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
  return sql`select h.source, ${namesOf('h', columns)}, h._batch from (
    select h.* from ${history(entity)} as h
    anti join (${still}) as s on s.source = h.source and ${sameKey('s', 'h', entity.key)}
    where h._batch <= ${load}
    qualify row_number() over (partition by h.source, ${namesOf('h', entity.key)} order by h.valid_from desc, h._batch desc, h.rowid desc) = 1
  ) as h
  anti join (${wholeLoads(plan, entity, load)}) as b
    on b.source = h.source and b.batch_id > h._batch and h.valid_to = greatest(h.valid_from, b.landed_at)`
}

const history = (entity: Entity): Sql => identifier('core', `${tableName(entity.id)}_history`)

/** Files of everything that an entity's rows come from: what one of them lacked had ended. */
function wholeLoads(plan: Plan, entity: Entity, load: Sql): Sql {
  const those = plan.streams
    .filter(({ stream, feeds }) => stream.missing === 'gone' && feeds.some(({ table }) => table.entity === entity))
    .map(({ source, stream }) => sql`(source = ${literal(source)} and stream = ${literal(stream.name)})`)
  const isWhole = those.length === 0 ? sql`false` : joinSql(those, ' or ')
  return sql`select source, batch_id, landed_at from raw.batch where batch_id <= ${load} and (${isWhole})`
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
  if (readsVersions(plan, read)) return { refused: 'reads_versions' }
  if ((await rowsIn(session, plan, entities)) > MOST_ROWS) return { refused: 'too_many_rows' }
  const made = new Set([...entities.map(({ id }) => `core.${tableName(id)}`), ...behind.map(({ name }) => name)])
  try {
    for (const entity of entities) {
      const name = thenName(`core.${tableName(entity.id)}`)
      await session.run(sql`create or replace temp table ${identifier(name)} as ${entityThen(plan, entity, batchId)}`)
    }
    for (const model of behind) {
      const text = overThen(model.select, model.tree, made)
      await session.run(sql`create or replace temp table ${identifier(thenName(model.name))} as ${trusted(text)}`)
    }
    return { rows: await session.rows(trusted(overThen(select, tree, made))) }
  } finally {
    for (const name of made) await session.run(sql`drop table if exists temp.${identifier(thenName(name))}`)
  }
}

/** What was known of earlier versions is not put together again for an earlier time. */
const readsVersions = ({ definition }: Plan, read: ReadonlySet<string>): boolean =>
  definition.entities.some(({ id }) => ['history', 'versions'].some((end) => read.has(`core.${tableName(id)}_${end}`)))

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

/** A text over what its relations were. */
const overThen = (text: string, tree: Node, made: ReadonlySet<string>): string =>
  withOtherTables(text, tree, (relation) => (made.has(relation) ? nameText('temp', thenName(relation)) : undefined))
