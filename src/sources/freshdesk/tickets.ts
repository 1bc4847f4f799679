import { SourceError } from '../../base/index.ts'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { createClient, words, type Client, type FreshdeskRecord } from './client.ts'
import { Crowds } from './crowds.ts'
import type { FreshdeskSettings } from './schema.ts'
import { Seen } from './seen.ts'

/** The list shows three kinds of tickets, each asked for on its own. */
type Pass = 'listed' | 'spam' | 'deleted'

/** Up to where a pass has read, and what of its overlap was delivered. */
interface PassCursor {
  until: number
  seen: [string, number][]
}

type TicketCursor = Partial<Record<Pass, PassCursor>>

const SECOND = 1000
const MINUTE = 60_000

/** Tickets of all kinds, oldest change first: what is in the list, in spam and in the bin. */
export async function* readTickets(request: ReadRequest<FreshdeskSettings>): AsyncGenerator<RecordPage> {
  const { settings, after, http, signal } = request
  const client = createClient(settings, http, signal)
  const reached: TicketCursor = { ...after }
  for (const pass of ['listed', ...settings.removed] as const) {
    for await (const { records, done } of readPass(client, pass, reached[pass], request)) {
      reached[pass] = done
      yield { kind: 'page', records, cursor: { ...reached } }
    }
  }
}

/**
 * One pass over changed tickets. Page numbers shift when tickets change meanwhile, and end at page 300; so after each page a
 * new window starts at the last change seen (a second earlier: whether `updated_since` includes its own second is not
 * documented), and page numbers go up only where more tickets than a page share one second.
 */
export async function* readPass(
  client: Client,
  pass: Pass,
  before: PassCursor | undefined,
  { settings, world }: ReadRequest<FreshdeskSettings>,
): AsyncGenerator<{ records: readonly FreshdeskRecord[]; done: PassCursor }> {
  const earliest = Date.parse(`${settings.since}T00:00:00Z`)
  const overlap = settings.overlapMinutes * MINUTE
  const seen = new Seen(before?.seen)
  const crowds = new Crowds()
  let until = before?.until ?? earliest
  let since = Math.max(earliest, until - overlap)
  let number = 1
  let previous = ''
  let crowded: Error | undefined
  for (;;) {
    const { rows, hasNext } = await client.page('tickets', ticketQuery(pass, since), number)
    const last = latest(rows) ?? since
    const records = rows.filter((row) => seen.isNew(row, changedAt(row) ?? last))
    crowds.take(since, number, rows, records)
    // a vendor's clock ahead of ours must not make later changes look old
    until = Math.max(until, Math.min(last, world.now().getTime()))
    seen.forgetBefore(Math.min(last, until) - overlap - SECOND)
    yield { records, done: { until, seen: seen.remember(until - overlap - SECOND) } }
    if (!hasNext) break
    if (last - SECOND > since) {
      since = last - SECOND
      number = 1
      previous = ''
    } else if (number < settings.lastPage) {
      previous = refuseRepeated(rows, previous, number)
      number += 1
    } else {
      crowded ??= crowdedSecond(since + SECOND, settings)
      since = Math.max(last, since + SECOND) + SECOND
      number = 1
      previous = ''
    }
  }
  for (const window of crowds.toReadAgain()) {
    const { rows } = await client.page('tickets', ticketQuery(pass, window.since), window.page)
    const records = rows.filter((row) => seen.isNew(row, changedAt(row) ?? until))
    yield { records, done: { until, seen: seen.remember(until - overlap - SECOND) } }
  }
  if (crowded) throw crowded
}

const ticketQuery = (pass: Pass, since: number): Record<string, string> => ({
  updated_since: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'),
  order_by: 'updated_at',
  order_type: 'asc',
  include: 'stats',
  ...(pass === 'listed' ? {} : { filter: pass }),
})

const changedAt = (row: FreshdeskRecord): number | undefined => {
  const text = row?.['updated_at']
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const latest = (rows: readonly FreshdeskRecord[]): number | undefined => {
  const times = rows.map(changedAt).filter((at) => at !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}

/** Within one window two pages are never the same, unless paging is broken: going on would never end. */
function refuseRepeated(rows: readonly FreshdeskRecord[], previous: string, page: number): string {
  const now = JSON.stringify(rows.map((row) => [row?.['id'], row?.['updated_at']]))
  if (now === previous) {
    throw new SourceError(words, 'repeated_page', { path: '/api/v2/tickets', page }, { recovery: 'retry' })
  }
  return now
}

const crowdedSecond = (at: number, { lastPage, pageSize }: FreshdeskSettings) =>
  new SourceError(
    words,
    'crowded_second',
    { second: new Date(at).toISOString(), limit: lastPage * pageSize },
    { recovery: 'skip' },
  )
