import type { Instant } from '../base/index.ts'
import type { JobRun } from '../state/index.ts'

/** What becomes of due times that passed while nothing ran: the newest is run late, all are, or none. The others stand as skipped. */
export const MISSED = ['latest', 'all', 'skip'] as const
export type Missed = (typeof MISSED)[number]

/** Something that is due by a clock on the wall. */
export interface Job {
  /** `sync`, `report:support.morning` */
  id: string
  /** cron with five fields: minute hour day month weekday */
  at: string
  /** IANA name of the zone whose clock counts */
  timeZone: string
  missed: Missed
  /** attempts in all when the error says `retry` */
  attempts: number
  /** what the run has to say is kept in the history; errors carry what to do next */
  run(due: JobDue): Promise<JobRun['detail']>
}

export interface JobDue {
  run: JobRun
  /** aborted when the run is no longer ours, or the program stops */
  signal: AbortSignal
}

export interface Scheduler {
  /** Runs whatever is due now, and what is left of earlier runs. @returns the runs that ended meanwhile */
  runDue(): Promise<readonly JobRun[]>
  /** Goes on until `stop`: sleeps to the next due time, at most a minute at once (clocks jump, other processes pause jobs). */
  start(): void
  /** Ends after the runs that are going on were told to stop. */
  stop(): Promise<void>
  /** Runs a job at once because a person asked; undefined when it is running already. */
  runNow(job: string, by: string): Promise<JobRun | undefined>
  /** the next due times of a job, after now */
  next(job: string, count: number): readonly Instant[]
}
