import type { SessionStore, StoredSession } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { Database, SessionTable } from './schema.ts'

export function createSessions(database: Database): SessionStore {
  return {
    async begin(hash, { startedAt, seenAt, validUntil, ...session }) {
      const times = { started_at: stored(startedAt), seen_at: stored(seenAt), valid_until: stored(validUntil) }
      await database
        .insertInto('session')
        .values({ sha256: hash, ...session, ...times })
        .execute()
    },

    async find(hash) {
      const row = await database.selectFrom('session').selectAll().where('sha256', '=', hash).executeTakeFirst()
      return row && sessionOf(row)
    },

    async seen(id, at) {
      await database
        .updateTable('session')
        .set({ seen_at: stored(at) })
        .where('id', '=', id)
        .execute()
    },

    async of(login) {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('login', '=', login)
        .orderBy('seen_at', 'desc')
        .execute()
      return rows.map(sessionOf)
    },

    async end(login, which) {
      const theirs = database.deleteFrom('session').where('login', '=', login)
      const some = 'id' in which ? theirs.where('id', '=', which.id) : theirs.where('id', '!=', which.except ?? '')
      return Number((await some.executeTakeFirst()).numDeletedRows)
    },

    async forget({ seenAt, validUntil }) {
      await database
        .deleteFrom('session')
        .where(({ eb, or }) => or([eb('seen_at', '<', stored(seenAt)), eb('valid_until', '<', stored(validUntil))]))
        .execute()
    },
  }
}

const sessionOf = (row: SessionTable): StoredSession => ({
  id: row.id,
  login: row.login,
  mark: row.mark,
  address: row.address,
  agent: row.agent,
  startedAt: row.started_at,
  seenAt: row.seen_at,
  validUntil: row.valid_until,
})
