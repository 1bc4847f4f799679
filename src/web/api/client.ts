import { QueryClient } from '@tanstack/react-query'
import type { ErrorView } from '../../api/index.ts'

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

export async function get<T>(path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/api/${path}?${new URLSearchParams(query)}`, signal ? { signal } : {})
  return answerOf<T>(response)
}

/** `locale` stands in the address too, so that errors come in the reader's language. */
export async function post<T>(
  path: string,
  body: { locale: string; [name: string]: unknown },
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetch(`/api/${path}?locale=${body.locale}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
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
