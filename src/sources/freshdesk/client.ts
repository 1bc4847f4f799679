import { defineWords, parsedJson, SourceError, type Recovery } from '../../base/index.ts'
import type { Http } from '../../kit/index.ts'
import type { FreshdeskSettings } from './schema.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

export const words = defineWords({ en, ru })

/** One page of a list. */
export interface Page {
  rows: readonly FreshdeskRecord[]
  hasNext: boolean
}

/** What stands in a list as it came; null is no record, and is rejected where it lands. */
export type FreshdeskRecord = Readonly<Record<string, unknown>> | null

export interface Client {
  host: string
  /** page `number` of a list, counted from 1 */
  page(path: string, query: Readonly<Record<string, string>>, number: number): Promise<Page>
}

/** Freshdesk's lists over the engine's network: key, addresses, paging, and each refusal as a sentence. */
export function createClient(settings: FreshdeskSettings, http: Http, signal: AbortSignal): Client {
  const base = new URL(settings.baseUrl ?? `https://${settings.domain}`)
  const credentials = Buffer.from(`${settings.apiKey.reveal()}:X`).toString('base64')
  let sendsLinks = false
  return {
    host: base.host,
    async page(path, query, number) {
      const url = new URL(`${base.pathname.replace(/\/$/, '')}/api/v2/${path}`, base)
      const paging = { per_page: String(settings.pageSize), page: String(number) }
      for (const [name, value] of Object.entries({ ...query, ...paging })) url.searchParams.set(name, value)
      const { body, headers } = await http.getJson(url, {
        headers: { authorization: `Basic ${credentials}` },
        explain: (status, text) => explain(status, text, url),
        requestsPerMinute: settings.requestsPerMinute,
        signal,
      })
      const rows = recordsOf(body, url.pathname)
      const link = headers.get('link')
      sendsLinks ||= link !== null
      // without any link header the end shows only by a page that is not full
      const hasNext =
        link === null ? !sendsLinks && Array.isArray(body) && rows.length >= settings.pageSize : NEXT.test(link)
      return { rows, hasNext }
    },
  }
}

/** The address in the header may be another host's: only whether there is one is read, so the key stays with this one. */
const NEXT = /<[^>]*>\s*;\s*rel="?next"?/i

/** A list, the `results` of a search, or one record alone. */
function recordsOf(body: unknown, path: string): readonly FreshdeskRecord[] {
  if (Array.isArray(body)) return body
  if (typeof body === 'object' && body !== null) {
    if ('results' in body && Array.isArray(body.results)) return body.results
    if ('id' in body) return [body as FreshdeskRecord]
  }
  throw new SourceError(words, 'not_rows', { path }, { recovery: 'retry' })
}

const ACCOUNT_CODES = new Set(['account_suspended', 'password_lockout', 'password_expired'])

function explain(status: number, text: string, url: URL): Error | undefined {
  const error = (code: string, recovery: Recovery, reason = '') =>
    new SourceError(words, code, { host: url.host, path: url.pathname, reason }, { recovery })
  switch (status) {
    case 401:
      return error('refused_key', 'stop')
    case 403: {
      const { code } = parsed(text)
      return typeof code === 'string' && ACCOUNT_CODES.has(code)
        ? error('locked', 'stop', code)
        : error('forbidden', 'skip')
    }
    case 404:
      return error('not_found', 'skip')
    case 400:
      return error('invalid', 'skip', validation(parsed(text)) || text.slice(0, 200))
    default:
      return undefined
  }
}

function parsed(text: string): Record<string, unknown> {
  const value = parsedJson(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function validation({ errors, description }: Record<string, unknown>): string {
  const faults = Array.isArray(errors) ? (errors as ({ field?: unknown; message?: unknown } | null)[]) : []
  const said = faults.map((fault) =>
    [fault?.field, fault?.message].filter((each) => typeof each === 'string').join(': '),
  )
  const text = said.filter(Boolean).join('; ')
  return text || (typeof description === 'string' ? description : '')
}
