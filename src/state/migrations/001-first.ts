import { sql, type CreateTableBuilder } from 'kysely'
import type { Dialect } from '../engine.ts'
import type { Writing } from '../schema.ts'

/** Runs, outbox, recipients, notices. */
export async function first(transaction: Writing, dialect: Dialect): Promise<void> {
  await jobs(transaction)
  await outbox(transaction, dialect)
  await recipients(transaction)
  await notices(transaction)
}

async function jobs({ schema }: Writing): Promise<void> {
  await texts(schema.createTable('job'), ['first_seen_at'], ['paused_at', 'paused_by'])
    .addColumn('id', 'text', (column) => column.primaryKey())
    .execute()
  await texts(
    schema.createTable('job_run'),
    ['job', 'due_at', 'state', 'trigger_kind', 'log_run'],
    ['not_before', 'started_at', 'ended_at', 'owner', 'lease_until', 'cause', 'recovery', 'detail'],
  )
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addUniqueConstraint('job_run_due', ['job', 'due_at'])
    .execute()
  await schema
    .createIndex('job_run_one_at_a_time')
    .unique()
    .on('job_run')
    .column('job')
    .where(sql.ref('state'), '=', 'running')
    .execute()
  await schema.createIndex('job_run_state').on('job_run').columns(['state', 'not_before']).execute()
  await schema.createIndex('job_run_newest').on('job_run').column('due_at').execute()
}

async function outbox({ schema }: Writing, { bytes }: Dialect): Promise<void> {
  await texts(
    schema.createTable('outbox'),
    ['report', 'recipient', 'channel', 'edition', 'part', 'state', 'body', 'created_at', 'changed_at'],
    ['content_sha256', 'not_before', 'sent_at', 'receipt', 'cause', 'run', 'owner', 'lease_until', 'decided_by'],
  )
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('is_on_wire', 'integer', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('outbox_part', ['report', 'recipient', 'channel', 'edition', 'part'])
    .execute()
  await schema.createIndex('outbox_state').on('outbox').columns(['state', 'created_at']).execute()
  await schema.createIndex('outbox_newest').on('outbox').column('created_at').execute()
  await schema.createIndex('outbox_content').on('outbox').column('content_sha256').execute()
  await texts(schema.createTable('content'), ['kept_at'], [])
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .execute()
}

async function recipients({ schema }: Writing): Promise<void> {
  await texts(schema.createTable('bound_address'), ['recipient', 'channel', 'address', 'bound_at'], [])
    .addPrimaryKeyConstraint('bound_address_recipient', ['recipient', 'channel'])
    .addUniqueConstraint('bound_address_one_recipient', ['channel', 'address'])
    .execute()
  await texts(schema.createTable('invitation'), ['code_sha256', 'recipient', 'channel', 'valid_until'], [])
    .addPrimaryKeyConstraint('invitation_recipient', ['recipient', 'channel'])
    .execute()
  await texts(schema.createTable('wrong_code'), ['channel', 'address', 'at'], []).execute()
  await schema.createIndex('wrong_code_address').on('wrong_code').columns(['channel', 'address', 'at']).execute()
  await texts(schema.createTable('switched_off'), ['recipient', 'channel', 'since', 'cause'], [])
    .addPrimaryKeyConstraint('switched_off_recipient', ['recipient', 'channel'])
    .execute()
  await texts(schema.createTable('memory'), ['channel', 'name', 'value'], [])
    .addPrimaryKeyConstraint('memory_name', ['channel', 'name'])
    .execute()
}

async function notices({ schema }: Writing): Promise<void> {
  await texts(schema.createTable('notice'), ['subject', 'opened_at', 'cause'], ['closed_at'])
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('told_open', 'integer', (column) => column.notNull())
    .addColumn('told_closed', 'integer', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('notice_open')
    .unique()
    .on('notice')
    .column('subject')
    .where(sql.ref('closed_at'), 'is', null)
    .execute()
}

type Table = CreateTableBuilder<string, string>

/** Adds columns of text: those that are always filled, and those that may be empty. */
function texts(table: CreateTableBuilder<string, never>, filled: readonly string[], maybe: readonly string[]): Table {
  const start = table as Table
  const withFilled = filled.reduce((so, name) => so.addColumn(name, 'text', (column) => column.notNull()), start)
  return maybe.reduce((so, name) => so.addColumn(name, 'text'), withFilled)
}
