import { addDays } from '../../base/index.ts'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { createApi, type ApiClient, type ApiRow } from './api-client.ts'
import { hoursBefore, tomorrow } from './clock.ts'
import type { CdrCursor } from './database.ts'
import { fault } from './fault.ts'
import type { ApiSettings, FreepbxSettings } from './schema.ts'
import { Window } from './seen.ts'
import { CDR_COLUMNS } from './streams.ts'

const QUERY = `query ($first: Int, $startDate: String, $endDate: String) {
  fetchAllCdrs(first: $first, startDate: $startDate, endDate: $endDate) {
    status message cdrs { ${CDR_COLUMNS.join(' ')} }
  }
}`

const LONGEST_SHOWN = 200
/** A day of more calls than this is no exchange's. */
const MOST_ROWS = 5_000_000
/** A first load without a beginning goes so far back. */
const USUAL_DAYS = 90

/**
 * Records by the web interface, day by day with a large `first`: its paging by `after` cannot be relied on, its order and its
 * `totalCount` mean nothing, five rows come unless more are asked for, and `amaflags` breaks it.
 */
export async function* readApi(request: ReadRequest<FreepbxSettings>, api: ApiSettings): AsyncGenerator<RecordPage> {
  const { settings, after, world } = request
  const last = after as Partial<CdrCursor> | undefined
  const client = createApi(api, request)
  const window = new Window(last?.seen)
  const end = tomorrow(world, settings.timeZone)
  let until = last?.until ?? `${firstDay(settings, end)} 00:00:00`
  const from = last?.until ? hoursBefore(last.until, settings.overlapHours) : until
  for (let day = from.slice(0, 10); day < end.slice(0, 10); day = addDays(day, 1)) {
    const rows = await rowsOf(client, day, api)
    const records = rows.filter((row) => {
      const calldate = timeText(row?.['calldate'])
      if (calldate > until && calldate < end) until = calldate
      return calldate >= from && window.isNew(calldate, row)
    })
    const seen = window.since(hoursBefore(until, settings.overlapHours))
    yield { kind: 'page', records, cursor: { until, seen } }
  }
}

/** What is no text sorts behind every time: its row lands, and is rejected there. */
const timeText = (value: unknown): string => (typeof value === 'string' ? value : '~')

const textOf = (said: unknown): string => (typeof said === 'string' && said !== '' ? said.slice(0, LONGEST_SHOWN) : '–')

const firstDay = ({ from }: FreepbxSettings, end: string): string => from ?? addDays(end.slice(0, 10), -USUAL_DAYS)

/** All rows of a day: where as many came as were asked for, there may be more. */
async function rowsOf(client: ApiClient, day: string, { pageSize, baseUrl }: ApiSettings): Promise<readonly ApiRow[]> {
  for (let first = pageSize; first <= MOST_ROWS; first *= 4) {
    const { fetchAllCdrs: found } = await client.ask(QUERY, { first, startDate: day, endDate: day })
    const answer = found as { status?: unknown; message?: unknown; cdrs?: unknown } | null | undefined
    const rows = answer?.cdrs ?? []
    if (answer?.status !== true || !Array.isArray(rows))
      throw fault('api_refused', { host: new URL(baseUrl).host, cause: textOf(answer?.message) }, 'retry')
    if (rows.length < first) return rows as ApiRow[]
  }
  throw fault('too_many_rows', { day, rows: MOST_ROWS }, 'skip')
}
