import type { Cell, Instant, Row } from '../base/index.ts'
import { identifier, joinSql, sql, tableName, trusted, type Entity, type Sql } from '../kit/index.ts'
import type { ChangedRow, ChangesQuestion, EntityChange } from './insight-contract.ts'
import { columnsOf, type Plan } from './plan.ts'
import type { Session } from './session.ts'
import { names } from './text.ts'
import { formerRows, newerRows } from './then.ts'

const MOST_EXAMPLES = 5

/** What changed in entities between two loads, those first in which most did. */
export async function changesOf(
  session: Session,
  plan: Plan,
  question: ChangesQuestion,
): Promise<readonly EntityChange[]> {
  const found: EntityChange[] = []
  for (const entity of plan.definition.entities) {
    const name = `core.${tableName(entity.id)}`
    const asked = question.tables.filter(({ table }) => [name, `${name}_history`, `${name}_versions`].includes(table))
    const at = columnsOf(entity).filter((column) => asked.some((each) => each.at.includes(column)))
    if (asked.length > 0) found.push(await changeOf(session, plan, entity, at, question))
  }
  return found
}

/** Columns of the row before, of the row after, and which of them differ, in a temporary table `difference`. */
async function compare(
  session: Session,
  plan: Plan,
  entity: Entity,
  at: readonly string[],
  { since, to, from, until }: ChangesQuestion,
): Promise<void> {
  const columns = columnsOf(entity)
  const pairs = columns.flatMap((column) => [
    sql`a.${identifier(column)} as ${identifier(`a_${column}`)}`,
    sql`b.${identifier(column)} as ${identifier(`b_${column}`)}`,
  ])
  const key = entity.key.map((column) => sql`a.${identifier(column)} = b.${identifier(column)}`)
  const differs = columns.map((column) => sql`a.${identifier(column)} is distinct from b.${identifier(column)}`)
  await session.run(sql`create or replace temp table difference as
    with before as (${formerRows(plan, entity, since)}),
    after as (${newerRows(plan, entity, since, to)} union all ${formerRows(plan, entity, to)})
    select coalesce(a.source, b.source) as _source, ${joinSql(pairs, ', ')}, b._batch as _batch,
      case when a.source is null then 'came' when b.source is null then 'vanished' else 'changed' end as _what
    from before as a
    full join after as b on a.source = b.source and ${joinSql(key, ' and ')}
    where (a.source is null or b.source is null or ${joinSql(differs, ' or ')})
      and not (a.source is null and b._batch <= ${trusted(String(since))})
      and ${placed(at, from, until)}`)
}

/** Rows of which the one before or the one after lies in the period by any of these columns. */
function placed(at: readonly string[], from: Date | undefined, until: Date | undefined): Sql {
  if (at.length === 0 || (from === undefined && until === undefined)) return sql`true`
  const sides = at.flatMap((column) =>
    ['a', 'b'].map((side) => {
      const value = sql`${identifier(side)}.${identifier(column)}::timestamp`
      const bounds = [
        ...(from ? [sql`${value} >= ${instant(from)}`] : []),
        ...(until ? [sql`${value} < ${instant(until)}`] : []),
      ]
      return sql`(${joinSql(bounds, ' and ')})`
    }),
  )
  return sql`(${joinSql(sides, ' or ')})`
}

const instant = (at: Date): Sql => sql`${at}::timestamp`

async function changeOf(
  session: Session,
  plan: Plan,
  entity: Entity,
  at: readonly string[],
  question: ChangesQuestion,
): Promise<EntityChange> {
  try {
    await compare(session, plan, entity, at, question)
    return {
      table: `core.${tableName(entity.id)}`,
      meaning: entity.meaning,
      by: at,
      sources: await bySource(session),
      columns: await byColumn(session, entity),
      loads: await byLoad(session),
      examples: await examplesOf(session, entity),
    }
  } finally {
    await session.run(sql`drop table if exists temp.difference`)
  }
}

async function bySource(session: Session): Promise<EntityChange['sources']> {
  const rows = await session.rows(sql`select _source as source,
      count(*) filter (where _what = 'came') as came,
      count(*) filter (where _what = 'changed') as changed,
      count(*) filter (where _what = 'vanished') as vanished
    from difference group by 1 order by 1`)
  return rows.map((row) => ({
    source: String(row.source),
    came: Number(row.came),
    changed: Number(row.changed),
    vanished: Number(row.vanished),
  }))
}

async function byColumn(session: Session, entity: Entity): Promise<EntityChange['columns']> {
  const columns = columnsOf(entity).filter((column) => !entity.key.includes(column))
  if (columns.length === 0) return []
  const counts = columns.map(
    (column) => sql`count(*) filter (where ${identifier(`a_${column}`)} is distinct from ${identifier(`b_${column}`)})
      as ${identifier(column)}`,
  )
  const [row = {}] = await session.rows(sql`select ${joinSql(counts, ', ')} from difference where _what = 'changed'`)
  return columns
    .map((column) => ({ column, meaning: entity.columns[column]?.meaning ?? '', rows: Number(row[column] ?? 0) }))
    .filter(({ rows }) => rows > 0)
    .toSorted((one, other) => other.rows - one.rows)
}

async function byLoad(session: Session): Promise<EntityChange['loads']> {
  const rows = await session.rows(sql`
    select d._batch as batch, b.source, b.stream, b.file, b.loaded_at,
      count(*) filter (where _what = 'came') as came,
      count(*) filter (where _what = 'changed') as changed
    from difference as d
    inner join raw.batch as b on b.batch_id = d._batch
    group by all order by batch`)
  return rows.map((row) => ({
    batchId: Number(row.batch),
    source: String(row.source),
    stream: String(row.stream),
    file: String(row.file),
    loadedAt: String(row.loaded_at) as Instant,
    came: Number(row.came),
    changed: Number(row.changed),
  }))
}

async function examplesOf(session: Session, entity: Entity): Promise<readonly ChangedRow[]> {
  const key = names(entity.key.flatMap((column) => [`a_${column}`, `b_${column}`]))
  const rows = await session.rows(sql`select * from difference
    qualify row_number() over (partition by _what order by _source, ${key}) <= ${MOST_EXAMPLES}
    order by case _what when 'changed' then 0 when 'came' then 1 else 2 end, _source, ${key}`)
  return rows.map((row) => exampleOf(row, entity))
}

function exampleOf(row: Row, entity: Entity): ChangedRow {
  const what = row._what as ChangedRow['what']
  const side = what === 'vanished' ? 'a_' : 'b_'
  const cell = (name: string): Cell => row[name] ?? null
  const columns = columnsOf(entity)
    .filter((column) => !entity.key.includes(column))
    .map((column) => ({ column, before: cell(`a_${column}`), after: cell(`b_${column}`) }))
  return {
    what,
    source: String(row._source),
    key: Object.fromEntries(entity.key.map((column) => [column, cell(`${side}${column}`)])),
    columns: columns.filter(({ before, after }) => before !== after),
  }
}
