import type { Instant } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import type { Load, LoadRun, NewRun, RunEnd, RunStream } from './insight-contract.ts'
import type { Session } from './session.ts'

/** So many runs are kept; what they loaded stays in the manifest. */
const RUNS_KEPT = 1000

export async function makeRuns(session: Session): Promise<void> {
  await session.run(sql`create table if not exists meta.run (
    run_id varchar, mode varchar, "trigger" varchar, started_at timestamp, ended_at timestamp, state varchar)`)
  await session.run(sql`create table if not exists meta.run_stream (run_id varchar, source varchar, stream varchar,
    added bigint, changed bigint, unchanged bigint, rejected bigint, seconds double, cause varchar, place bigint)`)
}

/** One process owns the file: a run that goes on while it is opened belonged to one that is gone. */
export const breakRuns = (session: Session) =>
  session.run(sql`update meta.run set state = 'broken' where state = 'running'`)

export async function beginRun(session: Session, { id, mode, trigger, startedAt }: NewRun): Promise<void> {
  await session.run(sql`delete from meta.run where run_id = ${id}`)
  await session.run(sql`delete from meta.run_stream where run_id = ${id}`)
  await session.run(sql`insert into meta.run values (${id}, ${mode}, ${trigger}, ${startedAt}, null, 'running')`)
  await session.run(sql`delete from meta.run
    where run_id not in (select run_id from meta.run order by started_at desc, run_id desc limit ${RUNS_KEPT})`)
  await session.run(sql`delete from meta.run_stream where run_id not in (select run_id from meta.run)`)
}

export async function endRun(session: Session, id: string, { endedAt, isComplete, streams }: RunEnd): Promise<void> {
  const state = isComplete ? 'done' : 'failed'
  await session.run(sql`update meta.run set ended_at = ${endedAt}, state = ${state} where run_id = ${id}`)
  for (const [place, each] of streams.entries()) {
    const { source, stream, added, changed, unchanged, rejected, seconds, cause } = each
    await session.run(sql`insert into meta.run_stream values (${id}, ${source}, ${stream}, ${added}, ${changed},
      ${unchanged}, ${rejected}, ${seconds}, ${cause && JSON.stringify(cause)}, ${place})`)
  }
}

interface RunRow {
  [name: string]: string | number | null
  id: string
  mode: string
  trigger: string
  startedAt: string
  endedAt: string | null
  state: string
  files: number
  firstBatch: number | null
  lastBatch: number | null
}

/** Runs with their streams, newest first. Of a run that has not ended, what its files say so far. */
export async function runsOf(
  session: Session,
  { limit, id, before }: { limit: number; id?: string | undefined; before?: string | undefined },
): Promise<readonly LoadRun[]> {
  const runs = await session.rows<RunRow>(sql`
    with loaded as (
      select run_id, count(*) as files, min(batch_id) as first_batch, max(batch_id) as last_batch
      from raw.batch where run_id is not null group by run_id
    )
    select r.run_id as id, r.mode, r."trigger", r.started_at as "startedAt", r.ended_at as "endedAt", r.state,
      coalesce(l.files, 0) as files, l.first_batch as "firstBatch", l.last_batch as "lastBatch"
    from meta.run as r
    left join loaded as l on l.run_id = r.run_id
    where (${id ?? null}::varchar is null or r.run_id = ${id ?? null}::varchar)
      and (${before ?? null}::varchar is null or r.run_id < ${before ?? null}::varchar)
    order by r.run_id desc
    limit ${limit}`)
  const streams = await streamsOf(
    session,
    runs.map((run) => run.id),
  )
  return runs.map((run) => ({
    ...run,
    mode: run.mode as LoadRun['mode'],
    trigger: run.trigger as LoadRun['trigger'],
    state: run.state as LoadRun['state'],
    startedAt: run.startedAt as Instant,
    streams: streams.get(run.id) ?? [],
  }))
}

async function streamsOf(session: Session, ids: readonly string[]): Promise<ReadonlyMap<string, RunStream[]>> {
  const rows = await session.rows(sql`
    with wanted as (select unnest(${JSON.stringify(ids)}::json::varchar[]) as run_id),
    ended as (select s.* from meta.run_stream as s semi join wanted as w on w.run_id = s.run_id),
    going as (
      select b.run_id, b.source, b.stream, sum(b.added) as added, sum(b.changed) as changed,
        sum(b.unchanged) as unchanged, sum(b.rejected) as rejected, 0.0 as seconds, null as cause, min(b.batch_id) as place
      from raw.batch as b
      semi join wanted as w on w.run_id = b.run_id
      anti join ended as e on e.run_id = b.run_id
      group by b.run_id, b.source, b.stream
    )
    select * from ended union all by name select * from going order by run_id, place`)
  const all = rows.map((row) => ({
    run: String(row.run_id),
    stream: {
      source: String(row.source),
      stream: String(row.stream),
      added: Number(row.added),
      changed: Number(row.changed),
      unchanged: Number(row.unchanged),
      rejected: Number(row.rejected),
      seconds: Number(row.seconds),
      cause: row.cause === null ? null : (JSON.parse(String(row.cause)) as RunStream['cause']),
    },
  }))
  return new Map([...Map.groupBy(all, ({ run }) => run)].map(([run, list]) => [run, list.map(({ stream }) => stream)]))
}

/** Loads of these streams that brought something, newest first: files of one run together. */
export async function loadsOf(session: Session, streams: readonly string[], limit: number): Promise<readonly Load[]> {
  const rows = await session.rows(sql`
    select max(batch_id) as batch, max(loaded_at) as at, string_agg(distinct source, ', ' order by source) as sources,
      sum(added) as added, sum(changed) as changed
    from raw.batch
    where source || '/' || stream in (select unnest(${JSON.stringify(streams)}::json::varchar[]))
      and coalesce(added + changed, 1) > 0
    group by coalesce(run_id, 'file ' || batch_id)
    order by batch desc limit ${limit}`)
  return rows.map((row) => ({
    batchId: Number(row.batch),
    loadedAt: String(row.at) as Instant,
    sources: String(row.sources),
    added: Number(row.added ?? 0),
    changed: Number(row.changed ?? 0),
  }))
}
