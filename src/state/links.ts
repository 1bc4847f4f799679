import type { Link, LinkStore } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { Database, LinkTable } from './schema.ts'

export function createLinks(database: Database): LinkStore {
  return {
    make: (hash, { kind, login, validUntil }) =>
      database.transaction().execute(async (transaction) => {
        if (kind !== 'ticket') {
          await transaction
            .deleteFrom('link')
            .where('kind', '!=', 'ticket')
            .where('login', login === null ? 'is' : '=', login)
            .execute()
        }
        await transaction
          .insertInto('link')
          .values({ sha256: hash, kind, login, valid_until: stored(validUntil) })
          .execute()
      }),

    async find(hash, at) {
      const row = await database
        .selectFrom('link')
        .selectAll()
        .where('sha256', '=', hash)
        .where('valid_until', '>', stored(at))
        .executeTakeFirst()
      return row && linkOf(row)
    },

    attempt: (hash, at, mostTries) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('link')
          .where('kind', '=', 'ticket')
          .where(({ eb, or }) => or([eb('valid_until', '<=', stored(at)), eb('tries', '>=', mostTries)]))
          .execute()
        const row = await transaction
          .updateTable('link')
          .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
          .where('sha256', '=', hash)
          .where('kind', '=', 'ticket')
          .returningAll()
          .executeTakeFirst()
        return row && linkOf(row)
      }),

    async remove(hash) {
      const { numDeletedRows } = await database.deleteFrom('link').where('sha256', '=', hash).executeTakeFirst()
      return numDeletedRows === 1n
    },
  }
}

const linkOf = ({ kind, login, valid_until }: Pick<LinkTable, 'kind' | 'login' | 'valid_until'>): Link => ({
  kind,
  login,
  validUntil: valid_until,
})
