import { sql } from 'kysely'
import type { World } from '../base/index.ts'
import type { Dialect, Engine } from './engine.ts'
import { first } from './migrations/001-first.ts'
import { leases } from './migrations/002-leases.ts'
import { people } from './migrations/003-people.ts'
import { applied } from './migrations/004-applied.ts'
import { forgotten } from './migrations/005-forgotten.ts'
import type { Database, Writing } from './schema.ts'

/** In order; a migration that was released is never changed, the next one mends it. */
const MIGRATIONS: readonly ((transaction: Writing, dialect: Dialect) => Promise<void>)[] = [
  first,
  leases,
  people,
  applied,
  forgotten,
]

/**
 * Brings a store to what this program knows, in one transaction that has the turn to write: of two processes that start at
 * once, one does it and the other finds it done. What was there before is kept aside.
 * @throws {SvodkaError} when a newer program wrote the store
 */
export async function migrate(engine: Engine, world: World): Promise<void> {
  const { database, dialect, makeRoom } = engine
  const found = await versionOf(database, engine)
  if (found === MIGRATIONS.length) return
  if (found > 0) await engine.keepAside(found)
  await database.transaction().execute(async (transaction) => {
    await makeRoom(transaction)
    await transaction.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('version', 'integer', (column) => column.primaryKey())
      .addColumn('applied_at', 'text', (column) => column.notNull())
      .execute()
    const from = await versionOf(transaction, engine)
    for (const [index, apply] of MIGRATIONS.entries()) {
      if (index < from) continue
      await apply(transaction, dialect)
      const row = { version: index + 1, applied_at: world.now().toISOString() }
      await transaction.insertInto('schema_version').values(row).execute()
    }
  })
}

async function versionOf(database: Database, { hasTable, newer }: Engine): Promise<number> {
  if (!(await hasTable(database, 'schema_version'))) return 0
  const row = await database
    .selectFrom('schema_version')
    .select(sql<number>`coalesce(max(version), 0)`.as('version'))
    .executeTakeFirstOrThrow()
  if (row.version > MIGRATIONS.length) throw newer(row.version, MIGRATIONS.length)
  return row.version
}
