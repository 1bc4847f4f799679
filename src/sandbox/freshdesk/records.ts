import type { DeskAgent, DeskGroup, DeskRating, DeskTicket, SandboxDesk } from './desk.ts'

const LONG_AGO = '2015-08-18T16:18:05Z'
const HOUR_MILLISECONDS = 3_600_000

/** A ticket as the API sends it: every field, empty ones as null, `stats` only when asked for. */
export function ticketRecord(ticket: DeskTicket, include: readonly string[]): Record<string, unknown> {
  const { first_responded_at, resolved_at, closed_at, ...rest } = ticket
  const record: Record<string, unknown> = {
    cc_emails: [],
    fwd_emails: [],
    reply_cc_emails: [],
    ticket_cc_emails: [],
    ticket_bcc_emails: [],
    fr_escalated: false,
    is_escalated: false,
    email_config_id: null,
    company_id: null,
    product_id: null,
    association_type: null,
    support_email: null,
    to_emails: null,
    custom_fields: {},
    associated_tickets_count: null,
    nr_due_by: null,
    nr_escalated: false,
    structured_description: null,
    ...rest,
  }
  if (include.includes('description')) record['description'] = record['description_text'] = ticket.subject
  if (include.includes('requester')) {
    record['requester'] = { id: ticket.requester_id, name: null, email: null, mobile: null, phone: null }
  }
  if (include.includes('stats')) {
    record['stats'] = {
      agent_responded_at: first_responded_at,
      requester_responded_at: null,
      first_responded_at,
      status_updated_at: closed_at ?? resolved_at ?? ticket.updated_at,
      reopened_at: null,
      resolved_at,
      closed_at,
      pending_since: null,
    }
  }
  return record
}

export const groupRecord = (group: DeskGroup): Record<string, unknown> => ({
  id: group.id,
  name: group.name,
  description: null,
  business_hour_id: null,
  escalate_to: null,
  unassigned_for: null,
  auto_ticket_assign: 0,
  created_at: LONG_AGO,
  updated_at: LONG_AGO,
})

export const agentRecord = (agent: DeskAgent): Record<string, unknown> => ({
  available: true,
  occasional: false,
  id: agent.id,
  signature: null,
  ticket_scope: 1,
  type: 'support_agent',
  group_ids: agent.group_ids,
  role_ids: [],
  created_at: LONG_AGO,
  updated_at: LONG_AGO,
  available_since: null,
  focus_mode: false,
  contact: {
    active: true,
    email: agent.email,
    job_title: null,
    language: 'en',
    last_login_at: null,
    mobile: null,
    name: agent.name,
    phone: null,
    time_zone: 'Chennai',
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
  },
})

export const ratingRecord = (rating: DeskRating): Record<string, unknown> => ({
  id: rating.id,
  survey_id: 1,
  user_id: rating.user_id,
  agent_id: rating.agent_id,
  group_id: rating.group_id,
  ticket_id: rating.ticket_id,
  feedback: null,
  ratings: { default_question: rating.rating },
  created_at: rating.created_at,
  updated_at: new Date(Date.parse(rating.created_at) + HOUR_MILLISECONDS).toISOString().replace('.000Z', 'Z'),
})

export const surveyRecord = {
  id: 1,
  title: 'Default survey',
  active: true,
  questions: [
    {
      id: 'default_question',
      label: 'How would you rate your overall satisfaction for the resolution provided by the agent?',
      accepted_ratings: [103, 102, 101, 100, -101, -102, -103],
      default: true,
    },
  ],
  created_at: LONG_AGO,
  updated_at: LONG_AGO,
}

const SOURCES = {
  Email: 1,
  Portal: 2,
  Phone: 3,
  Forum: 4,
  Twitter: 5,
  Facebook: 6,
  Chat: 7,
  'Feedback Widget': 9,
  'Outbound Email': 10,
}

/** Names of codes as an account shows them: statuses by number, channels and priorities by label. */
export const ticketFieldRecords = (desk: SandboxDesk): Record<string, unknown>[] => {
  const types = [...new Set(desk.tickets.map((ticket) => ticket.type).filter((type) => type !== null))]
  const field = (id: number, name: string, type: string, label: string, choices?: unknown) => ({
    id,
    name,
    label,
    description: null,
    position: id,
    required_for_closure: false,
    required_for_agents: true,
    type,
    default: true,
    customers_can_edit: false,
    label_for_customers: label,
    required_for_customers: false,
    displayed_to_customers: true,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    ...(choices === undefined ? {} : { choices }),
  })
  return [
    field(1, 'subject', 'default_subject', 'Subject'),
    field(2, 'ticket_type', 'default_ticket_type', 'Type', types),
    field(3, 'source', 'default_source', 'Source', SOURCES),
    field(
      4,
      'status',
      'default_status',
      'Status',
      Object.fromEntries(desk.statuses.map(({ code, name }) => [code, [name, name]])),
    ),
    field(5, 'priority', 'default_priority', 'Priority', { Low: 1, Medium: 2, High: 3, Urgent: 4 }),
    field(6, 'group', 'default_group', 'Group', Object.fromEntries(desk.groups.map(({ id, name }) => [name, id]))),
  ]
}
