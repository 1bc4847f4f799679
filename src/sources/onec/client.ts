import { SourceError } from '../../base/index.ts'
import type { Http } from '../../kit/index.ts'
import { explain, words } from './errors.ts'
import type { OnecSettings } from './schema.ts'
import { recordsOf, textOf, type OnecRecord } from './values.ts'

export interface SetQuestion {
  set: string
  /** absent: every field */
  select?: readonly string[]
  filter?: string
  /** fields that put the rows in one order, whoever asks */
  orderBy: readonly string[]
  top: number
  skip: number
}

export interface Client {
  host: string
  /** rows of a set, at most `top`; 1C has no pages of its own */
  rows(question: SetQuestion): Promise<readonly OnecRecord[]>
  /** a question of its own: whether `$top` cuts rows that are counted along is not documented */
  count(set: string, filter?: string): Promise<number>
  /** names of the sets that the base shows */
  sets(): Promise<readonly string[]>
  metadata(): Promise<string>
}

/** 1C's standard OData (version 3, JSON with minimal metadata) over the engine's network. */
export function createClient(settings: OnecSettings, http: Http, signal: AbortSignal): Client {
  const root = `${settings.baseUrl}/odata/standard.odata`
  const { host } = new URL(root)
  const request = (set: string) => ({
    headers: { authorization: authorization(settings) },
    explain: (status: number, body: string) => explain(status, body, { host, set }),
    requestsPerMinute: settings.requestsPerMinute,
    signal,
  })
  const allowed = settings.allowedOnly ? { allowedOnly: 'true' } : {}
  return {
    host,
    async rows({ set, select, filter, orderBy, top, skip }) {
      const url = addressOf(`${root}/${set}`, {
        $format: 'json',
        ...(select && { $select: select.join(',') }),
        ...(filter && { $filter: filter }),
        $orderby: orderBy.join(','),
        $top: String(top),
        ...(skip > 0 && { $skip: String(skip) }),
        ...allowed,
      })
      const { body } = await http.getJson(url, request(set))
      return recordsOf(body) ?? refuse('not_rows', { host, set })
    },
    async count(set, filter) {
      const url = addressOf(`${root}/${set}/$count`, { ...(filter && { $filter: filter }), ...allowed })
      const { body } = await http.getText(url, request(set))
      return /^\d+$/.test(body.trim()) ? Number(body) : refuse('not_rows', { host, set })
    },
    async sets() {
      const { body } = await http.getJson(addressOf(`${root}/`, { $format: 'json' }), request('/'))
      const entries = recordsOf(body) ?? refuse('not_rows', { host, set: '/' })
      return entries.map((entry) => textOf(entry, 'name') ?? '')
    },
    async metadata() {
      const { body } = await http.getText(addressOf(`${root}/$metadata`, {}), request('$metadata'))
      return body.includes('<EntityType') || body.includes('<edmx:') ? body : refuse('not_metadata', { host })
    },
  }
}

const refuse = (code: string, values: Record<string, string>): never => {
  throw new SourceError(words, code, values, { recovery: 'retry' })
}

/** Names of users are Cyrillic as a rule: UTF-8 before base64. */
export const authorization = ({ user, password }: Pick<OnecSettings, 'user' | 'password'>): string =>
  `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`

/** Spaces become `%20`: inside `$filter` 1C reads a `+` as a plus. */
export function addressOf(address: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(address)
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  url.search = pairs.join('&')
  return url
}
