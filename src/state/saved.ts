import { randomUUID } from 'node:crypto'
import type { World } from '../base/index.ts'
import type { SavedQuestion, SavedStore } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { Database, SavedTable } from './schema.ts'

export function createSaved(database: Database, world: World): SavedStore {
  return {
    async list(login) {
      const rows = await database
        .selectFrom('saved')
        .selectAll()
        .where(({ eb, or }) => or([eb('owner', '=', login), eb('is_shared', '=', 1)]))
        .orderBy('changed_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(questionOf)
    },

    async save({ owner, title, query, isShared }) {
      const now = stored(world.now())
      const row: SavedTable = {
        id: randomUUID(),
        owner,
        title,
        query,
        is_shared: isShared ? 1 : 0,
        created_at: now,
        changed_at: now,
      }
      await database.insertInto('saved').values(row).execute()
      return questionOf(row)
    },

    async change(id, owner, { title, query, isShared }) {
      const row = await database
        .updateTable('saved')
        .set({
          ...(title !== undefined && { title }),
          ...(query !== undefined && { query }),
          ...(isShared !== undefined && { is_shared: isShared ? 1 : 0 }),
          changed_at: stored(world.now()),
        })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .returningAll()
        .executeTakeFirst()
      return row && questionOf(row)
    },

    async remove(id, owner) {
      const { numDeletedRows } = await database
        .deleteFrom('saved')
        .where('id', '=', id)
        .where('owner', '=', owner)
        .executeTakeFirst()
      return numDeletedRows === 1n
    },
  }
}

const questionOf = (row: SavedTable): SavedQuestion => ({
  id: row.id,
  owner: row.owner,
  title: row.title,
  query: row.query,
  isShared: row.is_shared === 1,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})
