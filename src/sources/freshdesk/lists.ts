import { SourceError } from '../../base/index.ts'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { createClient, words, type Client, type FreshdeskRecord } from './client.ts'
import type { FreshdeskSettings } from './schema.ts'
import { digestOf, Seen } from './seen.ts'

const MINUTE = 60_000
/** A list that claims to have more pages than this is one that never ends. */
const MOST_PAGES = 10_000

/** Every page of a list without a window; stops where pages begin to repeat. */
export async function* pages(
  client: Client,
  path: string,
  query: Record<string, string> = {},
): AsyncGenerator<readonly FreshdeskRecord[]> {
  let previous = ''
  for (let number = 1; ; number++) {
    const { rows, hasNext } = await client.page(path, query, number)
    const digest = digestOf(rows)
    if (number > MOST_PAGES || digest === previous) {
      throw new SourceError(words, 'repeated_page', { path: `/api/v2/${path}`, page: number }, { recovery: 'retry' })
    }
    previous = digest
    yield rows
    if (!hasNext) return
  }
}

/** A list that is small and read whole (groups, agents, fields); delivered only when something in it changed. */
export async function* readWholeList(
  request: ReadRequest<FreshdeskSettings>,
  path: string,
): AsyncGenerator<RecordPage> {
  const client = createClient(request.settings, request.http, request.signal)
  const records: FreshdeskRecord[] = []
  for await (const rows of pages(client, path)) records.push(...rows)
  const digest = digestOf(records)
  if (digest !== request.after?.['digest']) yield { kind: 'page', records, cursor: { digest } }
}

/** Ratings given since the last run; the order of the list is not documented, so the cursor moves only at its end. */
export async function* readRatings(request: ReadRequest<FreshdeskSettings>): AsyncGenerator<RecordPage> {
  const { settings, after, http, world, signal } = request
  const earliest = Date.parse(`${settings.since}T00:00:00Z`)
  const overlap = settings.overlapMinutes * MINUTE
  const before = after as { until: number; seen: [string, number][] } | undefined
  const from = Math.max(earliest, (before?.until ?? earliest) - overlap)
  const seen = new Seen(before?.seen)
  const client = createClient(settings, http, signal)
  let until = before?.until ?? earliest
  const since = new Date(from).toISOString().replace(/\.\d+Z$/, 'Z')
  let waiting: readonly FreshdeskRecord[] | undefined
  for await (const rows of pages(client, 'surveys/satisfaction_ratings', { created_since: since })) {
    if (waiting) yield { kind: 'page', records: waiting }
    waiting = rows.filter((row) => seen.isNew(row, createdAt(row) ?? from))
    const newest = Math.max(until, ...rows.map((row) => createdAt(row) ?? until))
    until = Math.max(until, Math.min(newest, world.now().getTime()))
  }
  yield { kind: 'page', records: waiting ?? [], cursor: { until, seen: seen.remember(until - overlap) } }
}

const createdAt = (row: FreshdeskRecord): number | undefined => {
  const text = row?.['created_at']
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
