import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../base/index.ts'
import type { Inbox, Ingest } from '../ingest/index.ts'
import { dueTimes, type Job, type Scheduler } from '../scheduler/index.ts'
import type { Facts, Readiness, Sample, ScheduleEnds } from '../server/index.ts'
import { OUTBOX_STATES, type State } from '../state/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** A due time is late when nobody has taken it for so long. */
const LATE_SECONDS = 60
/** A vendor is not asked more often than this how much waits there. */
const LAG_SECONDS = 30
const MOST_TROUBLES = 1000

type Name = Sample['name']

/** What any process can tell of itself. */
export const processFacts = (ready: Readiness): Facts => ({
  ready: async () => (await ready()).map(({ part, isReady }) => sample('svodka_ready', Number(isReady), { part })),
})

export interface DataFactsParts {
  workspace: Workspace
  warehouse: Warehouse
  ingest: Pick<Ingest, 'lag'>
  inbox: Pick<Inbox, 'of'>
}

/** What the process that holds the data can tell of it. */
export function dataFacts({ workspace, warehouse, ingest, inbox }: DataFactsParts, world: World): Facts {
  const { dataFolder, sources, state } = workspace
  const lag = rarely(LAG_SECONDS, world, async () => {
    const asked = sources.filter(({ definition }) => definition.lag)
    return (await Promise.all(asked.map(({ id }) => lagOf(id, ingest)))).flat()
  })
  return {
    asOf: async () =>
      Object.entries(await warehouse.asOf()).map(([source, at]) =>
        sample('svodka_source_data_timestamp_seconds', seconds(at), { source }),
      ),
    rejected: () =>
      Promise.all(
        sources.map(async ({ id: source }) =>
          sample('svodka_source_rejected_rows', (await warehouse.rejected({ source, limit: 1 })).total, { source }),
        ),
      ),
    lag,
    waiting: async () => (await Promise.all(sources.map((source) => waitingOf(source, inbox)))).flat(),
    disk: async () => {
      const { bavail, blocks, bsize } = await statfs(dataFolder)
      return [
        sample('svodka_disk_free_bytes', bavail * bsize),
        sample('svodka_disk_size_bytes', blocks * bsize),
        sample('svodka_warehouse_file_bytes', statSync(join(dataFolder, 'warehouse.duckdb')).size),
        ...(state ? [] : [sample('svodka_state_file_bytes', statSync(join(dataFolder, 'state.db')).size)]),
      ]
    },
  }
}

/** What the process that runs the schedules and sends can tell of them. */
export function deskFacts(state: State, jobs: readonly Job[], scheduler: Scheduler, world: World): Facts {
  return {
    outbox: async () => outboxSamples(await state.outbox.counts()),
    troubles: async () => [
      sample('svodka_troubles_open', (await state.notices.list({ onlyOpen: true, limit: MOST_TROUBLES })).length),
    ],
    schedules: async () => {
      const paused = await state.jobs.paused()
      const timed = jobs.filter(({ at }) => at !== undefined)
      return (
        await Promise.all(timed.map((job) => scheduleSamples(job, paused.has(job.id), { state, scheduler, world })))
      ).flat()
    },
    scheduleEnds: async () =>
      (await state.jobs.ends())
        .filter((each) => each.state === 'done' && jobs.some(({ id }) => id === each.job))
        .map(({ job: schedule, lastEnd }) =>
          sample('svodka_schedule_last_success_timestamp_seconds', seconds(lastEnd), { schedule }),
        ),
  }
}

/** How the due times of each schedule of the settings ended; 0 for what never happened. */
export async function scheduleEnds(state: State, jobs: readonly Job[]): Promise<readonly ScheduleEnds[]> {
  const ends = await state.jobs.ends()
  return jobs.flatMap(({ id: schedule }) =>
    (['done', 'failed', 'skipped'] as const).map((outcome) => {
      const runs = ends.find((each) => each.job === schedule && each.state === outcome)?.runs ?? 0
      return { schedule, outcome, runs }
    }),
  )
}

async function scheduleSamples(
  job: Job,
  isPaused: boolean,
  { state, scheduler, world }: { state: State; scheduler: Scheduler; world: World },
): Promise<Sample[]> {
  const { id: schedule, at = '', timeZone } = job
  const since = (await state.jobs.lastDue(schedule)) ?? (await state.jobs.firstSeen(schedule))
  const due = dueTimes(at, timeZone).after(since)
  const isLate = !isPaused && due !== undefined && Date.parse(due) < world.now().getTime() - LATE_SECONDS * 1000
  const [next] = scheduler.next(schedule, 1)
  return [
    sample('svodka_schedule_late', Number(isLate), { schedule }),
    sample('svodka_schedule_paused', Number(isPaused), { schedule }),
    ...(next ? [sample('svodka_schedule_next_due_timestamp_seconds', seconds(next), { schedule })] : []),
  ]
}

function outboxSamples(counts: Awaited<ReturnType<State['outbox']['counts']>>): Sample[] {
  const channels = [...new Set(counts.map(({ channel }) => channel))]
  return channels.flatMap((channel) => {
    const own = counts.filter((each) => each.channel === channel)
    const oldest = own.find(({ state }) => state === 'waiting')?.oldest
    return [
      ...OUTBOX_STATES.map((state) =>
        sample('svodka_outbox_parts', own.find((each) => each.state === state)?.parts ?? 0, { channel, state }),
      ),
      ...(oldest ? [sample('svodka_outbox_oldest_waiting_timestamp_seconds', seconds(oldest), { channel })] : []),
    ]
  })
}

/** Of a source that receives: what has come and is not loaded yet. */
async function waitingOf(
  { id: source, definition, settings }: Workspace['sources'][number],
  inbox: Pick<Inbox, 'of'>,
): Promise<Sample[]> {
  const received = inbox.of(source)
  if (!received) return []
  const samples = definition.streams(settings).map(async ({ name: stream }) => {
    const { requests, rows, since } = await received.waiting(stream)
    const labels = { source, stream }
    return [
      sample('svodka_source_waiting_batches', requests, labels),
      sample('svodka_source_waiting_rows', rows, labels),
      ...(since ? [sample('svodka_source_oldest_batch_timestamp_seconds', seconds(since), labels)] : []),
    ]
  })
  return (await Promise.all(samples)).flat()
}

async function lagOf(source: string, ingest: Pick<Ingest, 'lag'>): Promise<Sample[]> {
  return (await ingest.lag(source)).flatMap(({ stream, messages, parts }) => {
    const told = parts.length > 0 ? parts : [{ name: '', messages }]
    return told.map(({ name: part, messages: behind }) =>
      sample('svodka_source_lag_messages', behind, { source, stream, part }),
    )
  })
}

/** Asked at most so often; in between, and while it is being asked, what was told last. A failure is told each time until it is over. */
function rarely(everySeconds: number, world: World, ask: () => Promise<readonly Sample[]>) {
  let last: Promise<readonly Sample[]> = Promise.resolve([])
  let askedAt = Number.NEGATIVE_INFINITY
  return (): Promise<readonly Sample[]> => {
    const now = world.now().getTime()
    if (now - askedAt < everySeconds * 1000) return last
    askedAt = now
    last = ask()
    return last
  }
}

const seconds = (at: string): number => Date.parse(at) / 1000

const sample = (name: Name, value: number, labels: Readonly<Record<string, string>> = {}): Sample => ({
  name,
  labels,
  value,
})
