import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { errorText, type Locale, type World } from '../../base/index.ts'
import { readBody, textOf } from './body.ts'
import { isWelcome, pathOf, sha256, type Door, type StreamDoor } from './door.ts'
import { Refusal, type RefusalStatus } from './refusal.ts'
import { rowsOfJson, rowsOfLines, type PostedRow } from './rows.ts'

/** Records that somebody posts. */
export interface Post {
  source: string
  stream: string
  headers: IncomingHttpHeaders
  body: Readable
}

export interface PostAnswer {
  status: 202 | RefusalStatus
  /** JSON */
  body: string
  headers: Readonly<Record<string, string>>
}

const JSON_TYPES = new Set(['application/json', 'text/json'])
const LINE_TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
])
const LONGEST_KEY = 255
const DISK_IS_FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const AGAIN_SECONDS = 60

/** Takes what is posted: answers 202 when it is on disk, and otherwise says why nothing of it was kept. */
export async function receive(post: Post, door: Door | undefined, locale: Locale, world: World): Promise<PostAnswer> {
  try {
    if (!door || !isWelcome(post.headers.authorization, door)) throw new Refusal('wrong_token')
    const body = await taken(post, door, locale, world)
    return { status: 202, body, headers: {} }
  } catch (error) {
    const refusal = error instanceof Refusal ? error : notStored(error, post, world)
    const { status, code, retryAfterSeconds } = refusal
    world.log.debug({ path: pathOf(post.source, post.stream), code }, 'inbox.refused')
    return {
      status,
      body: JSON.stringify({ error: { code, message: refusal.say(locale) } }),
      headers: {
        ...(status === 401 && { 'www-authenticate': 'Bearer' }),
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
        ...(!post.body.readableEnded && { connection: 'close' }),
      },
    }
  }
}

async function taken({ stream: name, headers, body }: Post, door: Door, locale: Locale, world: World): Promise<string> {
  const stream = door.streams.get(name)
  if (!stream) throw new Refusal('unknown_stream', { stream: name, known: [...door.streams.keys()].join(', ') })
  const retryAfterSeconds = door.rate()
  if (retryAfterSeconds > 0)
    throw new Refusal('too_many', { perMinute: door.receiving.requestsPerMinute }, { retryAfterSeconds })
  const areLines = areLinesIn(headers['content-type'])
  const isPacked = isPackedIn(headers['content-encoding'])
  const key = keyOf(headers['idempotency-key'])
  const length = Number(headers['content-length'] ?? 0)
  const bytes = await readBody(body, { length, isPacked }, door.receiving)
  const rowsOf = () => (areLines ? rowsOfLines : rowsOfJson)(textOf(bytes))
  if (key === undefined) return kept(rowsOf(), stream, locale, world)
  return onceFor(key, sha256(bytes).toString('base64url'), stream, (request) =>
    kept(rowsOf(), stream, locale, world, request),
  )
}

function areLinesIn(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(each)?.[1]).find(Boolean)
  const isLines = LINE_TYPES.has(type.trim())
  if (
    (!isLines && !JSON_TYPES.has(type.trim())) ||
    (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
  )
    throw new Refusal('wrong_type', { given: contentType ?? 'none' })
  return isLines
}

function isPackedIn(encoding: string | undefined): boolean {
  const name = (encoding ?? 'identity').trim().toLowerCase()
  if (name === 'gzip' || name === 'x-gzip') return true
  if (name !== 'identity') throw new Refusal('wrong_encoding', { given: name })
  return false
}

/** The draft writes it as a text in quotes; many senders leave them out. */
function keyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = /^\s*(?:"([^"\\]+)"|([^"\s,;]+))\s*$/.exec(String(header))
  const text = key?.[1] ?? key?.[2] ?? ''
  if (text === '' || text.length > LONGEST_KEY) throw new Refusal('wrong_key', { most: LONGEST_KEY })
  return text
}

type Request = { key: string; digest: string }

/** The same key again is answered alike; while the first is on its way, the second waits for it. */
async function onceFor(
  key: string,
  digest: string,
  { journal, underWay }: StreamDoor,
  keep: (request: Request) => Promise<string>,
): Promise<string> {
  await journal.begin()
  const first = underWay.get(key) ?? journal.answered(key)
  if (first && first.digest !== digest) throw new Refusal('key_reused')
  if (first) return first.answer
  const answer = keep({ key, digest }).finally(() => underWay.delete(key))
  underWay.set(key, { digest, answer })
  return answer
}

async function kept(
  rows: readonly PostedRow[],
  { check, journal }: StreamDoor,
  locale: Locale,
  world: World,
  request?: Request,
): Promise<string> {
  if (rows.length === 0) throw new Refusal('no_records')
  const at = world.now().toISOString()
  const faults = rows.map(({ value }) => check(value))
  const answer = answerOf(rows, faults, locale)
  let lines = ''
  for (const row of rows) lines += `${lineOf(row, at)}\n`
  const content = Buffer.from(lines)
  await journal.append({ at, rows: rows.length, content, ...(request && { request: { ...request, answer } }) })
  return answer
}

/** So many faults are listed; the others are counted. */
const MOST_LISTED = 1000

function answerOf(
  rows: readonly PostedRow[],
  faults: readonly ReturnType<StreamDoor['check']>[],
  locale: Locale,
): string {
  if (faults.every((found) => found.length === 0))
    return `{"received":${rows.length},"accepted":${rows.length},"rejected":[]}`
  const rejected = faults.flatMap((found, at) =>
    found.map(({ path, say }) => ({ row: rows[at]?.number, path, message: say(locale) })),
  )
  const unlisted = Math.max(0, rejected.length - MOST_LISTED)
  return JSON.stringify({
    received: rows.length,
    accepted: faults.filter((found) => found.length === 0).length,
    rejected: rejected.slice(0, MOST_LISTED),
    ...(unlisted > 0 && { unlisted }),
  })
}

const RECEIVED_AT = '_received_at'

/** The record as it was sent, with the time at which it came; what is no record, as it is. */
function lineOf({ text, value }: PostedRow, at: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return text
  if (Object.hasOwn(value, RECEIVED_AT)) return JSON.stringify({ ...value, [RECEIVED_AT]: at })
  const rest = text.slice(1).trimStart()
  return `{"${RECEIVED_AT}":"${at}"${rest.startsWith('}') ? '' : ','}${rest}`
}

function notStored(error: unknown, { source, stream }: Post, world: World): Refusal {
  const isFull = DISK_IS_FULL.has((error as NodeJS.ErrnoException).code ?? '')
  const text = errorText(error, 'en')
  world.log.error({ path: pathOf(source, stream), isFull, error: text }, 'inbox.not_stored')
  return new Refusal(isFull ? 'disk_full' : 'not_stored', {}, { retryAfterSeconds: AGAIN_SECONDS, cause: error })
}
