import { QueryClient } from '@tanstack/react-query'
import type { Callable, ErrorView, Given, Got } from '../../api/index.ts'
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
  const { method, address, body } = requestOf(route, given)
  const response = await fetch(address, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body }),
    ...(signal && { signal }),
  })
  return answerOf<Got<K>>(response)
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
