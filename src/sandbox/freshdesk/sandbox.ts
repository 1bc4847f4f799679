import type { IncomingMessage } from 'node:http'
import { FaultList, type SandboxRequest } from '../faults.ts'
import { startSandboxServer, type SandboxAnswer, type SandboxServer } from '../server.ts'
import type { DeskRating, DeskTicket, SandboxDesk } from './desk.ts'
import { createRateLimiter, type RateLimits } from './rate-limit.ts'
import { agentRecord, groupRecord, ratingRecord, surveyRecord, ticketFieldRecords, ticketRecord } from './records.ts'
import { ORDERS, TicketShelf, type Order } from './tickets.ts'

export interface FreshdeskSandboxOptions {
  /** the only key that is let in */
  apiKey?: string
  /** Growth's limits when absent */
  rateLimits?: RateLimits | 'off'
  /** whether a ticket updated at the very second of `updated_since` is listed; the vendor does not say */
  isUpdatedSinceInclusive?: boolean
  /** some proxies drop the `link` header */
  hasLinkHeader?: boolean
}

export interface FreshdeskSandbox extends SandboxServer {
  faults: FaultList
  /** changes a ticket, or adds it, as agents do while somebody pages */
  put(ticket: DeskTicket): void
  /** deletes for good: no list shows it any more */
  remove(ticketId: number): void
  addRating(rating: DeskRating): void
}

const DEFAULT_PAGE_SIZE = 30
const LARGEST_PAGE_SIZE = 100
const LAST_TICKET_PAGE = 300
const DEFAULT_WINDOW_MILLISECONDS = 30 * 86_400_000
const GROWTH_LIMITS: RateLimits = { perMinute: 200, ticketListPerMinute: 20 }

/** A Freshdesk on loopback that behaves as API v2 does: limits, paging, windows, nulls; its faults can be switched on. */
export async function startFreshdeskSandbox(
  desk: SandboxDesk,
  options: FreshdeskSandboxOptions,
  now: () => Date,
): Promise<FreshdeskSandbox> {
  const { apiKey = 'sample-key', isUpdatedSinceInclusive = true, hasLinkHeader = true } = options
  const shelf = new TicketShelf(desk.tickets)
  const ratings = [...desk.ratings]
  const faults = new FaultList()
  const admit = createRateLimiter(options.rateLimits ?? GROWTH_LIMITS, now)
  const fields = ticketFieldRecords(desk)
  let url = ''

  const answer = (request: SandboxRequest, headers: IncomingMessage['headers']): SandboxAnswer => {
    const include = (request.query.get('include') ?? '').split(',').filter(Boolean)
    const isTicketList = request.path === '/api/v2/tickets'
    const { isAllowed, headers: rate } = admit(1 + include.length * (isTicketList ? 2 : 1), isTicketList)
    const common = { ...rate, 'x-freshdesk-api-version': 'latest=v2; requested=v2' }
    const result = !isAllowed
      ? { status: 429, body: { message: 'You have exceeded the limit of requests per minute' } }
      : !isLetIn(headers.authorization, apiKey)
        ? {
            status: 401,
            body: { code: 'invalid_credentials', message: 'You have to be logged in to perform this action.' },
          }
        : route(request, include)
    return { ...result, headers: { ...common, ...result.headers } }
  }

  const route = (request: SandboxRequest, include: readonly string[]): SandboxAnswer => {
    const [, id, below] = /^\/api\/v2\/[a-z_]+\/(\d+)(?:\/([a-z_]+))?$/.exec(request.path) ?? []
    const one = (row: unknown): SandboxAnswer => (row === undefined ? { status: 404 } : { status: 200, body: row })
    const path = request.path
      .replace('/api/v2/', '')
      .replace(/\/\d+$/, '/:id')
      .replace(/\/\d+\//, '/:id/')
    switch (path) {
      case 'tickets':
        return ticketList(request, include)
      case 'tickets/:id': {
        const ticket = shelf.get(Number(id))
        return one(ticket && ticketRecord(ticket, ['description', ...include]))
      }
      case 'tickets/:id/satisfaction_ratings':
        return paged(request, ratings.filter((rating) => rating.ticket_id === Number(id)).map(ratingRecord))
      case 'tickets/:id/conversations':
        return below && shelf.get(Number(id)) ? paged(request, []) : { status: 404 }
      case 'groups':
        return paged(request, desk.groups.map(groupRecord))
      case 'groups/:id':
        return one(desk.groups.filter((group) => group.id === Number(id)).map(groupRecord)[0])
      case 'agents':
        return paged(request, desk.agents.map(agentRecord))
      case 'agents/:id':
        return one(desk.agents.filter((agent) => agent.id === Number(id)).map(agentRecord)[0])
      case 'surveys':
        return paged(request, [surveyRecord])
      case 'surveys/satisfaction_ratings': {
        const since = Date.parse(request.query.get('created_since') ?? '1970-01-01')
        const chosen = ratings.filter((rating) => Date.parse(rating.created_at) >= since)
        return paged(request, chosen, (rating) => ratingRecord(rating as DeskRating))
      }
      case 'ticket_fields':
        return { status: 200, body: fields }
      default:
        return { status: 404 }
    }
  }

  const ticketList = (request: SandboxRequest, include: readonly string[]): SandboxAnswer => {
    const page = pageOf(request.query)
    if ('status' in page) return page
    if (page.number > LAST_TICKET_PAGE) {
      return invalid(
        'page',
        `You cannot access tickets beyond the ${LAST_TICKET_PAGE}th page. Please provide a smaller page number.`,
      )
    }
    const { query } = request
    const filter = query.get('filter')
    const order = query.get('order_by') ?? 'created_at'
    const since = query.get('updated_since')
    if (!ORDERS.includes(order as Order))
      return invalid('order_by', `It should be one of these values: '${ORDERS.join(',')}'`)
    if (since !== null && Number.isNaN(Date.parse(since))) {
      return invalid('updated_since', 'Value set is not a valid datetime')
    }
    const { rows, hasMore } = shelf.page(
      {
        filter: filter === 'spam' || filter === 'deleted' ? filter : undefined,
        updatedSince: since === null ? undefined : Date.parse(since),
        createdSince: now().getTime() - DEFAULT_WINDOW_MILLISECONDS,
        order: order as Order,
        isDescending: query.get('order_type') !== 'asc',
        from: (page.number - 1) * page.size,
        count: page.size,
      },
      isUpdatedSinceInclusive,
    )
    const body = rows.map((ticket) => ticketRecord(ticket, include))
    return { status: 200, body, headers: link(request, page.number, hasMore) }
  }

  const paged = (
    request: SandboxRequest,
    rows: readonly unknown[],
    record: (row: unknown) => unknown = (row) => row,
  ): SandboxAnswer => {
    const page = pageOf(request.query)
    if ('status' in page) return page
    const from = (page.number - 1) * page.size
    const body = rows.slice(from, from + page.size).map(record)
    return { status: 200, body, headers: link(request, page.number, from + page.size < rows.length) }
  }

  const link = (request: SandboxRequest, number: number, hasMore: boolean): Record<string, string> => {
    if (!hasMore || !hasLinkHeader) return {}
    const query = new URLSearchParams(request.query)
    query.set('page', String(number + 1))
    return { link: `<${url}${request.path}?${query}>; rel="next"` }
  }

  const server = await startSandboxServer(answer, faults, now)
  url = server.url
  return {
    ...server,
    faults,
    put: (ticket) => shelf.put(ticket),
    remove: (id) => shelf.remove(id),
    addRating: (rating) => void ratings.push(rating),
  }
}

const isLetIn = (authorization: string | undefined, apiKey: string): boolean => {
  if (!authorization?.startsWith('Basic ')) return false
  return Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':')[0] === apiKey
}

const invalid = (field: string, message: string): SandboxAnswer => ({
  status: 400,
  body: { description: 'Validation failed', errors: [{ field, message, code: 'invalid_value' }] },
})

function pageOf(query: URLSearchParams): { number: number; size: number } | SandboxAnswer {
  const number = Number(query.get('page') ?? 1)
  const size = Number(query.get('per_page') ?? DEFAULT_PAGE_SIZE)
  if (!Number.isInteger(number) || number < 1) return invalid('page', 'It should be a Positive Integer')
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE_SIZE) return { number, size }
  return invalid('per_page', `It should be a Positive Integer less than or equal to ${LARGEST_PAGE_SIZE}`)
}
