import { type Dimension, defineDimension } from '../../kit/index.ts'

const ofTicket = (column: string): Dimension['columns'] => ({
  'mart.support_tickets': column,
  'mart.support_ratings': column,
})

export const priority = defineDimension({
  id: 'priority',
  meaning: 'How urgent the ticket is: the name of the priority in lower case.',
  columns: ofTicket('priority'),
  order: ['low', 'medium', 'high', 'urgent'],
})

export const status = defineDimension({
  id: 'status',
  meaning: 'What the ticket waits for now, statuses of the desk itself included.',
  columns: ofTicket('status'),
})

export const channel = defineDimension({
  id: 'channel',
  meaning: 'How the ticket arrived.',
  columns: ofTicket('channel'),
})

export const category = defineDimension({
  id: 'category',
  meaning: 'Kind of request.',
  columns: ofTicket('category'),
})

export const line = defineDimension({
  id: 'line',
  meaning: 'Line of support by the group that holds the ticket now.',
  columns: ofTicket('line'),
  order: ['line_1', 'line_2', 'development'],
})

export const group = defineDimension({
  id: 'group',
  meaning: 'Group that holds the ticket now.',
  columns: ofTicket('group'),
})

export const agent = defineDimension({
  id: 'agent',
  meaning: 'Agent who holds the ticket now; of a rating, the agent who was rated.',
  columns: ofTicket('agent'),
})

export const dimensions = [priority, status, channel, category, line, group, agent] as const
