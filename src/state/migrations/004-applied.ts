import type { Writing } from '../schema.ts'

/** Which settings are in force: what `svodka plan` compares with. */
export async function applied({ schema }: Writing): Promise<void> {
  await schema
    .createTable('applied_settings')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'text', (column) => column.notNull())
    .execute()
}
