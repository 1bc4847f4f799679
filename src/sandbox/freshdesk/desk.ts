/** What a sandbox Freshdesk holds. Instants are ISO 8601 texts; codes are Freshdesk's own numbers. */
export interface SandboxDesk {
  groups: readonly DeskGroup[]
  agents: readonly DeskAgent[]
  tickets: readonly DeskTicket[]
  ratings: readonly DeskRating[]
  /** every status that a ticket may have, own ones included */
  statuses: readonly { code: number; name: string }[]
}

export interface DeskGroup {
  id: number
  name: string
}

export interface DeskAgent {
  id: number
  name: string
  email: string
  group_ids: readonly number[]
}

export interface DeskTicket {
  id: number
  subject: string | null
  /** the category */
  type: string | null
  /** 1 low, 2 medium, 3 high, 4 urgent */
  priority: 1 | 2 | 3 | 4
  /** 2 open, 3 pending, 4 resolved, 5 closed, others are the desk's own */
  status: number
  /** the channel: 1 e-mail, 2 portal, 3 phone, 7 chat … */
  source: number
  group_id: number | null
  responder_id: number | null
  requester_id: number
  created_at: string
  updated_at: string
  first_responded_at: string | null
  resolved_at: string | null
  closed_at: string | null
  due_by: string | null
  fr_due_by: string | null
  spam: boolean
  deleted: boolean
  tags: readonly string[]
}

export interface DeskRating {
  id: number
  ticket_id: number
  agent_id: number | null
  group_id: number | null
  user_id: number
  /** -103 … 103 of the present surveys, or 1, 2, 3 of the classic one */
  rating: number
  created_at: string
}
