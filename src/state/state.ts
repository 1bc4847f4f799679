import type { World } from '../base/index.ts'
import { createApplied } from './applied.ts'
import type { State } from './contract.ts'
import { createAttempts } from './attempts.ts'
import { createAudit } from './audit.ts'
import { createJobs } from './jobs.ts'
import { createLeases } from './leases.ts'
import { createLinks } from './links.ts'
import { migrate } from './migrate.ts'
import { createNotices } from './notices.ts'
import { createOutbox } from './outbox.ts'
import { createPeople } from './people.ts'
import { createRecipients } from './recipients.ts'
import { createSaved } from './saved.ts'
import { createSessions } from './sessions.ts'
import { openSqlite } from './sqlite.ts'
import { createTokens } from './tokens.ts'

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
    people: createPeople(database),
    links: createLinks(database),
    sessions: createSessions(database),
    tokens: createTokens(database),
    attempts: createAttempts(database),
    audit: createAudit(database),
    applied: createApplied(database, world),
    saved: createSaved(database, world),
    close: () => database.destroy(),
  }
}
