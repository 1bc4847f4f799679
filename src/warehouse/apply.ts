import type { World } from '../base/index.ts'
import { identifier, joinSql, sql, tableName, trusted } from '../kit/index.ts'
import type { LoadResult } from './contract.ts'
import { isNewestPart, writeRejected, type BatchRow } from './manifest.ts'
import { merge } from './merge.ts'
import { endMissing } from './missing.ts'
import type { PlannedStream } from './plan.ts'
import type { RecordSource } from './record.ts'
import { makePackedStaging } from './schema.ts'
import type { Session } from './session.ts'
import { carefulIntoEmpty, parse, parseIntoEmpty, readCarefully, type Parsed } from './staging.ts'
import { literal } from './text.ts'

export type Counts = Omit<LoadResult, 'batchId'>

/**
 * Takes a landed file into staging, history and rejects, in one transaction together with what `finish` writes.
 */
export async function applyBatch(
  session: Session,
  from: RecordSource,
  row: BatchRow,
  finish: (counts: Counts) => Promise<void>,
  world: World,
): Promise<Counts> {
  if (from.batch.bytes === 0) return applyNothing(session, finish)
  try {
    const isFirst = await areEmpty(session, from.planned)
    if (isFirst && (await isLarge(session, from)))
      for (const { table } of from.planned.feeds) await makePackedStaging(session, table)
    const first = isFirst ? await applyFirst(session, from, row, finish, world) : undefined
    return first ?? (await applyNext(session, from, row, finish, world))
  } finally {
    await dropTemporary(session)
  }
}

const MANY_RECORDS = 2_000_000
/** of JSON, as help desks give it */
const USUAL_RECORD_BYTES = 500

async function isLarge(session: Session, { path, planned, batch }: RecordSource): Promise<boolean> {
  if (planned.stream.format !== 'parquet') return (batch.records ?? batch.bytes / USUAL_RECORD_BYTES) > MANY_RECORDS
  try {
    return (
      Number(await session.value(sql`select sum(num_rows) from parquet_file_metadata(${literal(path)})`)) > MANY_RECORDS
    )
  } catch {
    return false // whoever reads it says what is wrong
  }
}

async function applyNothing(session: Session, finish: (counts: Counts) => Promise<void>): Promise<Counts> {
  const counts = { added: 0, changed: 0, unchanged: 0, rejected: 0 }
  await session.transaction(() => finish(counts))
  return counts
}

/** The first rows of a table; undefined where the file needs more care. */
async function applyFirst(
  session: Session,
  from: RecordSource,
  row: BatchRow,
  finish: (counts: Counts) => Promise<void>,
  world: World,
): Promise<Counts | undefined> {
  const take = async (how: typeof parseIntoEmpty): Promise<Counts | undefined> => {
    try {
      return await session.transaction(async () => {
        const added = await how(session, from, row.batchId)
        const counts = { added, changed: 0, unchanged: 0, rejected: await writeRejected(session, row) }
        if (added > 0)
          for (const { table } of from.planned.feeds) await writeChange(session, table.entity.id, row, true)
        await finish(counts)
        return counts
      })
    } catch (error) {
      world.log.debug({ file: from.batch.file, cause: String(error) }, 'file needs a second reading')
      return undefined
    }
  }
  const counts = await take(parseIntoEmpty)
  if (counts || !from.strictFault || !isJson(from.planned)) return counts
  await readCarefully(session, from)
  return take(carefulIntoEmpty)
}

const isJson = ({ stream: { format } }: PlannedStream): boolean => format === 'ndjson' || format === 'json'

async function areEmpty(session: Session, { feeds }: PlannedStream): Promise<boolean> {
  for (const { table } of feeds) {
    if ((await session.rows(sql`select 1 as one from ${identifier('staging', table.name)} limit 1`)).length > 0)
      return false
  }
  return feeds.length > 0
}

async function applyNext(
  session: Session,
  from: RecordSource,
  row: BatchRow,
  finish: (counts: Counts) => Promise<void>,
  world: World,
): Promise<Counts> {
  const parsed = await parse(session, from)
  return session.transaction(async () => {
    const counts = await mergeParsed(session, from, parsed, row, world)
    await finish(counts)
    return counts
  })
}

async function mergeParsed(
  session: Session,
  from: RecordSource,
  parsed: Parsed,
  row: BatchRow,
  world: World,
): Promise<Counts> {
  const total = { added: 0, changed: 0, unchanged: 0 }
  const isAll = from.planned.stream.missing === 'gone'
  const isNewest = !isAll || (await isNewestPart(session, row))
  const mayEnd = isAll && isNewest && (await areWhole(session, from, world))
  for (const { feed, fresh, rows, leftOut } of parsed.feeds) {
    const of = { ...row, areNews: leftOut !== undefined, hasOnlyKnownKeys: !isNewest }
    const merged = await merge(session, feed, { name: fresh, rows }, of)
    const ended = mayEnd ? await endMissing(session, feed, fresh, row) : 0
    total.added += merged.added
    total.changed += merged.changed + ended
    total.unchanged += merged.unchanged + (leftOut ?? 0)
    const changed = merged.changed + ended
    if (merged.added + changed > 0) await writeChange(session, feed.table.entity.id, row, changed === 0)
  }
  return { ...total, rejected: parsed.isClean ? 0 : await writeRejected(session, row) }
}

/** Of a rejected row nobody knows which key it had: a file that holds one does not tell what has ended. */
async function areWhole(session: Session, { batch }: RecordSource, world: World): Promise<boolean> {
  const rejected = Number(await session.value(sql`select count(*) from reject`))
  if (rejected > 0) world.log.warn({ file: batch.file, rejected }, 'file with rejected rows ends no rows')
  return rejected === 0
}

/** Notes that a relation has rows of this batch, for whoever stands on it, and whether their keys were all unknown before. */
async function writeChange(
  session: Session,
  entityId: string,
  { source, batchId }: BatchRow,
  areNew: boolean,
): Promise<void> {
  const relation = `core.${tableName(entityId)}`
  const updated = await session.run(sql`
    update meta.change set
      batch_id = greatest(batch_id, ${batchId}),
      changed_batch_id = greatest(coalesce(changed_batch_id, batch_id), ${areNew ? 0 : batchId})
    where relation = ${relation} and source = ${source}`)
  if (updated === 0)
    await session.run(sql`insert into meta.change (relation, source, batch_id, changed_batch_id)
      values (${relation}, ${source}, ${batchId}, ${areNew ? 0 : batchId})`)
}

/** Temporary tables hold memory until they are dropped. */
async function dropTemporary(session: Session): Promise<void> {
  const rows = await session.rows<{ kind: string; name: string }>(sql`
    select 'table' as kind, table_name as name from duckdb_tables() where temporary
    union all select 'view', view_name from duckdb_views() where temporary and not internal`)
  const drops = rows.map(({ kind, name }) => sql`drop ${trusted(kind)} temp.${identifier(name)};`)
  if (drops.length > 0) await session.run(joinSql(drops, '\n'))
}
