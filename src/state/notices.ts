import { randomUUID } from 'node:crypto'
import type { World } from '../base/index.ts'
import type { Notice, NoticeStore, Said } from './contract.ts'
import { stored } from './rows.ts'
import type { Database, NoticeTable } from './schema.ts'

export function createNotices(database: Database, world: World): NoticeStore {
  return {
    open: (subject, cause) =>
      database.transaction().execute(async (transaction) => {
        const standing = await transaction
          .selectFrom('notice')
          .selectAll()
          .where('subject', '=', subject)
          .where('closed_at', 'is', null)
          .executeTakeFirst()
        if (standing) return { notice: noticeOf(standing), isNew: false }
        const row: NoticeTable = {
          id: randomUUID(),
          subject,
          opened_at: stored(world.now()),
          closed_at: null,
          cause: JSON.stringify(cause),
          told_open: 0,
          told_closed: 0,
        }
        await transaction.insertInto('notice').values(row).execute()
        return { notice: noticeOf(row), isNew: true }
      }),

    async close(subject) {
      const row = await database
        .updateTable('notice')
        .set({ closed_at: stored(world.now()) })
        .where('subject', '=', subject)
        .where('closed_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      return row && noticeOf(row)
    },

    async told(id, what) {
      const set = what === 'open' ? { told_open: 1 } : { told_closed: 1 }
      await database.updateTable('notice').set(set).where('id', '=', id).execute()
    },

    async untold() {
      const rows = await database
        .selectFrom('notice')
        .selectAll()
        .where(({ and, eb, or }) =>
          or([
            and([eb('closed_at', 'is', null), eb('told_open', '=', 0)]),
            and([eb('closed_at', 'is not', null), eb('told_open', '=', 1), eb('told_closed', '=', 0)]),
          ]),
        )
        .orderBy('opened_at')
        .execute()
      return rows.map(noticeOf)
    },

    async list({ onlyOpen = false, limit }) {
      const query = database.selectFrom('notice').selectAll().orderBy('opened_at', 'desc').limit(limit)
      const rows = await (onlyOpen ? query.where('closed_at', 'is', null) : query).execute()
      return rows.map(noticeOf)
    },
  }
}

const noticeOf = (row: NoticeTable): Notice => ({
  id: row.id,
  subject: row.subject,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  cause: JSON.parse(row.cause) as Said,
  toldOpen: row.told_open === 1,
  toldClosed: row.told_closed === 1,
})
