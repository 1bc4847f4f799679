import type { Writing } from '../schema.ts'

/** What only one process may do at a time, and who does it. */
export async function leases({ schema }: Writing): Promise<void> {
  await schema
    .createTable('lease')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('lease_until', 'text', (column) => column.notNull())
    .execute()
}
