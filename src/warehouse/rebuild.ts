import { identifier, sql, tableName } from '../kit/index.ts'
import type { Counts } from './apply.ts'
import { batches, type ManifestRow } from './manifest.ts'
import { plannedStream, type Plan } from './plan.ts'
import type { Session } from './session.ts'

/**
 * Empties what streams feed and notes that their batches must be read again. Marts stay as they are until they are
 * built anew, so figures never show half a rebuild.
 */
export async function staleStreams(
  session: Session,
  plan: Plan,
  streams: readonly { source: string; stream: string }[],
): Promise<void> {
  for (const { source, stream } of streams) {
    for (const { table } of plannedStream(plan, source, stream).feeds) {
      await session.run(sql`delete from ${identifier('staging', table.name)}`)
      await session.run(
        sql`delete from ${identifier('core', `${tableName(table.entity.id)}_history`)} where source = ${source}`,
      )
    }
    await session.run(sql`delete from raw.rejected where source = ${source} and stream = ${stream}`)
    await session.run(sql`delete from meta.rebuild where source = ${source} and stream = ${stream}`)
    await session.run(sql`insert into meta.rebuild values (${source}, ${stream}, 0)`)
  }
  if (streams.length > 0) await session.run(sql`update meta.model set read = '{}'`)
}

/** Takes a batch in, in one transaction together with what `finish` writes. */
type Apply = (batch: ManifestRow, finish: (counts: Counts) => Promise<void>) => Promise<Counts>

/** Reads stale batches in the order of their arrival, a transaction each; stopped at any point, it goes on from there. */
export async function replay(
  session: Session,
  plan: Plan,
  apply: Apply,
  onBatch: (done: number, all: number) => void,
): Promise<void> {
  const rows = await session.rows(sql`select source, stream, done_to from meta.rebuild`)
  const doneTo = new Map(rows.map((row) => [`${row.source}\n${row.stream}`, Number(row.done_to)]))
  const known = new Set(plan.streams.map(({ source, stream }) => `${source}\n${stream.name}`))
  const all = (await batches(session)).filter((batch) => {
    const key = `${batch.source}\n${batch.stream}`
    return known.has(key) && batch.batchId > (doneTo.get(key) ?? Number.POSITIVE_INFINITY)
  })
  for (const [at, batch] of all.entries()) {
    await apply(batch, async ({ rejected }) => {
      await session.run(sql`update raw.batch set rejected = ${rejected} where batch_id = ${batch.batchId}`)
      await session.run(sql`update meta.rebuild set done_to = ${batch.batchId}
        where source = ${batch.source} and stream = ${batch.stream}`)
    })
    onBatch(at + 1, all.length)
  }
  await session.run(sql`delete from meta.rebuild`)
}
