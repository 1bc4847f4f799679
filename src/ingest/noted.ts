import { errorText, inEvery, type World } from '../base/index.ts'
import type { NewRun, RunStream } from '../warehouse/index.ts'
import type { IngestOptions, Replay, SyncResult } from './contract.ts'

type Noting = Pick<IngestOptions, 'warehouse' | 'world'>

/** Runs a sync and notes when it began, how it ended and what each stream brought. */
export async function noted(
  options: Noting,
  run: Omit<NewRun, 'startedAt'>,
  work: () => Promise<SyncResult>,
): Promise<SyncResult> {
  const streamsOf = ({ streams }: SyncResult) =>
    streams.map(({ source, stream, added, changed, unchanged, rejected, seconds, cause }): RunStream => ({
      source,
      stream,
      added,
      changed,
      unchanged,
      rejected,
      seconds,
      cause,
    }))
  return withNote(options, run, work, (result) => ({ isComplete: result.isComplete, streams: streamsOf(result) }))
}

export async function replay(
  { warehouse, world: outer }: Noting,
  source: string,
  stream: string,
  runId: string,
): Promise<Replay> {
  const world: World = { ...outer, log: outer.log.with({ runId, source, stream }) }
  const startedAt = world.now().getTime()
  const secondsSoFar = () => (world.now().getTime() - startedAt) / 1000
  const line = { source, stream, changed: 0, unchanged: 0 }
  const run = { id: runId, mode: 'replay', trigger: 'person' } as const
  world.log.info({}, 'replay.started')
  const work = async (): Promise<Replay> => {
    const replayed = await warehouse.replay(source, stream)
    world.log.info({ ...replayed, seconds: secondsSoFar() }, 'replay.ended')
    return { ...replayed, runId, seconds: secondsSoFar() }
  }
  return withNote({ warehouse, world }, run, work, ({ before, after, seconds }) => ({
    isComplete: true,
    streams: [{ ...line, added: Math.max(before - after, 0), rejected: after, seconds, cause: null }],
  }))
}

async function withNote<T>(
  { warehouse, world }: Noting,
  run: Omit<NewRun, 'startedAt'>,
  work: () => Promise<T>,
  tell: (result: T) => { isComplete: boolean; streams: readonly RunStream[] },
): Promise<T> {
  await warehouse.beginRun({ ...run, startedAt: world.now() })
  try {
    const result = await work()
    await warehouse.endRun(run.id, { ...tell(result), endedAt: world.now() })
    return result
  } catch (error) {
    const cause = inEvery((each) => errorText(error, each))
    const nothing = { added: 0, changed: 0, unchanged: 0, rejected: 0, seconds: 0 }
    const streams = [{ ...nothing, source: 'svodka', stream: run.mode, cause }]
    await warehouse.endRun(run.id, { endedAt: world.now(), isComplete: false, streams })
    throw error
  }
}
