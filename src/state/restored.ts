import { DatabaseSync } from 'node:sqlite'
import type { World } from '../base/index.ts'
import type { Said } from './contract.ts'
import { stored } from './rows.ts'
import { guarded } from './sqlite-errors.ts'
import { openState } from './state.ts'

/** What a restored state holds. */
export interface RestoredState {
  people: number
  schedules: number
  parts: number
  kept: number
  /** parts of messages of which nobody knows whether they went out since */
  unknown: number
}

/**
 * Makes a file of an earlier moment fit to go on from. What happened since is not in it, so nothing is assumed: messages that
 * waited then are unknown, runs that went on have failed, and due times until now are left out, so that nobody gets twice what
 * they may have got already.
 * @param cause why, for whoever looks at the parts and runs later
 * @throws {SvodkaError} when the file is damaged, or was written by a newer program
 */
export async function settleRestored({ file }: { file: string }, cause: Said, world: World): Promise<RestoredState> {
  const state = await openState({ file }, world)
  try {
    const { jobs, ...counts } = guarded(file, () => settle(file, JSON.stringify(cause), stored(world.now())))
    for (const job of jobs) await state.jobs.skip(job, [stored(world.now())], cause)
    return counts
  } finally {
    await state.close()
  }
}

function settle(file: string, cause: string, now: string): RestoredState & { jobs: readonly string[] } {
  const database = new DatabaseSync(file)
  try {
    database.exec('begin immediate')
    const doubted = database
      .prepare(
        `update outbox set state = 'unknown', owner = null, lease_until = null, cause = ?, changed_at = ?
         where state in ('waiting', 'sending')`,
      )
      .run(cause, now)
    database
      .prepare(
        `update job_run set state = 'failed', ended_at = ?, owner = null, lease_until = null, not_before = null, cause = ?
         where state in ('running', 'waiting')`,
      )
      .run(now, cause)
    database.exec('delete from lease; commit')
    const jobs = database.prepare('select id from job').all()
    const count = (table: 'person' | 'outbox' | 'saved') =>
      Number(database.prepare(`select count(*) as rows from ${table}`).get()?.['rows'])
    return {
      people: count('person'),
      schedules: jobs.length,
      parts: count('outbox'),
      kept: count('saved'),
      unknown: Number(doubted.changes),
      jobs: jobs.map(({ id }) => String(id)),
    }
  } finally {
    database.close()
  }
}
