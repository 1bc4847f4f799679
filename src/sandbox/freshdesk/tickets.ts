import type { DeskTicket } from './desk.ts'

export const ORDERS = ['created_at', 'due_by', 'updated_at', 'status'] as const
export type Order = (typeof ORDERS)[number]

export interface TicketQuestion {
  filter: 'spam' | 'deleted' | undefined
  updatedSince: number | undefined
  createdSince: number
  order: Order
  isDescending: boolean
  from: number
  count: number
}

/** Tickets sorted once per order; a changed ticket makes the sortings stale. */
export class TicketShelf {
  readonly #tickets: Map<number, DeskTicket>
  readonly #sorted = new Map<string, readonly DeskTicket[]>()

  constructor(tickets: readonly DeskTicket[]) {
    this.#tickets = new Map(tickets.map((ticket) => [ticket.id, ticket]))
  }

  get(id: number): DeskTicket | undefined {
    return this.#tickets.get(id)
  }

  put(ticket: DeskTicket): void {
    this.#tickets.set(ticket.id, ticket)
    this.#sorted.clear()
  }

  remove(id: number): void {
    this.#tickets.delete(id)
    this.#sorted.clear()
  }

  /** The rows of one page, and whether more follow. */
  page(question: TicketQuestion, isSinceInclusive: boolean): { rows: readonly DeskTicket[]; hasMore: boolean } {
    const sorted = this.#sortedBy(question.order, question.filter)
    const rows = question.isDescending ? sorted.toReversed() : sorted
    const { updatedSince, createdSince, from, count } = question
    const start =
      updatedSince !== undefined && question.order === 'updated_at' && !question.isDescending
        ? firstIndex(rows, (ticket) => !isAfter(ticket, updatedSince, isSinceInclusive)) + from
        : undefined
    const matching =
      start === undefined
        ? rows.filter((ticket) =>
            updatedSince === undefined
              ? Date.parse(ticket.created_at) >= createdSince
              : isAfter(ticket, updatedSince, isSinceInclusive),
          )
        : rows
    const first = start ?? from
    return { rows: matching.slice(first, first + count), hasMore: first + count < matching.length }
  }

  #sortedBy(order: Order, filter: TicketQuestion['filter']): readonly DeskTicket[] {
    const key = `${order}:${filter ?? ''}`
    const known = this.#sorted.get(key)
    if (known) return known
    const shown = [...this.#tickets.values()].filter((ticket) =>
      filter === undefined ? !ticket.spam && !ticket.deleted : ticket[filter],
    )
    const keyed = shown.map((ticket) => ({ ticket, at: sortValue(ticket, order) }))
    const sorted = keyed.sort((a, b) => a.at - b.at || a.ticket.id - b.ticket.id).map(({ ticket }) => ticket)
    this.#sorted.set(key, sorted)
    return sorted
  }
}

const sortValue = (ticket: DeskTicket, order: Order): number =>
  order === 'status' ? ticket.status : Date.parse(ticket[order] ?? '9999-12-31T00:00:00Z')

const isAfter = (ticket: DeskTicket, since: number, isInclusive: boolean): boolean => {
  const at = Date.parse(ticket.updated_at)
  return isInclusive ? at >= since : at > since
}

/** The index of the first row that is not `before`; rows are sorted so that all `before` come first. */
function firstIndex(rows: readonly DeskTicket[], before: (ticket: DeskTicket) => boolean): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (before(rows[middle] as DeskTicket)) low = middle + 1
    else high = middle
  }
  return low
}
