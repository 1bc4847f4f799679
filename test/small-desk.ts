import type { DeskTicket, SandboxDesk } from '../src/sandbox/index.ts'

const START = Date.parse('2023-01-01T00:00:00Z')

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')

/** A ticket that changed `number` minutes after the year began. */
export function deskTicket(number: number, changes: Partial<DeskTicket> = {}): DeskTicket {
  const at = START + number * 60_000
  const isSolved = number % 3 !== 0
  return {
    id: number,
    subject: `Обращение ${number}`,
    type: number % 2 === 0 ? 'Question' : null,
    priority: ((number % 4) + 1) as DeskTicket['priority'],
    status: isSolved ? 4 : 2,
    source: 1,
    group_id: 10 + (number % 2),
    responder_id: 100,
    requester_id: 5_000_000_000 + number,
    created_at: iso(at - 3_600_000),
    updated_at: iso(at),
    first_responded_at: iso(at - 1_800_000),
    resolved_at: isSolved ? iso(at) : null,
    closed_at: null,
    due_by: iso(at + 86_400_000),
    fr_due_by: iso(at + 3_600_000),
    spam: false,
    deleted: false,
    tags: [],
    ...changes,
  }
}

/** A help desk of a few groups and agents and as many tickets as asked for, one a minute. */
export function smallDesk(tickets: number | readonly DeskTicket[], ratings = 3): SandboxDesk {
  const all = typeof tickets === 'number' ? Array.from({ length: tickets }, (_, at) => deskTicket(at + 1)) : tickets
  return {
    groups: [
      { id: 10, name: 'Первая линия' },
      { id: 11, name: 'Development' },
    ],
    agents: [{ id: 100, name: 'Анна Ежова', email: 'anna@example.com', group_ids: [10] }],
    tickets: all,
    ratings: [103, -103, 2].slice(0, ratings).map((rating, at) => ({
      id: at + 1,
      ticket_id: at + 1,
      agent_id: 100,
      group_id: 10,
      user_id: 5_000_000_001 + at,
      rating,
      created_at: iso(START + at * 3_600_000),
    })),
    statuses: [
      { code: 2, name: 'Open' },
      { code: 3, name: 'Pending' },
      { code: 4, name: 'Resolved' },
      { code: 5, name: 'Closed' },
      { code: 12, name: 'Ждём поставщика' },
    ],
  }
}
