import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { parsedJson } from '../../src/base/index.ts'
import { hostileText } from './hostile.ts'
import { mutatedBytes, mutatedJson } from './mutate.ts'
import type { Random } from './random.ts'
import { must } from './target.ts'

/** How right answers are spoiled: some records of them, their bytes, or what stands around them. */
export const WAYS = ['records', 'bytes', 'around'] as const
export type Way = (typeof WAYS)[number]

/** Stands between a source and a vendor's stand-in. Equal questions are spoiled alike, in whatever order they come. */
export interface Spoiling {
  url: string
  /** from now on; undefined: answers pass as they are */
  spoil(how: { way: Way; share: number; random: Random } | undefined): void
  /** answers that were spoiled since */
  spoiled(): number
  close(): Promise<void>
}

/** So many questions in one reading of a small vendor are a reading without end. */
const MOST_QUESTIONS = 4000
const MOST_KEPT = 20

interface Answer {
  status: number
  headers: Record<string, string>
  bytes: Buffer
}

export async function startSpoiling(upstream: string): Promise<Spoiling> {
  let how: Parameters<Spoiling['spoil']>[0]
  let questions = 0
  let spoiled = 0
  const right: Buffer[] = []
  const ask = async (path: string, method: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> => {
    const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers
    const answer = await fetch(upstream + path, {
      method,
      headers: rest as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const kept = [...answer.headers].filter(([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name))
    return { status: answer.status, headers: Object.fromEntries(kept), bytes: Buffer.from(await answer.arrayBuffer()) }
  }
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    const body = await buffer(request)
    questions += 1
    let answer = await ask(path, request.method ?? 'GET', request.headers, body)
    const random = how?.random.of(`${path} ${body.toString('latin1')}`)
    if (how && random?.chance(how.share)) {
      answer = spoiledAnswer(answer, how.way, right, random)
      spoiled += 1
    } else if (!how && right.length < MOST_KEPT) right.push(answer.bytes)
    if (questions > MOST_QUESTIONS) answer = { status: 410, headers: {}, bytes: Buffer.from('enough') }
    response.writeHead(answer.status, answer.headers).end(answer.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil(next) {
      how = next
      questions = 0
      spoiled = 0
    },
    spoiled() {
      must(questions <= MOST_QUESTIONS, 'asked without end', questions)
      return spoiled
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function spoiledAnswer(answer: Answer, way: Way, others: readonly Buffer[], random: Random): Answer {
  if (way === 'bytes') return { ...answer, bytes: mutatedBytes(answer.bytes, others, random) }
  if (way === 'around') return spoiledAround(answer, random)
  const body = parsedJson(answer.bytes.toString())
  return body === undefined ? answer : { ...answer, bytes: Buffer.from(spoiledRecords(body, random)) }
}

/** Some of the records of each list within, and now and then what holds them. */
function spoiledRecords(body: unknown, random: Random): string {
  if (Array.isArray(body))
    return `[${body.map((each) => (random.chance(0.3) ? mutatedJson(each, random) : JSON.stringify(each))).join(',')}]`
  if (typeof body !== 'object' || body === null || random.chance(0.15)) return mutatedJson(body, random)
  const entries = Object.entries(body).map(([key, value]) => `${JSON.stringify(key)}:${spoiledRecords(value, random)}`)
  return `{${entries.join(',')}}`
}

const HEADERS = [
  'link',
  'retry-after',
  'x-ratelimit-remaining',
  'x-ratelimit-total',
  'content-type',
  'date',
  'set-cookie',
]

function spoiledAround({ status, headers, bytes }: Answer, random: Random): Answer {
  if (random.chance(0.4))
    return { status: random.pick([200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503, 599]), headers, bytes }
  const value = hostileText(random)
    .replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?')
    .slice(0, 2000)
  return { status, headers: { ...headers, [random.pick(HEADERS)]: value }, bytes }
}
