import type { World } from '../base/index.ts'
import { parsedJson, recoveryOf, SourceError } from '../base/index.ts'
import type { Http, HttpAnswer, HttpRequest } from '../kit/index.ts'
import { createPace, type Pace } from './pace.ts'
import { words } from './words.ts'

export interface HttpOptions {
  /** the vendor's name for messages: `Freshdesk` */
  vendor: string
  /** one attempt may take so long */
  timeoutSeconds?: number
  /** attempts before a failing request is given up */
  attempts?: number
  /** all waiting that 429 answers may ask for in one request */
  waitBudgetSeconds?: number
  /** 0 … 1, for the jitter of back-off */
  random?: () => number
  /** told before each wait, so that people see why nothing moves */
  onWait?: (wait: Wait) => void
}

export interface Wait {
  reason: 'rate' | 'pace' | 'retry'
  seconds: number
  cause: string
}

const BACK_OFF_BASE_SECONDS = 1
const BACK_OFF_CAP_SECONDS = 30
const LONGEST_RETRY_AFTER_SECONDS = 300
/** A vendor that says 429 without `Retry-After` counts by the minute. */
const DEFAULT_RETRY_AFTER_SECONDS = 60

/** How one attempt ended: an answer, or a fault that another attempt may mend. */
type Attempt<Body> =
  | { kind: 'answer'; answer: HttpAnswer<Body> }
  | { kind: 'rate'; seconds: number }
  | { kind: 'fault'; error: Error; cause: string }

/** Makes of an answer's text what was asked for; undefined when it is something else. */
type Parse<Body> = (text: string) => Body | undefined

/**
 * The network for sources: JSON or an error that says what to do. Tries again after network faults, half bodies, bodies
 * that are not JSON and 5xx, with exponential back-off and full jitter; waits as long as a 429 asks, within a budget;
 * slows down before the vendor's limit is reached. Messages and logs name host and path, never headers or query.
 */
export function createHttp(options: HttpOptions, world: World): Http {
  const { attempts = 5, waitBudgetSeconds = 900, random = Math.random } = options
  const pace: Pace = createPace()

  const wait = async (reason: Wait['reason'], seconds: number, cause: string, signal: AbortSignal | undefined) => {
    options.onWait?.({ reason, seconds: Math.ceil(seconds), cause })
    world.log.info({ reason, seconds, cause }, 'source.wait')
    await world.sleep(seconds * 1000, signal)
  }

  const get = async <Body>(url: URL, request: HttpRequest, parse: Parse<Body>): Promise<HttpAnswer<Body>> => {
    let failed = 0
    let waited = 0
    for (;;) {
      request.signal?.throwIfAborted()
      const pause = pace.secondsToWait(world.now(), request.requestsPerMinute)
      if (pause > 0) await wait('pace', pause, 'limit', request.signal)
      pace.asked(world.now())
      const attempt = await askOnce(url, request, parse, options, world)
      if (attempt.kind === 'answer') {
        pace.learn(attempt.answer.headers, world.now())
        return attempt.answer
      }
      if (attempt.kind === 'rate') {
        if (waited + attempt.seconds > waitBudgetSeconds) throw rateLimited(options.vendor, waited, attempt.seconds)
        await wait('rate', attempt.seconds, '429', request.signal)
        waited += attempt.seconds
        continue
      }
      failed += 1
      if (failed >= attempts) throw attempt.error
      const longest = Math.min(BACK_OFF_CAP_SECONDS, BACK_OFF_BASE_SECONDS * 2 ** (failed - 1))
      await wait('retry', random() * longest, attempt.cause, request.signal)
    }
  }

  return {
    getJson: (url, request = {}) => get(url, request, parsedJson),
    getText: (url, request = {}) =>
      get(url, { ...request, headers: { accept: '*/*', ...request.headers } }, (text) => text),
  }
}

const rateLimited = (vendor: string, waited: number, retryAfterSeconds: number) =>
  new SourceError(words, 'rate_limited', { vendor, waited }, { recovery: 'retry', retryAfterSeconds })

async function askOnce<Body>(
  url: URL,
  request: HttpRequest,
  parse: Parse<Body>,
  options: HttpOptions,
  world: World,
): Promise<Attempt<Body>> {
  const { vendor, timeoutSeconds = 60 } = options
  const place = { vendor, host: url.host, path: url.pathname }
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000)
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
  const fault = (code: string, cause: string, values: Record<string, string | number> = {}): Attempt<Body> => ({
    kind: 'fault',
    cause,
    error: new SourceError(words, code, { ...place, cause, ...values }, { recovery: 'retry' }),
  })
  const startedAt = world.now().getTime()
  let response: Response | undefined
  let text: string
  try {
    response = await world.fetch(url, { ...sent(request), signal })
    text = await response.text()
  } catch (error) {
    request.signal?.throwIfAborted()
    if (timeout.aborted) return fault('timed_out', 'time-out', { seconds: timeoutSeconds })
    return fault(response ? 'broken_answer' : 'no_connection', networkCause(error))
  }
  const { status, headers } = response
  world.log.debug({ ...place, status, milliseconds: world.now().getTime() - startedAt }, 'source.answer')
  if (status === 429) return { kind: 'rate', seconds: retryAfterSeconds(headers.get('retry-after'), world.now()) }
  if (!response.ok) {
    const explained = request.explain?.(status, text)
    const mayPass = explained === undefined ? status >= 500 : recoveryOf(explained) === 'retry'
    if (!mayPass) throw explained ?? unexpected(place, status, text)
    return explained
      ? { kind: 'fault', cause: String(status), error: explained }
      : fault('unavailable', String(status), { status })
  }
  const body = parse(text)
  if (body === undefined) return fault('not_json', 'not JSON', { contentType: headers.get('content-type') ?? '–' })
  return { kind: 'answer', answer: { status, headers, body } }
}

const sent = ({ headers, post }: HttpRequest): RequestInit => ({
  headers: { accept: 'application/json', ...(post && { 'content-type': post.type }), ...headers },
  ...(post && { method: 'POST', body: post.body }),
})

const LONGEST_SHOWN_BODY = 200

const unexpected = (place: Record<string, string>, status: number, text: string) =>
  new SourceError(words, 'unexpected_status', { ...place, status, body: text.slice(0, LONGEST_SHOWN_BODY) || '–' })

/** `Retry-After` as seconds: a number or a date, never more than five minutes at once. */
export function retryAfterSeconds(header: string | null, now: Date): number {
  if (header === null) return DEFAULT_RETRY_AFTER_SECONDS
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000
  if (!Number.isFinite(seconds)) return DEFAULT_RETRY_AFTER_SECONDS
  return Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.max(1, seconds))
}

/** The innermost code of a failed fetch, `ECONNREFUSED`; its message may hold the whole address, so it is not used. */
function networkCause(error: unknown): string {
  let found = 'network fault'
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') found = code
  }
  return found
}
