import { defineWords, parsedJson, SourceError, type Recovery } from '../../base/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }
import { textOf, type OnecRecord } from './values.ts'

export const words = defineWords({ en, ru })

interface Asked {
  host: string
  /** the set or the path that was asked for */
  set: string
}

/** What 1C itself said; undefined where the web server before it answered. */
interface Said {
  code: string
  message: string
}

const LONGEST_SHOWN = 200
const BUSY_SECONDS = 60
/** Statuses that mean what they say, whatever words their page has. */
const REFUSED = new Set([401, 403, 404])

/** By the code of 1C's own error. */
const CODES: Readonly<Record<string, readonly [key: string, recovery: Recovery]>> = {
  '8': ['set_missing', 'skip'],
  '9': ['set_missing', 'skip'],
  '10': ['field_missing', 'skip'],
  '20': ['rights', 'skip'],
  '-1': ['exception', 'retry'],
}

/** A refusal as a sentence; undefined leaves it to the engine. */
export function explain(status: number, body: string, { host, set }: Asked): Error | undefined {
  const said = saidIn(body)
  const reason = (said?.message ?? plain(body)).slice(0, LONGEST_SHOWN) || '–'
  const error = (key: string, recovery: Recovery, retryAfterSeconds?: number) =>
    new SourceError(
      words,
      key,
      { host, set, status, reason, code: said?.code ?? '–' },
      { recovery, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
    )
  const lack = REFUSED.has(status) ? undefined : lackIn(reason)
  if (lack) return error(lack, 'retry', BUSY_SECONDS)
  const known = said && CODES[said.code]
  if (known) return error(...known)
  if (status === 401) return error('wrong_password', 'stop')
  if (status === 403) return error('not_admitted', 'stop')
  if (status === 404) return error(said ? 'set_missing' : 'not_published', said ? 'skip' : 'stop')
  if (said && status < 500) return error('not_understood', 'skip')
  return status >= 500 ? error('server_page', 'retry') : undefined
}

/** Nobody can be let in now: the licence, or sessions that an administrator locked. */
function lackIn(reason: string): string | undefined {
  if (/лиценз|licen[cs]e/i.test(reason)) return 'no_licence'
  if (/(?:сеанс|session).*(?:запрещ|блокир|denied|forbidden|lock)/i.test(reason)) return 'locked'
  if (/сеанс|session/i.test(reason)) return 'no_session'
  return undefined
}

function saidIn(body: string): Said | undefined {
  const inJson = parsed(body)?.['odata.error'] as (OnecRecord & { message?: OnecRecord | null }) | undefined
  if (inJson) return { code: textOf(inJson, 'code') ?? '', message: textOf(inJson.message ?? {}, 'value') ?? '' }
  const inXml = /<m:code>([^<]*)<\/m:code>[\s\S]*?<m:message[^>]*>([^<]*)<\/m:message>/.exec(body)
  return inXml ? { code: (inXml[1] ?? '').trim(), message: (inXml[2] ?? '').trim() } : undefined
}

/** The words of a page for people. */
const plain = (body: string): string =>
  body
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

function parsed(text: string): Record<string, unknown> | undefined {
  const value = parsedJson(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
