import { createHash } from 'node:crypto'
import type { Instant } from '../base/index.ts'
import type { AttemptStore, Limit } from './entry-contract.ts'
import { later, stored } from './rows.ts'
import type { Database, Writing } from './schema.ts'

/** After so long without a failed try, counting begins anew. */
const FORGET_SECONDS = 3600

export function createAttempts(database: Database): AttemptStore {
  return {
    reserve: (limits, at) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('attempt')
          .where('last_at', '<', later(new Date(at), -FORGET_SECONDS))
          .execute()
        const waits = await Promise.all(limits.map(({ key }) => waitOf(transaction, key, at)))
        const seconds = Math.max(0, ...waits)
        if (seconds > 0) return seconds
        for (const limit of limits) await note(transaction, limit, at)
        return 0
      }),

    async undo(keys) {
      await database
        .updateTable('attempt')
        .set(({ eb }) => ({ failures: eb('failures', '-', 1), wait_until: null }))
        .where('sha256', 'in', keys.map(sha256))
        .execute()
    },

    async clear(keys) {
      await database.deleteFrom('attempt').where('sha256', 'in', keys.map(sha256)).execute()
    },

    async isKnown(login, place, since) {
      const row = await database
        .selectFrom('known_place')
        .select('seen_at')
        .where('login', '=', login)
        .where('place', '=', place)
        .where('seen_at', '>', stored(since))
        .executeTakeFirst()
      return row !== undefined
    },

    async know(login, place, at) {
      await database
        .insertInto('known_place')
        .values({ login, place, seen_at: stored(at) })
        .onConflict((conflict) => conflict.columns(['login', 'place']).doUpdateSet({ seen_at: stored(at) }))
        .execute()
    },
  }
}

/** Only hashes of keys are kept: somebody may have typed their password where the name belongs. */
const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex')

async function waitOf(transaction: Writing, key: string, at: Instant): Promise<number> {
  const row = await transaction
    .selectFrom('attempt')
    .select('wait_until')
    .where('sha256', '=', sha256(key))
    .executeTakeFirst()
  return row?.wait_until ? Math.ceil((Date.parse(row.wait_until) - Date.parse(at)) / 1000) : 0
}

async function note(transaction: Writing, { key, free, mostSeconds }: Limit, at: Instant): Promise<void> {
  const { failures } = await transaction
    .insertInto('attempt')
    .values({ sha256: sha256(key), failures: 1, last_at: stored(at), wait_until: null })
    .onConflict((conflict) =>
      conflict.column('sha256').doUpdateSet(({ eb }) => ({
        failures: eb('attempt.failures', '+', 1),
        last_at: stored(at),
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow()
  if (failures < free) return
  const seconds = Math.min(mostSeconds, 2 ** Math.min(failures - free, 30))
  await transaction
    .updateTable('attempt')
    .set({ wait_until: later(new Date(at), seconds) })
    .where('sha256', '=', sha256(key))
    .execute()
}
