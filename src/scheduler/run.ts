import { setImmediate as turn } from 'node:timers/promises'
import { errorText, LOCALES, recoveryOf, SvodkaError, type Locale, type World } from '../base/index.ts'
import type { Holder, JobRun, JobStore, Said } from '../state/index.ts'
import type { Job } from './contract.ts'
import { inBoth } from './cron.ts'

const BACK_OFF_MINUTES = [1, 5, 15, 30, 60]
/** How often a run may be taken over from a process that died, beyond the job's own attempts. */
const DEATHS_ALLOWED = 10

export interface Running {
  jobs: JobStore
  holder: Holder
  /** aborted when the program stops */
  stopping: AbortSignal
  onEnd: ((run: JobRun) => Promise<void>) | undefined
}

/** Runs a job whose run was claimed, to the run's end. @returns the run as it ended, or as whoever took it over holds it */
export async function carryOut(
  job: Job,
  run: JobRun,
  { jobs, holder, stopping, onEnd }: Running,
  outer: World,
): Promise<JobRun> {
  const world: World = { ...outer, log: outer.log.with({ runId: run.logRun }) }
  const lost = new AbortController()
  const over = new AbortController()
  const beating = keepAlive(run, { jobs, holder, lost }, over.signal, world)
  const signal = AbortSignal.any([lost.signal, stopping])
  world.log.info({ job: job.id, dueAt: run.dueAt, attempt: run.attempt }, 'job.started')
  const end = await endOf(job, { run, signal, world }, stopping)
  over.abort()
  await beating
  await finish(run, end, { jobs, holder }, world)
  const ended = (await jobs.run(run.id)) ?? run
  try {
    await onEnd?.(ended)
  } catch (error) {
    world.log.error({ job: job.id, error: errorText(error, 'en') }, 'job.end_not_told')
  }
  return ended
}

type End = Parameters<JobStore['finish']>[2]

async function endOf(job: Job, due: Parameters<Job['run']>[0], stopping: AbortSignal): Promise<End> {
  const { run, world } = due
  if (run.attempt > job.attempts + DEATHS_ALLOWED) {
    const cause = inBoth('cause.died', { count: run.attempt - 1, run: run.logRun })
    world.log.error({ job: job.id, cause: cause.en }, 'job.failed')
    return { state: 'failed', cause, recovery: 'stop' }
  }
  try {
    return { state: 'done', detail: await job.run(due) }
  } catch (error) {
    return endAfter(error, job, run, stopping, world)
  }
}

function endAfter(error: unknown, job: Job, run: JobRun, stopping: AbortSignal, world: World): End {
  const now = world.now()
  if (stopping.aborted) {
    world.log.info({ job: job.id }, 'job.stopped')
    return { state: 'waiting', cause: inBoth('cause.stopped'), recovery: 'retry', notBefore: now.toISOString() }
  }
  const cause = causeOf(error, run)
  const recovery = recoveryOf(error)
  const willRetry = recovery === 'retry' && run.attempt < job.attempts
  const stack = error instanceof SvodkaError ? undefined : error instanceof Error ? error.stack : String(error)
  world.log.error({ job: job.id, attempt: run.attempt, willRetry, cause: cause.en, stack }, 'job.failed')
  if (!willRetry) return { state: 'failed', cause, recovery }
  const notBefore = new Date(now.getTime() + secondsToWait(error, run.attempt) * 1000).toISOString()
  return { state: 'waiting', cause, recovery, notBefore }
}

function secondsToWait(error: unknown, attempt: number): number {
  const asked = error instanceof SvodkaError ? error.retryAfterSeconds : undefined
  const minutes = BACK_OFF_MINUTES[Math.min(attempt, BACK_OFF_MINUTES.length) - 1] ?? 1
  return asked ?? minutes * 60
}

function causeOf(error: unknown, run: JobRun): Said {
  if (!(error instanceof SvodkaError)) {
    const [message = ''] = errorText(error, 'en').split('\n')
    return inBoth('cause.unexpected', { message: message.slice(0, 200), run: run.logRun })
  }
  return Object.fromEntries(LOCALES.map((locale) => [locale, error.say(locale)])) as Record<Locale, string>
}

/** Shows a sign of life thrice a lease until the run is over; aborts the run when it is no longer ours. */
async function keepAlive(
  run: JobRun,
  { jobs, holder, lost }: { jobs: JobStore; holder: Holder; lost: AbortController },
  over: AbortSignal,
  world: World,
): Promise<void> {
  let leaseUntil = world.now().getTime() + holder.leaseSeconds * 1000
  while (await hasSlept((holder.leaseSeconds * 1000) / 3, over, world)) {
    await turn() // where a pinned clock sleeps no time at all, the job must still get its turn
    try {
      const isOurs = await jobs.beat(run.id, holder)
      if (!isOurs) return lost.abort()
      leaseUntil = world.now().getTime() + holder.leaseSeconds * 1000
    } catch (error) {
      world.log.warn({ job: run.job, error: errorText(error, 'en') }, 'job.beat_failed')
      if (world.now().getTime() >= leaseUntil) return lost.abort()
    }
  }
}

/** @returns false when the signal came first */
export async function hasSlept(milliseconds: number, signal: AbortSignal, world: World): Promise<boolean> {
  try {
    await world.sleep(milliseconds, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return !signal.aborted
}

async function finish(
  run: JobRun,
  end: End,
  { jobs, holder }: { jobs: JobStore; holder: Holder },
  world: World,
): Promise<void> {
  try {
    await jobs.finish(run.id, holder.owner, end)
    if (end.state === 'done') world.log.info({ job: run.job, detail: end.detail }, 'job.done')
  } catch (error) {
    if (!(error instanceof SvodkaError) || error.code !== 'run_not_ours') throw error
    world.log.warn({ job: run.job, error: error.message }, 'job.lost')
  }
}
