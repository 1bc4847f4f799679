import type { Instant } from '../base/index.ts'
import { sql, trusted, type Cursor, type FileFormat } from '../kit/index.ts'
import type { LandedBatch, LoadResult } from './contract.ts'
import { filesUnder } from './files.ts'
import type { RejectedRow } from './insight-contract.ts'
import { makeRuns } from './runs.ts'
import type { Session } from './session.ts'

const LIMIT = 1000
/** of a longer record this much is kept in the table; the file keeps the whole */
const SHOWN_CHARACTERS = 10_000

/** Whether nothing was ever loaded here: the warehouse has just been made. */
export const lacksManifest = async (session: Session): Promise<boolean> =>
  (await session.value(sql`select count(*) from duckdb_tables() where schema_name = 'raw'`)) === 0

export async function makeManifest(session: Session): Promise<void> {
  for (const schema of ['raw', 'staging', 'core', 'mart', 'settings', 'meta']) {
    await session.run(trusted(`create schema if not exists ${schema}`))
  }
  await session.run(sql`create table if not exists raw.batch (
    batch_id bigint, source varchar, stream varchar, file varchar, format varchar, sha256 varchar, bytes bigint,
    landed_at timestamp, loaded_at timestamp, lines bigint, rejected bigint, part bigint, run_id varchar, added bigint,
    changed bigint, unchanged bigint)`)
  await session.run(sql`create table if not exists raw.rejected (
    batch_id bigint, source varchar, stream varchar, file varchar, line bigint, entity varchar, record varchar,
    reason varchar, rejected_at timestamp)`)
  await session.run(
    sql`create table if not exists meta.progress (source varchar, stream varchar, cursor varchar, as_of timestamp)`,
  )
  await session.run(sql`create table if not exists meta.change (
    relation varchar, source varchar, batch_id bigint, changed_batch_id bigint)`)
  await session.run(sql`create table if not exists meta.definition (name varchar, fingerprint varchar)`)
  await session.run(
    sql`create table if not exists meta.model (name varchar, fingerprint varchar, build bigint, read varchar, rows bigint)`,
  )
  await session.run(sql`create table if not exists meta.rebuild (source varchar, stream varchar, done_to bigint)`)
  await session.run(sql`create table if not exists meta.version (version bigint)`)
  await makeRuns(session)
  await session.run(sql`insert into meta.version select 0 where not exists (from meta.version)`)
}

const LATER_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'raw.batch': ['part bigint', 'run_id varchar', 'added bigint', 'changed bigint', 'unchanged bigint'],
  'meta.change': ['changed_batch_id bigint'],
  'meta.model': ['rows bigint'],
}

/** Columns that the manifest of an earlier program lacks. */
export async function completeManifest(session: Session): Promise<void> {
  for (const [table, columns] of Object.entries(LATER_COLUMNS))
    for (const column of columns) await session.run(trusted(`alter table ${table} add column if not exists ${column}`))
}

/** A batch being loaded. */
export interface BatchRow extends Omit<LandedBatch, 'sha256' | 'cursor'> {
  batchId: number
  loadedAt: Date
}

export interface ManifestRow extends LandedBatch {
  batchId: number
  loadedAt: Date
}

type Counts = Omit<LoadResult, 'batchId'>

export const nextBatchId = async (session: Session): Promise<number> =>
  Number(await session.value(sql`select coalesce(max(batch_id), 0) + 1 from raw.batch`))

export async function writeBatch(
  session: Session,
  batch: LandedBatch,
  row: { batchId: number; loadedAt: Date } & Counts,
): Promise<void> {
  const { added, changed, unchanged, rejected } = row
  const lines = added + changed + unchanged + rejected
  await session.run(sql`insert into raw.batch (batch_id, source, stream, file, format, sha256, bytes, landed_at, loaded_at,
    lines, rejected, part, run_id, added, changed, unchanged) values (
    ${row.batchId}, ${batch.source}, ${batch.stream}, ${batch.file}, ${batch.format}, ${batch.sha256}, ${batch.bytes},
    ${batch.landedAt}, ${row.loadedAt}, ${lines}, ${rejected}, ${batch.part ?? null}, ${batch.run ?? null}, ${added},
    ${changed}, ${unchanged})`)
}

export async function batches(session: Session): Promise<ManifestRow[]> {
  const rows = await session.rows<Record<string, string | number | null>>(sql`
    select batch_id, source, stream, file, format, sha256, bytes, landed_at, loaded_at, part from raw.batch order by batch_id`)
  return rows.map((row) => ({
    batchId: Number(row.batch_id),
    source: String(row.source),
    stream: String(row.stream),
    file: String(row.file),
    format: String(row.format) as FileFormat,
    sha256: String(row.sha256),
    bytes: Number(row.bytes),
    landedAt: new Date(String(row.landed_at)),
    loadedAt: new Date(String(row.loaded_at)),
    ...(row.part !== null && { part: Number(row.part) }),
  }))
}

/** Whether no batch that came before is a later part of the stream. */
export async function isNewestPart(session: Session, { source, stream, part, batchId }: BatchRow): Promise<boolean> {
  if (part === undefined) return true
  const later = await session.rows(sql`select 1 as one from raw.batch
    where source = ${source} and stream = ${stream} and part > ${part} and batch_id < ${batchId} limit 1`)
  return later.length === 0
}

/** Moves what `reject` holds to `raw.rejected`; a record that an earlier batch brought with the same reason is not doubled. */
export async function writeRejected(session: Session, batch: BatchRow): Promise<number> {
  const count = Number(await session.value(sql`select count(*) from reject`))
  if (count === 0) return 0
  await session.run(sql`insert into raw.rejected
    select ${batch.batchId}, ${batch.source}, ${batch.stream}, ${batch.file}, r.line, r.entity,
      case when length(r.record) > ${trusted(String(SHOWN_CHARACTERS))}
        then left(r.record, ${trusted(String(SHOWN_CHARACTERS))}) || '… (' || length(r.record) || ' characters in all)' else coalesce(r.record, '') end,
      r.reason, ${batch.loadedAt}
    from reject as r
    where not exists (
      select 1 from raw.rejected as k
      where k.source = ${batch.source} and k.stream = ${batch.stream} and k.batch_id < ${batch.batchId}
        and k.entity is not distinct from r.entity and k.reason = r.reason
        and k.record = case when length(r.record) > ${trusted(String(SHOWN_CHARACTERS))}
          then left(r.record, ${trusted(String(SHOWN_CHARACTERS))}) || '… (' || length(r.record) || ' characters in all)' else coalesce(r.record, '') end)
    order by r.line`)
  return count
}

export async function rejectedRows(session: Session, filter: { source?: string; limit?: number }) {
  const source = filter.source ?? null
  const rows = await session.rows(sql`
    select source, stream, file, line, entity, record, reason, rejected_at as "rejectedAt"
    from raw.rejected where ${source}::varchar is null or source = ${source}::varchar
    order by batch_id desc, line limit ${filter.limit ?? LIMIT}`)
  const total = Number(
    await session.value(
      sql`select count(*) from raw.rejected where ${source}::varchar is null or source = ${source}::varchar`,
    ),
  )
  return { rows: rows as unknown as RejectedRow[], total }
}

export async function cursorOf(session: Session, source: string, stream: string): Promise<Cursor | undefined> {
  const text = await session.value(
    sql`select cursor from meta.progress where source = ${source} and stream = ${stream}`,
  )
  return typeof text === 'string' ? (JSON.parse(text) as Cursor) : undefined
}

export async function hasBatch(
  session: Session,
  source: string,
  stream: string,
  content: { sha256: string } | { bytes: number },
): Promise<boolean> {
  const isSame = 'sha256' in content ? sql`sha256 = ${content.sha256}` : sql`bytes = ${content.bytes}`
  const rows = await session.rows(sql`select 1 as one from raw.batch
    where source = ${source} and stream = ${stream} and ${isSame} limit 1`)
  return rows.length > 0
}

/** Keeps cursor and as-of; what is not given stays. */
export async function writeProgress(
  session: Session,
  source: string,
  stream: string,
  progress: { cursor?: Cursor; asOf?: Date },
): Promise<void> {
  if (progress.cursor === undefined && progress.asOf === undefined) return
  const cursor = progress.cursor === undefined ? null : JSON.stringify(progress.cursor)
  const asOf = progress.asOf ?? null
  const updated = await session.run(sql`update meta.progress
    set cursor = coalesce(${cursor}::varchar, cursor), as_of = greatest(as_of, ${asOf}::timestamp)
    where source = ${source} and stream = ${stream}`)
  if (updated === 0)
    await session.run(sql`insert into meta.progress values (${source}, ${stream}, ${cursor}, ${asOf}::timestamp)`)
}

/** Up to when each source is complete; a source one of whose streams has never been complete is left out. */
export async function asOfBySource(
  session: Session,
  streams: readonly { source: string; stream: string }[],
): Promise<Record<string, Instant>> {
  const rows = await session.rows(sql`select source, stream, as_of from meta.progress where as_of is not null`)
  const known = new Map(rows.map((row) => [`${row.source}\n${row.stream}`, String(row.as_of)]))
  const least: Record<string, Instant> = {}
  for (const source of new Set(streams.map((stream) => stream.source))) {
    const all = streams
      .filter((stream) => stream.source === source)
      .map(({ stream }) => known.get(`${source}\n${stream}`))
    const complete = all.filter((instant) => instant !== undefined)
    if (complete.length === 0 || complete.length < all.length) continue
    least[source] = complete.reduce((a, b) => (new Date(a) < new Date(b) ? a : b))
  }
  return least
}

export async function sourcesRead(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.rows(sql`select distinct source from meta.progress where as_of is not null`)
  return new Set(rows.map(({ source }) => String(source)))
}

export async function orphanFiles(session: Session, rawFolder: string): Promise<string[]> {
  const rows = await session.rows(sql`select distinct file from raw.batch`)
  const named = new Set(rows.map((row) => String(row.file)))
  return (await filesUnder(rawFolder, { hasLinks: true })).filter((file) => !named.has(file))
}
