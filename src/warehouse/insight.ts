import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { changesOf } from './changes.ts'
import type { BuildResult } from './contract.ts'
import type { Engine } from './engine.ts'
import { fault } from './fault.ts'
import type { Insight, Replayed } from './insight-contract.ts'
import { lineageOf } from './lineage.ts'
import { batches, nextBatchId } from './manifest.ts'
import type { ReadyModel } from './model.ts'
import { plannedStream, type Plan } from './plan.ts'
import { staleStreams } from './rebuild.ts'
import { countRejected, rejectedGroups, rejectedPage } from './rejects.ts'
import { beginRun, endRun, loadsOf, runsOf } from './runs.ts'
import { withKinOf } from './schema.ts'
import type { Session } from './session.ts'
import { rowsThen } from './then.ts'

/** What telling needs of an open warehouse. */
interface Opened {
  rawFolder: string
  plan(): Plan
  models(): readonly ReadyModel[]
  /** reads stale batches again */
  replayStale(session: Session): Promise<void>
  build(session: Session): Promise<BuildResult>
}

export function openInsight(engine: Engine, opened: Opened): Insight {
  return {
    beginRun: (run) => engine.write((session) => session.transaction(() => beginRun(session, run))),
    endRun: (id, end) => engine.write((session) => session.transaction(() => endRun(session, id, end))),
    runs: (filter) => engine.read((session) => runsOf(session, filter)),
    rejectedRows: (filter) => engine.read((session) => rejectedPage(session, filter)),
    rejectedGroups: () => engine.read(rejectedGroups),
    replay: (source, stream) => engine.write((session) => replayStream(session, opened, source, stream)),
    lineage: (select) => engine.read((session) => lineageOf(session, opened.plan(), opened.models(), select)),
    newestBatch: () => engine.read(async (session) => (await nextBatchId(session)) - 1),
    loads: (streams, limit) => engine.read((session) => loadsOf(session, streams, limit)),
    changes: (question) => engine.read((session) => changesOf(session, opened.plan(), question)),
    rowsThen: (select, batchId) =>
      engine.read((session) => rowsThen(session, opened.plan(), opened.models(), select, batchId)),
  }
}

/**
 * Only reading a stream again from its first file gives what a rebuild gives: a row that fits now may be older than one that came
 * after it. Streams that feed the same tables are read again with it.
 */
async function replayStream(session: Session, opened: Opened, source: string, stream: string): Promise<Replayed> {
  const plan = opened.plan()
  const kin = withKinOf(plan, [plannedStream(plan, source, stream)])
  const those = kin.map((each) => ({ source: each.source, stream: each.stream.name }))
  await refuseMissing(session, opened.rawFolder, those)
  const before = await countRejected(session, source, stream)
  await session.transaction(() => staleStreams(session, plan, those))
  await opened.replayStale(session)
  await opened.build(session)
  const others = those.filter((each) => each.source !== source || each.stream !== stream)
  return {
    before,
    after: await countRejected(session, source, stream),
    with: others.map((each) => `${each.source}/${each.stream}`),
  }
}

async function refuseMissing(
  session: Session,
  rawFolder: string,
  streams: readonly { source: string; stream: string }[],
): Promise<void> {
  const needed = (await batches(session)).filter((batch) =>
    streams.some(({ source, stream }) => source === batch.source && stream === batch.stream),
  )
  for (const { file } of needed) {
    await access(join(rawFolder, file)).catch((error: unknown) => {
      throw fault('raw_gone', { file }, error)
    })
  }
}
