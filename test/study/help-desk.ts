import { type SampleDesk, support } from '../../src/packs/support/index.ts'
import { openPackDesk, packModels, type PackDesk, type PackDeskOptions, type Rows } from '../pack-desk.ts'

export type HelpDesk = PackDesk

export interface HelpDeskOptions extends PackDeskOptions {
  settings?: Parameters<typeof support>[0]
}

/** A desk that holds one help desk. */
export const openHelpDesk = ({ settings, ...options }: HelpDeskOptions = {}): Promise<HelpDesk> =>
  openPackDesk(support(settings), 'desk', options)

export const supportModels = () => packModels(support().definition)

/** A sample desk as rows of the pack's entities, the way the Freshdesk source maps its fields. */
export function rowsOf(desk: SampleDesk): Rows {
  return {
    'support.priority': dictionary({ 1: 'Low', 2: 'Medium', 3: 'High', 4: 'Urgent' }),
    'support.channel': dictionary({ 1: 'Email', 2: 'Portal', 3: 'Phone', 7: 'Chat' }),
    'support.status': desk.statuses.map(({ code, name }) => ({ code: String(code), name })),
    'support.group': desk.groups.map(({ id, name }) => ({ group_id: String(id), name })),
    'support.agent': desk.agents.map(({ id, name }) => ({ agent_id: String(id), name })),
    'support.ticket': desk.tickets.map((ticket) => ({
      ticket_id: String(ticket.id),
      subject: ticket.subject,
      category: ticket.type,
      priority: String(ticket.priority),
      status: String(ticket.status),
      channel: String(ticket.source),
      group_id: text(ticket.group_id),
      agent_id: text(ticket.responder_id),
      requester_id: String(ticket.requester_id),
      created_at: ticket.created_at,
      updated_at: ticket.updated_at,
      first_responded_at: ticket.first_responded_at,
      resolved_at: ticket.resolved_at,
      closed_at: ticket.closed_at,
      due_at: ticket.due_by,
      first_response_due_at: ticket.fr_due_by,
      is_spam: ticket.spam,
      is_deleted: ticket.deleted,
    })),
    'support.rating': desk.ratings.map((rating) => ({
      rating_id: String(rating.id),
      ticket_id: String(rating.ticket_id),
      agent_id: text(rating.agent_id),
      rated_at: rating.created_at,
      score: SCORES[rating.rating]!,
    })),
  }
}

const SCORES: Readonly<Record<number, number>> = {
  103: 1,
  102: 2 / 3,
  101: 1 / 3,
  100: 0,
  [-101]: -1 / 3,
  [-102]: -2 / 3,
  [-103]: -1,
}

const text = (value: number | null): string | null => (value === null ? null : String(value))

const dictionary = (names: Readonly<Record<number, string>>) =>
  Object.entries(names).map(([code, name]) => ({ code, name }))
