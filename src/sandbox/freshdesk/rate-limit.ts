/** Credits of the account and requests of the tickets list in a minute, by plan: Growth 200 and 20, Pro 400 and 100. */
export interface RateLimits {
  perMinute: number
  ticketListPerMinute: number
}

export type Admission = { isAllowed: boolean; headers: Record<string, string> }

const MINUTE_MILLISECONDS = 60_000
const UNLIMITED: RateLimits = { perMinute: 1_000_000, ticketListPerMinute: 1_000_000 }

/** Counts as Freshdesk does: per account and minute, refused calls too, with a lower limit of its own for the tickets list. */
export function createRateLimiter(limits: RateLimits | 'off', now: () => Date) {
  const { perMinute, ticketListPerMinute } = limits === 'off' ? UNLIMITED : limits
  let startedAt = Number.NEGATIVE_INFINITY
  let credits = 0
  let listRequests = 0
  return (cost: number, isTicketList: boolean): Admission => {
    const at = now().getTime()
    if (at - startedAt >= MINUTE_MILLISECONDS || at < startedAt) {
      startedAt = at
      credits = 0
      listRequests = 0
    }
    if (limits !== 'off') credits += cost
    if (isTicketList && limits !== 'off') listRequests += 1
    const isAllowed = credits <= perMinute && (!isTicketList || listRequests <= ticketListPerMinute)
    const headers: Record<string, string> = {
      'x-ratelimit-total': String(perMinute),
      'x-ratelimit-remaining': String(Math.max(0, perMinute - credits)),
      'x-ratelimit-used-currentrequest': String(cost),
    }
    const secondsLeft = Math.ceil((startedAt + MINUTE_MILLISECONDS - at) / 1000)
    return { isAllowed, headers: isAllowed ? headers : { ...headers, 'retry-after': String(secondsLeft) } }
  }
}
