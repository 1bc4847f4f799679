import type { World } from '../base/index.ts'
import type { State } from './contract.ts'
import { createJobs } from './jobs.ts'
import { createLeases } from './leases.ts'
import { migrate } from './migrate.ts'
import { createNotices } from './notices.ts'
import { createOutbox } from './outbox.ts'
import { createRecipients } from './recipients.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens Svodka's own store, and brings the file to what this program knows; a file that is not there is made. Several
 * processes may hold it at once.
 * @throws {SvodkaError} when the file is damaged, cannot be written, or was written by a newer program
 */
export async function openState({ file }: { file: string }, world: World): Promise<State> {
  const database = openSqlite(file)
  try {
    await migrate(database, file, world)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return {
    jobs: createJobs(database, world),
    outbox: createOutbox(database, world),
    recipients: createRecipients(database, world),
    notices: createNotices(database, world),
    leases: createLeases(database, world),
    close: () => database.destroy(),
  }
}
