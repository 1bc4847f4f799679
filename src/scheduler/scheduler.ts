import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import {
  errorText,
  isZone,
  nearest,
  RequestError,
  SvodkaError,
  type Instant,
  type Words,
  type World,
} from '../base/index.ts'
import type { JobRun, Said, State } from '../state/index.ts'
import type { Job, Scheduler } from './contract.ts'
import { checkCron, dueTimes, type DueTimes } from './cron.ts'
import { planOf } from './missed.ts'
import { carryOut, hasSlept, type Running } from './run.ts'
import { words } from './words.ts'

const LEASE_SECONDS = 60
const LONGEST_SLEEP_SECONDS = 60

export interface SchedulerOptions {
  jobs: readonly Job[]
  state: State
  /** who holds the runs; made of host, process and chance unless given */
  owner?: string
  leaseSeconds?: number
  /** told of every run that ended or waits to be tried again; what it throws is logged */
  onEnd?: (run: JobRun) => Promise<void>
}

/**
 * Runs jobs when they are due. Several processes may each have one over the same state: a due time is run once.
 * @throws {RequestError} when a job's schedule or zone is wrong, or two jobs have one name
 */
export function createScheduler(options: SchedulerOptions, world: World): Scheduler {
  const timetable = timetableOf(options.jobs)
  const stopping = new AbortController()
  const { state } = options
  const running: Running = {
    jobs: state.jobs,
    holder: { owner: options.owner ?? ownName(), leaseSeconds: options.leaseSeconds ?? LEASE_SECONDS },
    stopping: stopping.signal,
    onEnd: options.onEnd,
  }
  const active = new Map<string, Promise<JobRun[]>>()
  const asked = new Set<Promise<JobRun>>()
  let loop: Promise<void> | undefined

  const timed = (job: string): Timed => {
    const found = timetable.get(job)
    if (found) return found
    const known = [...timetable.keys()]
    throw new RequestError(words, 'job.unknown', { job, hint: nearest(job, known) ?? 'none', known: known.join(', ') })
  }

  /** Begins the work of every job that is not at work here already. */
  async function beginDue(): Promise<Promise<JobRun[]>[]> {
    const [paused, unfinished] = await Promise.all([state.jobs.paused(), state.jobs.unfinished()])
    const begun: Promise<JobRun[]>[] = []
    for (const each of timetable.values()) {
      const { id } = each.job
      if (stopping.signal.aborted || paused.has(id) || active.has(id)) continue
      const left = unfinished.filter((run) => run.job === id)
      const work = workOff(each, left, running, world).finally(() => active.delete(id))
      active.set(id, work)
      begun.push(work)
    }
    return begun
  }

  async function goOn(): Promise<void> {
    do {
      try {
        for (const work of await beginDue()) void work.catch((error: unknown) => report(error, world))
      } catch (error) {
        report(error, world)
      }
    } while (await hasSlept(untilNext(timetable, world), stopping.signal, world))
  }

  return {
    async runDue() {
      const ended = await Promise.allSettled(await beginDue())
      for (const each of ended) if (each.status === 'rejected') throw each.reason
      return ended.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    },
    start() {
      loop ??= goOn()
    },
    async stop() {
      stopping.abort()
      await loop
      await Promise.allSettled([...active.values(), ...asked])
    },
    async runNow(id, by) {
      const { job } = timed(id)
      const run = await claimNow(id, running, world)
      if (!run) return undefined
      world.log.with({ runId: run.logRun }).info({ job: id, by }, 'job.asked')
      const work = carryOut(job, run, running, world).finally(() => asked.delete(work))
      asked.add(work)
      return work
    },
    next(id, count) {
      const { times } = timed(id)
      const found: Instant[] = []
      let due = times.after(world.now().toISOString())
      for (; due !== undefined && found.length < count; due = times.after(due)) found.push(due)
      return found
    },
  }
}

interface Timed {
  job: Job
  times: DueTimes
}

function timetableOf(jobs: readonly Job[]): ReadonlyMap<string, Timed> {
  const timetable = new Map<string, Timed>()
  for (const job of jobs) {
    const fault = job.at === undefined ? undefined : checkCron(job.at)
    if (timetable.has(job.id)) throw new RequestError(words, 'job.double', { job: job.id })
    if (fault) throw new RequestError(saying({ fault }), 'job.cron', { job: job.id })
    if (!isZone(job.timeZone)) throw new RequestError(words, 'job.zone', { job: job.id, zone: job.timeZone })
    timetable.set(job.id, { job, times: job.at === undefined ? NEVER : dueTimes(job.at, job.timeZone) })
  }
  return timetable
}

const NEVER: DueTimes = { after: () => undefined, between: () => [] }

/** Words into which a sentence is put in the reader's own language. */
const saying = ({ fault }: { fault: Said }): Words => ({
  ...words,
  say: (locale, key, values) => words.say(locale, key, { ...values, fault: fault[locale] }),
})

const ownName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`

/**
 * What is left of a job's earlier runs, then what is due. Stops where another process is at work on the job: a later due time
 * that was taken before an earlier one would hide it.
 */
async function workOff(
  { job, times }: Timed,
  left: readonly JobRun[],
  running: Running,
  world: World,
): Promise<JobRun[]> {
  const { jobs, holder, stopping } = running
  const ended: JobRun[] = []
  const runOne = async (due: { dueAt: Instant; trigger: JobRun['trigger'] }): Promise<boolean> => {
    if (stopping.aborted) return false
    const run = await jobs.claim({ job: job.id, ...due }, holder)
    if (run) ended.push(await carryOut(job, run, running, world))
    return run !== undefined
  }
  for (const { dueAt, trigger } of left) if (!(await runOne({ dueAt, trigger }))) return ended
  const plan = planOf(times, job.missed, { since: await sinceOf(job.id, jobs), now: world.now().toISOString() })
  for (const { dueTimes, cause } of plan.skip) await jobs.skip(job.id, dueTimes, cause)
  for (const dueAt of plan.run) if (!(await runOne({ dueAt, trigger: 'schedule' }))) return ended
  return ended
}

/** Due times count from the newest that was recorded, or from when the job was first seen, that instant included. */
async function sinceOf(job: string, jobs: State['jobs']): Promise<Instant> {
  const last = await jobs.lastDue(job)
  return last ?? new Date(Date.parse(await jobs.firstSeen(job)) - 1).toISOString()
}

/** A run that a person asks for has a due time of its own, never one that a schedule could name. */
async function claimNow(job: string, { jobs, holder }: Running, world: World): Promise<JobRun | undefined> {
  const now = world.now().getTime()
  for (let later = now % 1000 === 0 ? 1 : 0; later < 1000; later++) {
    const dueAt = new Date(now + later).toISOString()
    const run = await jobs.claim({ job, dueAt, trigger: 'person' }, holder)
    if (run) return run
    const recent = await jobs.history({ job, limit: 50 })
    if (recent.some((each) => each.state === 'running')) return undefined
  }
  return undefined
}

function untilNext(timetable: ReadonlyMap<string, Timed>, world: World): number {
  const now = world.now()
  const next = [...timetable.values()].map(({ times }) => Date.parse(times.after(now.toISOString()) ?? ''))
  const waits = next.filter((due) => !Number.isNaN(due)).map((due) => due - now.getTime())
  return Math.min(LONGEST_SLEEP_SECONDS * 1000, ...waits)
}

function report(error: unknown, world: World): void {
  const stack = error instanceof SvodkaError ? undefined : error instanceof Error ? error.stack : undefined
  world.log.error({ error: errorText(error, 'en'), stack }, 'scheduler.failed')
}
