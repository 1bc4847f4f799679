import { defineEntity } from '../../kit/index.ts'

export const ticket = defineEntity({
  id: 'support.ticket',
  meaning: 'A request of a customer to the help desk, as it stands after its last change.',
  key: ['ticket_id'],
  version: 'updated_at',
  columns: {
    ticket_id: { type: 'string', required: true, meaning: 'number or name of the ticket in its source' },
    subject: { type: 'string', meaning: 'what the customer wrote in the subject' },
    category: { type: 'string', meaning: 'kind of request (Freshdesk: type)' },
    priority: { type: 'string', required: true, meaning: 'code of the priority, see support.priority' },
    status: { type: 'string', required: true, meaning: 'code of the status, see support.status' },
    channel: { type: 'string', meaning: 'code of the channel, see support.channel (Freshdesk: source)' },
    group_id: { type: 'string', meaning: 'group that holds the ticket now' },
    agent_id: { type: 'string', meaning: 'agent who holds the ticket now' },
    requester_id: { type: 'string', meaning: 'customer who asked' },
    created_at: { type: 'instant', required: true, meaning: 'when the ticket was made' },
    updated_at: { type: 'instant', required: true, meaning: 'when the ticket last changed' },
    first_responded_at: { type: 'instant', meaning: 'first answer of an agent' },
    resolved_at: { type: 'instant', meaning: 'last resolution; null while open' },
    closed_at: { type: 'instant', meaning: 'when the ticket was closed for good' },
    due_at: { type: 'instant', meaning: 'when it must be resolved by' },
    first_response_due_at: { type: 'instant', meaning: 'when it must be answered by' },
    is_spam: { type: 'boolean', meaning: 'marked as spam' },
    is_deleted: { type: 'boolean', meaning: 'deleted in the source' },
  },
})

const dictionary = (id: string, meaning: string) =>
  defineEntity({
    id,
    meaning,
    key: ['code'],
    columns: {
      code: { type: 'string', required: true, meaning: 'code as tickets carry it' },
      name: { type: 'string', required: true, meaning: 'name as people know it' },
    },
  })

export const priority = dictionary('support.priority', 'Priorities of tickets.')
export const channel = dictionary('support.channel', 'Channels by which tickets arrive.')
export const status = dictionary('support.status', 'Statuses of tickets, own ones included.')

export const group = defineEntity({
  id: 'support.group',
  meaning: 'Groups of agents; settings map them to lines of support.',
  key: ['group_id'],
  columns: {
    group_id: { type: 'string', required: true, meaning: 'number of the group' },
    name: { type: 'string', required: true, meaning: 'name of the group' },
  },
})

export const agent = defineEntity({
  id: 'support.agent',
  meaning: 'People who answer tickets.',
  key: ['agent_id'],
  columns: {
    agent_id: { type: 'string', required: true, meaning: 'number of the agent' },
    name: { type: 'string', required: true, meaning: 'name of the agent' },
  },
})

export const rating = defineEntity({
  id: 'support.rating',
  meaning: 'What customers said of the help after a ticket.',
  key: ['rating_id'],
  columns: {
    rating_id: { type: 'string', required: true, meaning: 'number of the rating' },
    ticket_id: { type: 'string', meaning: 'ticket that was rated' },
    agent_id: { type: 'string', meaning: 'agent who was rated' },
    rated_at: { type: 'instant', required: true, meaning: 'when it was given' },
    score: { type: 'double', required: true, least: -1, most: 1, meaning: '-1 (very unhappy) … 1 (very happy)' },
  },
})

export const message = defineEntity({
  id: 'support.message',
  meaning: 'A reply or note in a ticket; filled only by sources that are told to read them.',
  key: ['message_id'],
  version: 'updated_at',
  columns: {
    message_id: { type: 'string', required: true, meaning: 'number of the message' },
    ticket_id: { type: 'string', required: true, meaning: 'ticket that it belongs to' },
    author_id: { type: 'string', meaning: 'agent or customer who wrote it' },
    channel: { type: 'string', meaning: 'code of its kind (Freshdesk: 0 reply, 2 note, 9 phone …)' },
    is_incoming: { type: 'boolean', meaning: 'came from the customer' },
    is_private: { type: 'boolean', meaning: 'a note that the customer does not see' },
    text: { type: 'string', meaning: 'what was written, without markup' },
    created_at: { type: 'instant', required: true, meaning: 'when it was written' },
    updated_at: { type: 'instant', meaning: 'when it last changed' },
  },
})

export const entities = [ticket, priority, channel, status, group, agent, rating, message] as const
