import { errorText, recoveryOf, type Locale } from '../../base/index.ts'
import {
  defineSource,
  type CheckRequest,
  type CheckResult,
  type ReadRequest,
  type RecordPage,
} from '../../kit/index.ts'
import { createClient, words } from './client.ts'
import { readConversations } from './conversations.ts'
import { readRatings, readWholeList } from './lists.ts'
import { freshdeskSchema, type FreshdeskSettings } from './schema.ts'
import { streams } from './streams.ts'
import { readTickets } from './tickets.ts'

/** Freshdesk over API v2: tickets with their times, groups, agents, ratings, names of codes. */
export const freshdesk = defineSource<FreshdeskSettings>({
  type: 'freshdesk',
  title: 'Freshdesk',
  settings: freshdeskSchema,
  streams,
  read,
  check,
})

function read(request: ReadRequest<FreshdeskSettings>): AsyncIterable<RecordPage> {
  switch (request.stream.name) {
    case 'tickets':
      return readTickets(request)
    case 'ratings':
      return readRatings(request)
    case 'conversations':
      return readConversations(request)
    default:
      return readWholeList(request, request.stream.name)
  }
}

const PARTS = ['groups', 'agents', 'ticket_fields', 'surveys/satisfaction_ratings'] as const

/** Asks each list for its first row: does the address answer, does the key work, what may its owner read. */
async function check({
  settings,
  http,
  signal,
  locale,
}: CheckRequest<FreshdeskSettings>): Promise<readonly CheckResult[]> {
  const client = createClient({ ...settings, pageSize: 1 }, http, signal)
  await client.page('tickets', { order_by: 'updated_at' }, 1)
  const missing: CheckResult[] = []
  for (const part of PARTS) {
    try {
      await client.page(part, {}, 1)
    } catch (error) {
      if (recoveryOf(error) !== 'skip') throw error
      missing.push({ ok: false, message: missingText(part, error, locale) })
    }
  }
  return [
    {
      ok: true,
      message: `${words.say(locale, 'check.key', { host: client.host })}; ${words.say(locale, 'check.tickets')}`,
    },
    ...missing,
  ]
}

const missingText = (part: string, error: unknown, locale: Locale): string =>
  words.say(locale, 'check.missing', { part, cause: errorText(error, locale) })
