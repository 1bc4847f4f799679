import type { AuditEntry } from '../base/index.ts'
import type { AuditStore } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { Database } from './schema.ts'

export function createAudit(database: Database): AuditStore {
  return {
    async record({ at, who, action, subject, detail, address }) {
      await database
        .insertInto('audit')
        .values({ at: stored(at), who, action, subject, detail: JSON.stringify(detail), address })
        .execute()
    },

    async list({ who, action, before, limit }) {
      let query = database.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
      if (who !== undefined) query = query.where('who', '=', who)
      if (action !== undefined) query = query.where('action', '=', action)
      if (before !== undefined) query = query.where('id', '<', /^\d{1,15}$/.test(before) ? Number(before) : 0)
      const rows = await query.execute()
      return rows.map(({ id, detail, ...row }) => ({
        ...row,
        id: String(id),
        detail: JSON.parse(detail) as AuditEntry['detail'],
      }))
    },
  }
}
