import { SourceError } from '../../base/index.ts'
import type { Http, ReadRequest } from '../../kit/index.ts'
import { fault } from './fault.ts'
import type { ApiSettings, FreepbxSettings } from './schema.ts'

/** A row as the web interface gives it; null is none, and is rejected where it lands. */
export type ApiRow = Readonly<Record<string, unknown>> | null

/** The web interface: a token that is renewed before it ends, and questions with it. */
export interface ApiClient {
  /** the data of a query; errors of GraphQL are sentences */
  ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>
}

const TOKEN_PATH = '/admin/api/api/token'
const QUERY_PATH = '/admin/api/api/gql'
const SCOPE = 'gql:cdr:read'
/** A token is not used in its last minute. */
const MARGIN_SECONDS = 60
const LONGEST_SHOWN = 200

interface Token {
  value: string
  until: number
}

export function createApi(
  settings: ApiSettings,
  { http, world, signal }: Pick<ReadRequest<FreepbxSettings>, 'http' | 'world' | 'signal'>,
): ApiClient {
  const { host } = new URL(settings.baseUrl)
  let token: Token | undefined

  const renewed = async (): Promise<Token> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.clientId,
      client_secret: settings.clientSecret.reveal(),
      scope: SCOPE,
    })
    const { body } = await http.getJson(new URL(settings.baseUrl + TOKEN_PATH), {
      post: { type: 'application/x-www-form-urlencoded', body: form.toString() },
      explain: (status, text) => explainToken(status, text, { host, clientId: settings.clientId }),
      signal,
    })
    const answer = body as { access_token?: unknown; expires_in?: unknown } | null
    if (typeof answer?.access_token !== 'string') throw fault('no_token', { host }, 'stop')
    const seconds = Number(answer.expires_in ?? 3600)
    return { value: answer.access_token, until: world.now().getTime() + (seconds - MARGIN_SECONDS) * 1000 }
  }

  const asked = async (query: string, variables: Readonly<Record<string, unknown>>) => {
    if (!token || world.now().getTime() >= token.until) token = await renewed()
    return dataOf(await question(http, settings, token, { query, variables }, host, signal), host)
  }

  return {
    async ask(query, variables) {
      try {
        return await asked(query, variables)
      } catch (error) {
        if (!(error instanceof SourceError) || error.code !== 'token_refused' || token === undefined) throw error
        // an administrator ended it early: once more with a new one
        token = undefined
        return asked(query, variables)
      }
    },
  }
}

async function question(
  http: Http,
  settings: ApiSettings,
  token: Token,
  asked: Readonly<Record<string, unknown>>,
  host: string,
  signal: AbortSignal,
): Promise<unknown> {
  const { body } = await http.getJson(new URL(settings.baseUrl + QUERY_PATH), {
    headers: { authorization: `Bearer ${token.value}` },
    post: { type: 'application/json', body: JSON.stringify(asked) },
    explain: (status, text) => explainQuestion(status, text, host),
    signal,
  })
  return body
}

function explainToken(status: number, text: string, at: { host: string; clientId: string }): Error | undefined {
  if (status === 401 || status === 400) return fault('wrong_client', { ...at, cause: causeOf(text) }, 'stop')
  if (status === 404) return fault('no_api', at, 'stop')
  if (status === 403) return fault('no_scope', at, 'stop')
  return undefined
}

function explainQuestion(status: number, text: string, host: string): Error | undefined {
  if (status === 401) return fault('token_refused', { host }, 'stop')
  if (status === 403) return fault('no_scope', { host, clientId: '–' }, 'stop')
  if (status === 404) return fault('no_api', { host }, 'stop')
  if (status === 400) return fault('query_refused', { host, cause: causeOf(text) }, 'skip')
  return undefined
}

function dataOf(body: unknown, host: string): Readonly<Record<string, unknown>> {
  const answer = body as { data?: unknown; errors?: unknown } | null
  if (Array.isArray(answer?.errors))
    throw fault('query_refused', { host, cause: causeOf(JSON.stringify(body)) }, 'skip')
  if (typeof answer?.data !== 'object' || answer.data === null) throw fault('no_data', { host }, 'retry')
  return answer.data as Readonly<Record<string, unknown>>
}

/** What the exchange says of itself; the beginning of a page where it says nothing. */
function causeOf(text: string): string {
  const found = /"(?:message|error_description|hint)"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1]
  return (
    found ??
    (text
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, LONGEST_SHOWN) ||
      '–')
  )
}
