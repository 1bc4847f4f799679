import type { Writing } from '../schema.ts'

/** How runs ended that are forgotten: what was counted since the beginning goes on from there. */
export async function forgotten({ schema }: Writing): Promise<void> {
  await schema
    .createTable('forgotten_run')
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('runs', 'integer', (column) => column.notNull())
    .addColumn('last_end', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('forgotten_run_end', ['job', 'state'])
    .execute()
}
