import type { Ability } from '../base/index.ts'
import type { StoredToken, TokenStore } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { Database, TokenTable } from './schema.ts'

export function createTokens(database: Database): TokenStore {
  return {
    async make(hash, { id, login, name, scope, mark, createdAt, validUntil }) {
      const times = { created_at: stored(createdAt), valid_until: stored(validUntil), used_at: null }
      await database
        .insertInto('token')
        .values({ id, sha256: hash, login, name, scope: JSON.stringify(scope), mark, ...times })
        .execute()
    },

    async find(hash) {
      const row = await database.selectFrom('token').selectAll().where('sha256', '=', hash).executeTakeFirst()
      return row && tokenOf(row)
    },

    async used(id, at) {
      await database
        .updateTable('token')
        .set({ used_at: stored(at) })
        .where('id', '=', id)
        .execute()
    },

    async list({ login, at }) {
      const query = database
        .selectFrom('token')
        .selectAll()
        .where('valid_until', '>', stored(at))
        .orderBy('created_at', 'desc')
        .orderBy('id')
      const rows = await (login === undefined ? query : query.where('login', '=', login)).execute()
      return rows.map(tokenOf)
    },

    async revoke(id, login) {
      const query = database.deleteFrom('token').where('id', '=', id).returningAll()
      const row = await (login === undefined ? query : query.where('login', '=', login)).executeTakeFirst()
      return row && tokenOf(row)
    },
  }
}

const tokenOf = (row: TokenTable): StoredToken => ({
  id: row.id,
  login: row.login,
  name: row.name,
  scope: JSON.parse(row.scope) as readonly Ability[],
  mark: row.mark,
  createdAt: row.created_at,
  validUntil: row.valid_until,
  usedAt: row.used_at,
})
