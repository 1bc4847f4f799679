import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { errorText, RequestError, SvodkaError, type Locale, type Log } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import type { Asked } from './guard.ts'
import { words } from './words.ts'

/** Who asks, as whom every question is answered. */
export const askerOf = (context: Context<Asked>, locale: Locale): Asker => ({
  person: context.get('pass').person,
  locale,
})

/** What the record says of this request beside who asked: never a secret, never a figure. */
export function noteDone(
  context: Context<Asked>,
  subject: string | null,
  detail: Readonly<Record<string, string | undefined>> = {},
): void {
  const known = Object.entries(detail).filter((pair): pair is [string, string] => pair[1] !== undefined)
  context.set('done', { subject, detail: Object.fromEntries(known) })
}

/** @throws {RequestError} naming what is not well formed */
export function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const detail = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
  throw new RequestError(words, 'bad_request', { detail })
}

export const bodyOf = async (context: Context): Promise<unknown> => parseJson(await context.req.text())

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // the parser's own message quotes what it was given, and that may be a password
    if (error instanceof SyntaxError) throw new RequestError(words, 'bad_request', { detail: 'JSON' })
    throw error
  }
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  not_found: 404,
  dead_link: 404,
  no_oidc: 404,
  signed_out: 401,
  refused: 401,
  forbidden: 403,
  needs_session: 403,
  needs_token: 403,
  csrf: 403,
  needs_json: 415,
  too_many: 429,
}

/** An error as the page shows it: a sentence in the reader's language; of what nobody expected, nothing but that it was. */
export function failed(error: unknown, context: Context, log: Log): Response {
  const locale: Locale = context.req.query('locale') === 'en' ? 'en' : 'ru'
  context.header('cache-control', 'no-store')
  // an unexpected error of the process that holds the data says no more here than one of this process
  if (error instanceof SvodkaError && error.code !== 'internal') {
    const status = STATUS[error.code] ?? (error.recovery === 'retry' ? 503 : 400)
    if (error.code === 'signed_out') context.header('www-authenticate', 'Bearer')
    if (error.retryAfterSeconds !== undefined) context.header('retry-after', String(Math.ceil(error.retryAfterSeconds)))
    return context.json({ error: { code: error.code, message: error.say(locale) } }, status)
  }
  log.error(
    { path: context.req.path, error: errorText(error, 'en'), stack: error instanceof Error ? error.stack : undefined },
    'request failed',
  )
  return context.json({ error: { code: 'internal', message: words.say(locale, 'internal') } }, 500)
}
