import type { World } from '../base/index.ts'
import type { LeaseStore } from './contract.ts'
import { later, stored } from './rows.ts'
import type { Database } from './schema.ts'

export function createLeases(database: Database, world: World): LeaseStore {
  return {
    take: (name, { owner, leaseSeconds }) =>
      database.transaction().execute(async (transaction) => {
        const held = await transaction.selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst()
        if (held && held.owner !== owner && held.lease_until > stored(world.now())) return held.owner
        const row = { owner, lease_until: later(world.now(), leaseSeconds) }
        await transaction
          .insertInto('lease')
          .values({ name, ...row })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
          .execute()
        return undefined
      }),

    async release(name, owner) {
      await database.deleteFrom('lease').where('name', '=', name).where('owner', '=', owner).execute()
    },
  }
}
