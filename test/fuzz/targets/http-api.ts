import { request as httpRequest } from 'node:http'
import { NEEDS } from '../../../src/server/needs.ts'
import { serveApi, TILL_TOKEN, type ServedApi } from '../../api/served.ts'
import { STEPS } from '../../api/steps.ts'
import { hostileNumber, hostileText, hostileTime } from '../hostile.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { Finding, must, mustBeSentence, mustBeUnpolluted, type Session, type Target } from '../target.ts'

/* Every route there is, asked by somebody signed in who may do everything. */

const REQUESTS = 40
const SILENT_SECONDS = 60
/** After these there would be nobody to ask any more; the first is a stream that does not end. */
const LEFT_OUT = new Set([
  'GET /mcp',
  'POST /api/entry/sign-out',
  'POST /api/account/password',
  'POST /api/account/sessions/end',
])
const ROUTES = Object.keys(NEEDS).filter((route) => !LEFT_OUT.has(route))

const answers = new Map<string, unknown>([
  ['POST /api/saved', { id: '1' }],
  ['GET /api/data/runs', [{ id: '1' }]],
  ['POST /api/people/invite', { link: 'http://127.0.0.1/welcome?code=x' }],
  ['POST /api/account/tokens', { token: { id: '1' } }],
])

interface Catalog {
  metrics: { id: string; dimensions: string[] }[]
  dimensions: { id: string }[]
  analyses: { id: string; settings?: Record<string, unknown> }[]
}

interface Asked {
  route: string
  method: string
  address: string
  body: Buffer | undefined
  headers: Record<string, string>
}

/** Questions that could be right, with values that could not. */
function questionOf({ metrics, dimensions }: Catalog, random: Random): object {
  const metric = random.pick(metrics)
  const dimension = () => (random.chance(0.8) ? random.pick(metric.dimensions) : random.pick(dimensions).id)
  const day = () =>
    random.chance(0.7)
      ? `20${10 + random.below(20)}-0${1 + random.below(9)}-1${random.below(9)}`
      : hostileTime(random).slice(0, 10)
  const filter = () =>
    random.chance(0.3)
      ? { dimension: dimension(), op: 'between', from: Number(hostileNumber(random)) || 0, to: random.below(100) }
      : {
          dimension: dimension(),
          op: random.pick(['in', 'not in']),
          values: [random.chance(0.2) ? null : hostileText(random)],
        }
  return {
    metrics: [metric.id, ...(random.chance(0.3) ? [random.pick(metrics).id] : [])],
    ...(random.chance(0.6) && { by: Array.from({ length: random.below(3) }, dimension) }),
    ...(random.chance(0.6) && { where: Array.from({ length: random.below(3) }, filter) }),
    ...(random.chance(0.7) && {
      period: random.chance(0.2) ? random.pick(['last-month', 'all', hostileText(random)]) : { from: day(), to: day() },
    }),
    ...(random.chance(0.5) && {
      grain: random.pick(['hour', 'day', 'week', 'month', 'quarter', 'year', hostileText(random)]),
    }),
    ...(random.chance(0.3) && { timeZone: random.pick(['Europe/Moscow', 'Pacific/Apia', 'UTC', hostileText(random)]) }),
    ...(random.chance(0.3) && { compare: random.pick(['previous-period', 'previous-year']) }),
    ...(random.chance(0.3) && { limit: random.pick([1, 3, 1_000_000, 0, -1, 1.5]) }),
    ...(random.chance(0.3) && {
      order: { by: random.chance(0.7) ? metric.id : dimension(), descending: random.chance(0.5) },
    }),
  }
}

/** A plausible request of a route. */
function rightOf(route: string, catalog: Catalog, random: Random): Record<string, unknown> {
  if (route === 'POST /api/query' && random.chance(0.8)) return { query: questionOf(catalog, random), locale: 'en' }
  if (route === 'POST /api/rows' && random.chance(0.5)) {
    const { metrics, where, period } = questionOf(catalog, random) as {
      metrics: string[]
      where?: object
      period?: object
    }
    return { rows: { metric: metrics[0], ...(where && { where }), ...(period && { period }) }, locale: 'en' }
  }
  if (route === 'POST /api/analyze') {
    const { id, settings = {} } = random.pick(catalog.analyses)
    const given = Object.keys(settings).flatMap((key) => (random.chance(0.4) ? [[key, hostileText(random)]] : []))
    return { analysis: id, settings: Object.fromEntries(given), locale: 'en' }
  }
  if (route === 'GET /api/export')
    return {
      as: random.pick(['csv', 'xlsx']),
      title: hostileText(random),
      query: JSON.stringify(questionOf(catalog, random)),
      locale: 'en',
    }
  const known = STEPS.filter((step) => step.route === route)
  return known.length > 0 ? { ...random.pick(known).given(answers) } : { locale: 'en' }
}

function requestOf(route: string, served: ServedApi, catalog: Catalog, random: Random): Asked {
  const right = rightOf(route, catalog, random)
  const [method = 'GET', template = ''] = route.split(' ')
  const left = { ...right }
  const path = template.replaceAll(/:(\w+)/g, (_part, name: string) => {
    const value = random.chance(0.4) ? hostileText(random).slice(0, 500) : String(left[name] ?? 'x')
    delete left[name]
    return encodeURIComponent(value.toWellFormed())
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(method === 'GET' ? left : { locale: 'en' }))
    search.append(
      name,
      random.chance(0.3)
        ? hostileText(random).slice(0, 1000)
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    )
  if (random.chance(0.1)) search.append(hostileText(random).slice(0, 200), hostileText(random).slice(0, 200))
  return {
    route,
    method,
    address: `${path}?${search}`,
    body: method === 'POST' ? bodyOf(left, random) : undefined,
    headers: { ...headersOf(route, served), ...(random.chance(0.15) && oddHeader(random)) },
  }
}

function bodyOf(right: Record<string, unknown>, random: Random): Buffer {
  if (random.chance(0.35)) return Buffer.from(JSON.stringify(right))
  if (random.chance(0.7)) return Buffer.from(mutatedJson(right, random))
  return mutatedBytes(Buffer.from(JSON.stringify(right)), [], random)
}

const headersOf = (route: string, { headers }: ServedApi): Record<string, string> =>
  route.includes('/ingest/')
    ? { authorization: `Bearer ${TILL_TOKEN}`, 'content-type': 'application/json' }
    : { ...headers }

const ODD = [
  'cookie',
  'authorization',
  'host',
  'origin',
  'referer',
  'x-csrf-token',
  'x-forwarded-for',
  'x-forwarded-proto',
  'accept',
  'accept-language',
  'range',
  'if-none-match',
  'content-type',
  'content-encoding',
  'sec-fetch-site',
  'x-telegram-bot-api-secret-token',
  'user-agent',
]

const oddHeader = (random: Random): Record<string, string> => ({
  [random.pick(ODD)]: hostileText(random)
    .replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?')
    .slice(0, 4000),
})

interface Answered {
  status: number
  headers: Record<string, unknown>
  text: string
}

/** Header fields as they are, `host` too. */
function ask(url: string, { method, address, body, headers }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url + address, { method, headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString() }),
      )
      answer.on('error', reject)
    })
    sent.setTimeout(SILENT_SECONDS * 1000, () =>
      sent.destroy(new Finding(`no answer: ${method} ${address.slice(0, 500)}`)),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

function mustBeAnAnswer({ route, address, body }: Asked, { status, headers, text }: Answered): void {
  const shown = [route, address.slice(0, 300), body?.toString().slice(0, 600), status, text.slice(0, 600)]
  must(status < 500 || status === 503, 'the server failed', shown)
  must(!/\n\s+at .+:\d+:\d+|node_modules/.test(text), 'a trace of the program was told', shown)
  if (status < 400 || !String(headers['content-type']).includes('json')) return
  const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } }
  if (/mcp|telegram|local/.test(route) || !error) return
  must(
    typeof error.code === 'string' && typeof error.message === 'string' && error.message !== '',
    'an error of another shape',
    shown,
  )
  must(error.code !== 'failed', 'the engine fell over a question', shown)
  const given = `${decodeURIComponent(address.replaceAll('+', ' '))} ${body?.toString() ?? ''}`
  // what is wrong with the form of a body is told in the words of its schema
  if (error.code !== 'bad_request' && !/undefined|NaN|object|Error/i.test(given)) mustBeSentence(error.message)
}

async function open(): Promise<Session> {
  const served = await serveApi()
  const catalog = (await (
    await fetch(`${served.url}/api/catalog?locale=en`, { headers: served.headers })
  ).json()) as Catalog
  return {
    async attempt(random: Random) {
      for (let number = 0; number < REQUESTS; number++) {
        const own = random.of(number)
        const route = own.chance(0.4)
          ? own.pick(['POST /api/query', 'POST /api/rows', 'POST /api/analyze', 'GET /api/values/:dimension'])
          : own.pick(ROUTES)
        const asked = requestOf(route, served, catalog, own)
        mustBeAnAnswer(asked, await ask(served.url, asked))
      }
      mustBeUnpolluted()
      const alive = await fetch(`${served.url}/api/health`)
      must(alive.status === 200, 'the server is not well any more', alive.status)
      return REQUESTS
    },
    close: () => served.close(),
  }
}

export const httpApiTarget: Target = { name: 'HTTP API: every route', attempts: 60, small: 2, open }
