import { sql } from 'kysely'
import { SvodkaError, type World } from '../base/index.ts'
import { first } from './migrations/001-first.ts'
import { leases } from './migrations/002-leases.ts'
import { people } from './migrations/003-people.ts'
import { applied } from './migrations/004-applied.ts'
import type { Database, Writing } from './schema.ts'
import { words } from './words.ts'

/** In order; a migration that was released is never changed, the next one mends it. */
const MIGRATIONS: readonly ((transaction: Writing) => Promise<void>)[] = [first, leases, people, applied]

/**
 * Brings a file to what this program knows, in one transaction under the write lock: of two processes that start at once,
 * one does it and the other finds it done.
 * @throws {SvodkaError} when a newer program wrote the file
 */
export async function migrate(database: Database, file: string, world: World): Promise<void> {
  if ((await versionOf(database, file)) === MIGRATIONS.length) return
  await database.transaction().execute(async (transaction) => {
    await transaction.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('version', 'integer', (column) => column.primaryKey())
      .addColumn('applied_at', 'text', (column) => column.notNull())
      .execute()
    const from = await versionOf(transaction, file)
    for (const [index, apply] of MIGRATIONS.entries()) {
      if (index < from) continue
      await apply(transaction)
      const row = { version: index + 1, applied_at: world.now().toISOString() }
      await transaction.insertInto('schema_version').values(row).execute()
    }
  })
}

async function versionOf(database: Database, file: string): Promise<number> {
  const tables = await database.introspection.getTables()
  if (!tables.some((table) => table.name === 'schema_version')) return 0
  const row = await database
    .selectFrom('schema_version')
    .select(sql<number>`coalesce(max(version), 0)`.as('version'))
    .executeTakeFirstOrThrow()
  if (row.version > MIGRATIONS.length) {
    throw new SvodkaError(words, 'newer', { file, found: row.version, known: MIGRATIONS.length })
  }
  return row.version
}
