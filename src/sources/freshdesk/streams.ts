import { readFileSync } from 'node:fs'
import { trusted, type Feed, type Stream } from '../../kit/index.ts'
import type { FreshdeskSettings } from './schema.ts'

/** The text of `staging/<name>.sql`. */
const staging = (name: string): string => readFileSync(new URL(`staging/${name}.sql`, import.meta.url), 'utf8')

const feed = (entity: string, file: string): Feed => ({ entity, staging: trusted(staging(file)) })

const TICKET_RECORD = {
  id: 'varchar',
  subject: 'varchar',
  type: 'varchar',
  /** API v1 */
  ticket_type: 'varchar',
  priority: 'varchar',
  status: 'varchar',
  source: 'varchar',
  group_id: 'varchar',
  responder_id: 'varchar',
  requester_id: 'varchar',
  created_at: 'timestamp',
  updated_at: 'timestamp',
  due_by: 'timestamp',
  fr_due_by: 'timestamp',
  /** API v1 */
  frDueBy: 'timestamp',
  spam: 'boolean',
  deleted: 'boolean',
  stats: `struct(
    first_responded_at timestamp, resolved_at timestamp, closed_at timestamp,
    reopened_at timestamp, status_updated_at timestamp
  )`,
}

/** What Freshdesk gives, and what it feeds; names of codes come first, so that tickets find them. */
export function streams({ resolution, conversations }: FreshdeskSettings): readonly Stream[] {
  const ticket = staging('ticket').replace("'last' as resolution", `'${resolution}' as resolution`)
  const all: Stream[] = [
    {
      name: 'ticket_fields',
      format: 'ndjson',
      record: { type: 'varchar', name: 'varchar', choices: 'json' },
      feeds: [
        feed('support.priority', 'priority'),
        feed('support.status', 'status'),
        feed('support.channel', 'channel'),
      ],
    },
    {
      name: 'groups',
      format: 'ndjson',
      record: { id: 'varchar', name: 'varchar' },
      feeds: [feed('support.group', 'group')],
    },
    {
      name: 'agents',
      format: 'ndjson',
      record: { id: 'varchar', name: 'varchar', contact: 'struct(name varchar, email varchar)' },
      feeds: [feed('support.agent', 'agent')],
    },
    {
      name: 'tickets',
      format: 'ndjson',
      record: TICKET_RECORD,
      feeds: [{ entity: 'support.ticket', staging: trusted(ticket) }],
    },
    {
      name: 'ratings',
      format: 'ndjson',
      record: {
        id: 'varchar',
        ticket_id: 'varchar',
        agent_id: 'varchar',
        created_at: 'timestamp',
        ratings: 'struct(default_question integer)',
      },
      feeds: [feed('support.rating', 'rating')],
    },
  ]
  if (!conversations) return all
  const record = {
    id: 'varchar',
    ticket_id: 'varchar',
    user_id: 'varchar',
    source: 'varchar',
    incoming: 'boolean',
    private: 'boolean',
    body_text: 'varchar',
    created_at: 'timestamp',
    updated_at: 'timestamp',
  }
  return [...all, { name: 'conversations', format: 'ndjson', record, feeds: [feed('support.message', 'message')] }]
}
