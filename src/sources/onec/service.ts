import { addDays, dayOf, SourceError, type Recovery, type World } from '../../base/index.ts'
import type { Http } from '../../kit/index.ts'
import { addressOf, authorization } from './client.ts'
import { words } from './errors.ts'
import type { Sale, SaleReader, SaleRecord } from './sales.ts'
import type { FlatField, OnecSettings } from './schema.ts'

type FlatRow = Readonly<Record<string, unknown>>

/** A service of one's own that answers flat rows, a row a line of a sale. */
export function serviceReader(settings: OnecSettings, http: Http, world: World, signal: AbortSignal): SaleReader {
  const url = new URL(`${settings.baseUrl}/${settings.http.path.replace(/^\/+/, '')}`)
  const { http: service, pageSize } = settings
  const request = {
    headers: { authorization: authorization(settings) },
    explain: (status: number, body: string) => explainService(status, body, url),
    requestsPerMinute: settings.requestsPerMinute,
    signal,
  }

  /** All rows of some days; an answer without pages is a list. */
  const rowsOf = async (from: string, to: string): Promise<FlatRow[]> => {
    const rows: FlatRow[] = []
    let previous = ''
    for (let page = 1; ;) {
      const asked = addressOf(url.href, {
        [service.fromParameter]: from,
        [service.toParameter]: to,
        [service.pageParameter]: String(page),
        [service.sizeParameter]: String(pageSize),
      })
      const { body } = await http.getJson(asked, request)
      const answer = pageOf(body)
      if (!answer) throw serviceFault('service_no_rows', url)
      const text = JSON.stringify(answer.rows)
      if (answer.rows.length > 0 && text === previous) throw serviceFault('service_repeats', url)
      previous = text
      rows.push(...answer.rows)
      const next = nextPage(answer, page, pageSize)
      if (next === undefined) return rows
      page = next
    }
  }

  return {
    async *from(at) {
      const end = addDays(dayOf(world.now(), settings.timeZone), 1)
      // whether the service counts the last day in is its author's choice: the next question begins with it again
      for (let day = at.slice(0, 10); day < end; day = addDays(day, service.days)) {
        const last = addDays(day, service.days)
        yield salesOf(await rowsOf(day, last < end ? last : end), settings)
      }
    },
    standing: async () => [],
  }
}

interface FlatPage {
  rows: readonly FlatRow[]
  /** undefined: the answer does not say */
  next: unknown
}

/** A list of rows, or `{rows, next}`. */
export function pageOf(body: unknown): FlatPage | undefined {
  if (Array.isArray(body)) return { rows: body.map(flatRow), next: undefined }
  if (typeof body !== 'object' || body === null || !('rows' in body) || !Array.isArray(body.rows)) return undefined
  return { rows: body.rows.map(flatRow), next: 'next' in body ? body.next : null }
}

/** What is no row says nothing, and is rejected as a row without a sale. */
const flatRow = (value: unknown): FlatRow => (typeof value === 'object' && value !== null ? (value as FlatRow) : {})

function nextPage({ rows, next }: FlatPage, page: number, pageSize: number): number | undefined {
  if (rows.length === 0) return undefined
  if (next === undefined) return rows.length < pageSize ? undefined : page + 1
  if (next === null || next === false || next === '') return undefined
  const number = Number(next)
  return Number.isInteger(number) && number > page ? number : page + 1
}

/** Rows gathered by sale; lines without a number are numbered as they come. */
export function salesOf(rows: readonly FlatRow[], { http: { fields } }: OnecSettings): Sale[] {
  const sales = new Map<string, { at: string; lines: SaleRecord[] }>()
  for (const row of rows) {
    const given = (field: FlatField) => flatText(row[fields[field]])
    const id = given('sale_id') ?? ''
    const sale = sales.get(id) ?? { at: clockText(given('date')), lines: [] }
    sale.lines.push({
      sale_id: id,
      line: given('line') ?? String(sale.lines.length + 1),
      date: given('date'),
      kind: given('cash_flow_type'),
      order_id: given('order_id'),
      order_date: given('order_date'),
      buyer: given('buyer'),
      contractor: given('contractor'),
      product_id: given('site_id'),
      product: given('product'),
      feature: given('feature'),
      quantity: given('quantity'),
      amount: given('sum'),
      address: given('address'),
      manager: given('manager'),
    })
    sales.set(id, sale)
  }
  return [...sales].map(([id, sale]) => ({ id, type: 'service', ...sale }))
}

function flatText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim() || null : null
}

const RUSSIAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?/
const ISO = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?/

/** A date in either notation as a time of the base's clock, for putting sales in order; empty when it is neither. */
export function clockText(text: string | null): string {
  const [, day = '', month = '', year, hour = '0', minute = '00', second = '00'] = RUSSIAN.exec(text ?? '') ?? []
  if (year) {
    const two = (part: string) => part.padStart(2, '0')
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`
  }
  const iso = ISO.exec(text ?? '')?.[0].replace(' ', 'T')
  return iso ? `${iso}${'T00:00:00'.slice(iso.length - 10)}` : ''
}

const LONGEST_SHOWN = 200

/** The service's own words: plain text as a rule. */
function explainService(status: number, body: string, url: URL): Error | undefined {
  const reason =
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, LONGEST_SHOWN) || '–'
  const error = (code: string, recovery: Recovery) =>
    new SourceError(words, code, { host: url.host, path: decodeURI(url.pathname), status, reason }, { recovery })
  if (status === 401) return error('wrong_password', 'stop')
  if (status === 403) return error('not_admitted', 'stop')
  if (status === 404) return error('service_missing', 'stop')
  return error('service_failed', status >= 500 ? 'retry' : 'skip')
}

const serviceFault = (code: string, url: URL) =>
  new SourceError(words, code, { host: url.host, path: decodeURI(url.pathname) }, { recovery: 'retry' })
