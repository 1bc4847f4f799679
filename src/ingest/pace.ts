/** Slows requests down before the vendor's limit is reached. */
export interface Pace {
  secondsToWait(now: Date, requestsPerMinute: number | undefined): number
  asked(now: Date): void
  learn(headers: Headers, now: Date): void
}

const MINUTE_SECONDS = 60

/**
 * Reads `X-RateLimit-Remaining` and `X-RateLimit-Used-CurrentRequest` (in credits, per minute) and holds the next request
 * back when it would be refused; keeps `requestsPerMinute` where the settings ask for fewer than the vendor allows.
 * The headers do not say when the minute began: it is taken to begin when the remainder last rose.
 */
export function createPace(): Pace {
  let remaining: number | undefined
  let cost = 1
  let minuteStartedAt: number | undefined
  let lastAskedAt: number | undefined
  const secondsSince = (at: number, now: Date) => Math.max(0, (now.getTime() - at) / 1000)
  return {
    secondsToWait(now, requestsPerMinute) {
      const gap =
        requestsPerMinute === undefined || lastAskedAt === undefined
          ? 0
          : MINUTE_SECONDS / requestsPerMinute - secondsSince(lastAskedAt, now)
      if (remaining === undefined || minuteStartedAt === undefined || remaining >= cost) return Math.max(0, gap)
      const rest = MINUTE_SECONDS - secondsSince(minuteStartedAt, now)
      if (rest <= 0) remaining = undefined
      return Math.max(0, gap, rest)
    },
    asked(now) {
      lastAskedAt = now.getTime()
    },
    learn(headers, now) {
      const left = numberOf(headers.get('x-ratelimit-remaining'))
      if (left === undefined) return
      if (remaining === undefined || left > remaining) minuteStartedAt = now.getTime()
      remaining = left
      cost = numberOf(headers.get('x-ratelimit-used-currentrequest')) ?? 1
    },
  }
}

/** Totals come as `100` and as `100.0`. */
function numberOf(text: string | null): number | undefined {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}
