import type { Instant, World } from '../base/index.ts'
import type { JobRun } from '../state/index.ts'

/**
 * What becomes of due times that passed while nothing ran: the newest is run late, all are (in order), or none (one that is
 * less than a minute old is on time). The others stand as skipped. After a break so long that more than `MOST_MISSED` times
 * passed, only the newest so many are run or recorded, and one row before them says so.
 */
export const MISSED = ['latest', 'all', 'skip'] as const
export type Missed = (typeof MISSED)[number]

export const MOST_MISSED = 500

/** Something that is due by a clock on the wall. */
export interface Job {
  /** `sync`, `report:support.morning` */
  id: string
  /** cron with five fields: minute hour day month weekday; absent: it runs only when a person asks */
  at?: string | undefined
  /** IANA name of the zone whose clock counts */
  timeZone: string
  missed: Missed
  /**
   * Attempts in all when the error says `retry`: again after 1, 5, 15, 30, then every 60 minutes, or when the error says. A run
   * whose process died goes on in any case, ten times more at most.
   */
  attempts: number
  /** what the run has to say is kept in the history; errors carry what to do next */
  run(due: JobDue): Promise<JobRun['detail']>
}

export interface JobDue {
  run: JobRun
  /** the scheduler's, with a log whose lines carry the run's id (`svodka log --run`) */
  world: World
  /** aborted when the run is no longer ours, or the program stops */
  signal: AbortSignal
}

export interface Scheduler {
  /**
   * Runs whatever is due now, and what is left of earlier runs; jobs beside each other, the runs of a job one after another.
   * @returns the runs that ended meanwhile (`waiting` ones too: their attempt ended)
   */
  runDue(): Promise<readonly JobRun[]>
  /** Goes on until `stop`: sleeps to the next due time, at most a minute at once (clocks jump, other processes pause jobs). */
  start(): void
  /** Tells the runs that are going on to stop and waits for their end; one that gives up stands as `waiting`, to go on at once after the next start. */
  stop(): Promise<void>
  /** Runs a job at once because a person asked, paused or not. @returns its run when it has ended; undefined when the job is running already */
  runNow(job: string, by: string): Promise<JobRun | undefined>
  /** the next due times of a job, after now */
  next(job: string, count: number): readonly Instant[]
}
