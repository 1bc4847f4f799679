import type { IncomingMessage } from 'node:http'
import { FaultList, type SandboxRequest } from '../faults.ts'
import { startSandboxServer, type SandboxAnswer, type SandboxServer } from '../server.ts'
import type { OnecConfiguration, OnecSale, StoredSale } from './base.ts'
import { schemasWithSections, SCHEMAS, type OnecRow, type SetSchema } from './edm.ts'
import { filterOf } from './filter.ts'
import { metadataXml } from './metadata.ts'
import { ordered, shaper } from './query.ts'
import { noInstance, noRights, noSet, notSupported, Refusal, wrongOption } from './refusal.ts'
import { serviceAnswer, type ServiceOptions } from './service.ts'
import { tablesOf } from './tables.ts'
import { clockOf, keyOf } from './values.ts'

export interface OnecSandboxOptions {
  user?: string
  password?: string
  timeZone?: string
  configuration?: OnecConfiguration
  /** sets that the composition shows: all, none (as a base is in the beginning), or these */
  composition?: 'all' | 'empty' | readonly string[]
  /** sales that rights at the level of records hide from the user */
  hidden?: readonly string[]
  /** documents keep the tax beside the amounts of lines */
  isVatApart?: boolean
  service?: ServiceOptions
}

export interface OnecSandbox extends SandboxServer {
  /** what goes into the settings: `http://127.0.0.1:port/base` */
  baseUrl: string
  faults: FaultList
  /** writes a document: a new one is posted, a known one stays as it was */
  put(sale: OnecSale): void
  /** changes a document; its date stays unless it is among the changes, its version does not */
  edit(id: string, changes: Partial<OnecSale>): void
  unpost(id: string): void
  /** posts again, and takes the mark for deletion off */
  post(id: string): void
  /** marks for deletion, as people delete in 1C */
  markDeleted(id: string): void
  /** deletes for good */
  remove(id: string): void
}

/** `$expand` of more rows than this takes longer than a web server waits. */
const MOST_EXPANDED = 200
const OPTIONS = new Set([
  '$format',
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$inlinecount',
  '$expand',
  'allowedOnly',
  '$allowedOnly',
])
const ODATA = '/base/odata/standard.odata'
const SERVICE = '/base/hs/svodka/sales'
const ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>'

/** A published 1C base on loopback: the standard OData interface and a flat service, with the ways of both. */
export async function startOnecSandbox(
  base: readonly OnecSale[],
  options: OnecSandboxOptions,
  now: () => Date,
): Promise<OnecSandbox> {
  const { user = 'Сводка', password = 'sample-password', timeZone = 'Europe/Moscow', composition = 'all' } = options
  const { configuration = 'accounting30', hidden = [], isVatApart = false, service = {} } = options
  const faults = new FaultList()
  const clock = clockOf(timeZone)
  const stored = new Map<string, StoredSale>()
  let version = 0
  const write = (sale: OnecSale, state: Partial<StoredSale> = {}) => {
    version += 1
    tables = undefined
    stored.set(sale.id, { isPosted: true, isDeleted: false, ...stored.get(sale.id), ...state, sale, version })
  }
  let tables: ReturnType<typeof tablesOf> | undefined
  let lately: (List & { tables: typeof tables; question: string }) | undefined
  for (const sale of base) write(sale)

  const all = schemasWithSections(SCHEMAS[configuration])
  const shown: Record<string, SetSchema> =
    composition === 'all'
      ? all
      : Object.fromEntries(Object.entries(all).filter(([set]) => composition !== 'empty' && composition.includes(set)))
  const hiddenKeys = new Set(hidden.map((id) => keyOf('sale', id)))

  const rowsOf = (set: string): readonly OnecRow[] => {
    tables ??= tablesOf([...stored.values()], { configuration, clock, isVatApart })
    const own = tables[set]
    if (own) return own
    const [, document = '', section = ''] = /^(.*)_([^_]+)$/.exec(set) ?? []
    return (tables[document] ?? []).flatMap((row) => (row[section] ?? []) as OnecRow[])
  }

  const answer = (request: SandboxRequest, headers: IncomingMessage['headers']): SandboxAnswer => {
    if (!isLetIn(headers.authorization, user, password)) return page(401, 'Unauthorized', 'Требуется авторизация')
    const path = decodeURIComponent(request.path)
    if (path === SERVICE) return serviceAnswer([...stored.values()], { query: request.query, clock }, service)
    if (!path.startsWith(ODATA)) return page(404, 'Not Found', 'Ресурс не найден на этом сервере')
    const isJson = request.query.get('$format') === 'json' || (headers.accept ?? '').includes('json')
    try {
      return odata(path.slice(ODATA.length).replace(/^\//, ''), request, isJson)
    } catch (error) {
      if (error instanceof Refusal) return isJson ? refused(error) : refusedInXml(error)
      throw error
    }
  }

  const odata = (resource: string, request: SandboxRequest, isJson: boolean): SandboxAnswer => {
    const { query } = request
    const metadata = `http://127.0.0.1${ODATA}`
    if (resource === '$metadata') return text(metadataXml(pick(shown, SCHEMAS[configuration])), 'application/xml')
    if (!isJson && !resource.endsWith('/$count')) return text(ATOM, 'application/atom+xml')
    if (resource === '') {
      const value = Object.keys(shown).map((name) => ({ name, url: name }))
      return { status: 200, body: { 'odata.metadata': metadata, value } }
    }
    const [, set = '', key, below] = /^([^(/]+)(?:\(guid'([^']+)'\))?(?:\/(.+))?$/.exec(resource) ?? []
    const schema = shown[set]
    if (!schema) throw noSet(set)
    refuseUnknown(request)
    if (key !== undefined) return one(set, key, schema, metadata)
    if (below !== undefined && below !== '$count') throw notSupported(below)
    const { found, sorted } = listed(set, schema, query)
    if (below === '$count') return text(`\uFEFF${found.length}`, 'text/plain; charset=utf-8')
    if (query.has('$expand') && found.length > MOST_EXPANDED)
      return page(504, 'Gateway Timeout', 'Время ожидания истекло')
    const from = numberOf(query, '$skip') ?? 0
    const top = numberOf(query, '$top')
    const rows = sorted.slice(from, top === undefined ? undefined : from + top)
    const count = query.get('$inlinecount') === 'allpages' ? { 'odata.count': String(found.length) } : {}
    const value = rows.map(shaper(set, query.get('$select'), schema, presentationOf))
    return { status: 200, body: { 'odata.metadata': `${metadata}/$metadata#${set}`, ...count, value } }
  }

  const presentationOf = (key: unknown): string => {
    const found = Object.keys(all)
      .filter((set) => set.startsWith('Catalog_'))
      .flatMap((set) => rowsOf(set).filter((row) => row['Ref_Key'] === key))[0]
    return String(found?.['Description'] ?? '')
  }

  const one = (set: string, key: string, schema: SetSchema, metadata: string): SandboxAnswer => {
    const found = rowsOf(set).find((row) => row['Ref_Key'] === key.toLowerCase())
    if (!found) throw noInstance()
    const row = shaper(set, null, schema, presentationOf)(found)
    return { status: 200, body: { 'odata.metadata': `${metadata}/$metadata#${set}/@Element`, ...row } }
  }

  /** Pages of a list are asked for one after another: it is found and sorted for the first of them. */
  const listed = (set: string, schema: SetSchema, query: URLSearchParams): List => {
    const rows = rowsOf(set)
    const question = [set, ...LISTING.map((name) => query.get(name))].join('\n')
    if (lately?.tables === tables && lately?.question === question) return lately
    const found = matching(rows, schema, query)
    lately = { tables, question, found, sorted: ordered(found, query.get('$orderby'), schema) }
    return lately
  }

  const matching = (rows: readonly OnecRow[], schema: SetSchema, query: URLSearchParams): readonly OnecRow[] => {
    const filter = query.get('$filter')
    const found = filter === null ? rows : rows.filter(filterOf(filter, schema))
    const isHidden = (row: OnecRow) => hiddenKeys.has(String(row['Recorder'] ?? row['Ref_Key']))
    if (hiddenKeys.size === 0 || !found.some(isHidden)) return found
    if ((query.get('allowedOnly') ?? query.get('$allowedOnly')) !== 'true') throw noRights()
    return found.filter((row) => !isHidden(row))
  }

  const server = await startSandboxServer(answer, faults, now)
  const known = (id: string): StoredSale => {
    const found = stored.get(id)
    if (!found) throw new Error(`the sandbox holds no sale ${id}`)
    return found
  }
  return {
    ...server,
    baseUrl: `${server.url}/base`,
    faults,
    put: (sale) => write(sale),
    edit: (id, changes) => write({ ...known(id).sale, ...changes }),
    unpost: (id) => write(known(id).sale, { isPosted: false }),
    post: (id) => write(known(id).sale, { isPosted: true, isDeleted: false }),
    markDeleted: (id) => write(known(id).sale, { isPosted: false, isDeleted: true }),
    remove(id) {
      stored.delete(id)
      tables = undefined
    },
  }
}

/** What decides which rows a list has, and their order. */
const LISTING = ['$filter', '$orderby', '$allowedOnly', 'allowedOnly']

interface List {
  found: readonly OnecRow[]
  sorted: readonly OnecRow[]
}

function isLetIn(authorization: string | undefined, user: string, password: string): boolean {
  if (!authorization?.startsWith('Basic ')) return false
  return Buffer.from(authorization.slice('Basic '.length), 'base64').toString('utf8') === `${user}:${password}`
}

/** A `+` is a plus here, not a space; options that are not known are refused. */
function refuseUnknown({ search, query }: SandboxRequest): void {
  const filter = /[?&](?:\$|%24)filter=([^&]*)/.exec(search)?.[1]
  if (filter?.includes('+')) throw wrongOption(decodeURIComponent(filter))
  const unknown = [...query.keys()].find((name) => !OPTIONS.has(name))
  if (unknown) throw notSupported(unknown)
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name)
  if (given === null) return undefined
  if (!/^\d+$/.test(given)) throw wrongOption(`${name}=${given}`)
  return Number(given)
}

const pick = (shown: Readonly<Record<string, SetSchema>>, own: Readonly<Record<string, SetSchema>>) =>
  Object.fromEntries(Object.entries(own).filter(([set]) => set in shown))

const text = (content: string, type: string): SandboxAnswer => ({
  status: 200,
  text: content,
  headers: { 'content-type': type },
})

const refused = ({ status, code, message }: Refusal): SandboxAnswer => ({
  status,
  body: { 'odata.error': { code, message: { lang: 'ru', value: message } } },
})

/** To whoever did not ask for JSON. */
const refusedInXml = ({ status, code, message }: Refusal): SandboxAnswer => ({
  status,
  text: `<?xml version="1.0"?><m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><m:code>${code}</m:code><m:message xml:lang="ru">${message}</m:message></m:error>`,
  headers: { 'content-type': 'application/xml' },
})

/** What the web server says where 1C does not. */
const page = (status: number, title: string, said: string): SandboxAnswer => ({
  status,
  text: `<!DOCTYPE html><html><head><title>${status} ${title}</title></head><body><h1>${title}</h1><p>${said}</p></body></html>`,
  headers: { 'content-type': 'text/html; charset=utf-8' },
})
