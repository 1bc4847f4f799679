import { QueryClient } from '@tanstack/react-query'
import type { Callable, ErrorView, Given, Got } from '../../api/index.ts'
import { earlyAnswer } from './early.ts'
import { requestOf } from './request.ts'

/** The server answered with an error of its own, in the reader's language. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly status: number
  readonly code: string
  /** how long to wait before the next try; undefined: as long as one likes */
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const isErrorView = (body: unknown): body is ErrorView =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object'

async function answerOf<T>(response: Response): Promise<T> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await response.json() : undefined
  if (response.ok && isJson) return body as T
  const waitSeconds = Number(response.headers.get('retry-after')) || undefined
  if (!isErrorView(body)) throw new AnswerError(response.status, 'no_answer', '')
  if (body.error.code === 'signed_out' && !isWayIn()) return leaveForSignIn()
  throw new AnswerError(response.status, body.error.code, body.error.message, waitSeconds)
}

const isWayIn = (): boolean => /^\/(sign-in|welcome)(\/|$)/.test(location.pathname)

/** Nothing is drawn meanwhile: the page of sign-in comes, and leads back here. */
function leaveForSignIn(): Promise<never> {
  location.assign(`/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`)
  return new Promise(() => {})
}

/** What each change carries, so that no other page makes one in this browser's name; of this session, asked for once. */
let csrf: Promise<string> | undefined

async function askCsrf(): Promise<string> {
  try {
    const entry = await call('GET /api/entry', { locale: 'en' })
    return entry.csrf ?? ''
  } catch (error) {
    csrf = undefined
    throw error
  }
}

/** Until somebody is in, there is no session in whose name a page elsewhere could act. */
const needsCsrf = (route: Callable): boolean =>
  route.startsWith('POST ') && (!route.startsWith('POST /api/entry/') || route === 'POST /api/entry/sign-out')

/**
 * Asks one route of the API. What it is given by name are the parts of its path, its query and its body; all of it, and what
 * it answers, is typed by the table of routes, of which nothing but types comes here.
 * @throws {AnswerError} in the reader's language
 * @example await call('GET /api/dashboards/:id', { id: 'support.overview', locale: 'ru' })
 */
export async function call<K extends Callable>(route: K, given: Given<K>, signal?: AbortSignal): Promise<Got<K>> {
  try {
    return await callOnce(route, given, signal)
  } catch (error) {
    // the session is another one by now: somebody signed in in another tab
    if (!(error instanceof AnswerError) || error.code !== 'csrf') throw error
    csrf = undefined
    return callOnce(route, given, signal)
  }
}

async function callOnce<K extends Callable>(route: K, given: Given<K>, signal?: AbortSignal): Promise<Got<K>> {
  const { method, address, body } = requestOf(route, given)
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (needsCsrf(route)) headers['x-csrf-token'] = await (csrf ??= askCsrf())
  // whoever comes in has another session from then on
  else if (method === 'POST') csrf = undefined
  const early = method === 'GET' ? earlyAnswer(address) : undefined
  const init = { method, headers, ...(body !== undefined && { body }), ...(signal && { signal }) }
  const response = await (early ?? fetch(address, init))
  const answer = await answerOf<Got<K> & { csrf?: string | null }>(response)
  // comes along with what every page asks first
  if (route === 'GET /api/app') csrf = Promise.resolve(answer.csrf ?? '')
  return answer
}

const isWorthRepeating = (error: Error): boolean => !(error instanceof AnswerError) || error.status === 503

/** What was asked and answered, for the whole page. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 1 && isWorthRepeating(error),
    },
  },
})
