import type { World } from '../base/index.ts'
import { createApplied } from './applied.ts'
import type { State } from './contract.ts'
import { createAttempts } from './attempts.ts'
import { createAudit } from './audit.ts'
import { forget } from './forget.ts'
import { createJobs } from './jobs.ts'
import { createLeases } from './leases.ts'
import { createLinks } from './links.ts'
import { migrate } from './migrate.ts'
import { createNotices } from './notices.ts'
import { openEngine } from './open-engine.ts'
import { createOutbox } from './outbox.ts'
import { createPeople } from './people.ts'
import type { StatePlace } from './place.ts'
import { createRecipients } from './recipients.ts'
import { createSaved } from './saved.ts'
import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'

/**
 * Opens Svodka's own store, and brings it to what this program knows; a file or schema that is not there is made. Several
 * processes may hold it at once, those of several machines where it is a PostgreSQL.
 * @throws {SvodkaError} when it is damaged, cannot be reached or written, or was written by a newer program
 */
export async function openState(place: StatePlace, world: World): Promise<State> {
  const engine = await openEngine(place)
  const { database } = engine
  try {
    await migrate(engine, world)
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
    forget: (afterDays) => forget(database, afterDays, world),
    clock: () => engine.clock(),
    close: () => database.destroy(),
  }
}
