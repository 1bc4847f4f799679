import { QueryClient } from '@tanstack/react-query'
import type { Callable, ErrorView, Given, Got } from '../../api/index.ts'

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
  if (isErrorView(body)) throw new AnswerError(response.status, body.error.code, body.error.message, waitSeconds)
  throw new AnswerError(response.status, 'no_answer', '')
}

/**
 * Asks one route of the API. What it is given by name are the parts of its path, its query and its body; all of it, and what
 * it answers, is typed by the table of routes, of which nothing but types comes here.
 * @throws {AnswerError} in the reader's language
 * @example await call('GET /api/dashboards/:id', { id: 'support.overview', locale: 'ru' })
 */
export async function call<K extends Callable>(route: K, given: Given<K>, signal?: AbortSignal): Promise<Got<K>> {
  const [method = '', template = ''] = route.split(' ')
  const left = new Map(Object.entries<unknown>(given).filter(([, value]) => value !== undefined))
  const path = template.replaceAll(/:(\w+)/g, (_part, name: string) => {
    const value = left.get(name)
    left.delete(name)
    return encodeURIComponent(String(value))
  })
  return method === 'GET' ? get(path, left, signal) : post(path, left, signal)
}

async function get<T>(path: string, query: ReadonlyMap<string, unknown>, signal?: AbortSignal): Promise<T> {
  const asked = new URLSearchParams([...query].map(([name, value]) => [name, String(value)]))
  const response = await fetch(`${path}?${asked}`, signal ? { signal } : {})
  return answerOf<T>(response)
}

/** `locale` stands in the address too, so that errors come in the reader's language. */
async function post<T>(path: string, body: ReadonlyMap<string, unknown>, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`${path}?${new URLSearchParams({ locale: String(body.get('locale')) })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(body)),
    ...(signal ? { signal } : {}),
  })
  return answerOf<T>(response)
}

const isWorthRepeating = (error: Error): boolean => !(error instanceof AnswerError) || error.status === 503

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 1 && isWorthRepeating(error),
      },
    },
  })
