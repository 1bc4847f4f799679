import { gzipSync } from 'node:zlib'
import { NOW, openTill, post, TOKEN } from '../../webhook/till.ts'
import { hostileText } from '../hostile.ts'
import { countOf } from '../lab.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { must, mustBeSentence, mustBeUnpolluted, type Session, type Target } from '../target.ts'

const RECORDS = 20
const REQUESTS = 12
const RIGHT_EVERY = 5

const markOf = (id: string) => ({ rating_id: id, rated_at: NOW, score: 4, comment: 'Хорошо', call_id: '1700000000.1' })

interface Request {
  body: Buffer
  headers: Record<string, string>
  /** ids that must be there if the request was taken whole */
  right: readonly string[]
}

function requestOf(at: string, random: Random): Request {
  const isLines = random.chance(0.5)
  const ids = Array.from({ length: RECORDS }, (_, number) => `${at}-${number}`)
  const isRight = (number: number) => number % RIGHT_EVERY === 0
  const records = ids.map((id, number) =>
    isRight(number) ? JSON.stringify(markOf(id)) : mutatedJson(markOf(id), random.of(number)),
  )
  const text = Buffer.from(
    isLines ? records.join(random.pick(['\n', '\r\n'])) : `[${records.join(random.pick([',', ' ,\n']))}]`,
  )
  const isInBytes = random.chance(0.3)
  const plain = isInBytes ? mutatedBytes(text, [], random) : text
  const isPacked = random.chance(0.2)
  const packed = isPacked ? gzipSync(plain) : plain
  const body = isPacked && random.chance(0.4) ? mutatedBytes(packed, [], random) : packed
  const headers: Record<string, string> = {
    'content-type': isLines ? 'application/x-ndjson' : 'application/json',
    ...(isPacked && { 'content-encoding': 'gzip' }),
    ...(random.chance(0.2) && { 'idempotency-key': headerOf(random) }),
    ...(random.chance(0.1) && {
      [random.pick(['content-type', 'content-encoding', 'authorization'])]: headerOf(random),
    }),
  }
  return { body, headers, right: isInBytes || body !== packed ? [] : ids.filter((_, number) => isRight(number)) }
}

const headerOf = (random: Random) =>
  hostileText(random)
    .replace(/[^\u0020-\u007e]/g, '?')
    .slice(0, 500)

async function open(): Promise<Session> {
  const till = await openTill({ settings: { requestsPerMinute: 1_000_000 } })
  let attempts = 0
  return {
    async attempt(random: Random) {
      attempts += 1
      let received = 0
      const right: string[] = []
      for (let number = 0; number < REQUESTS; number++) {
        const request = requestOf(`a${attempts}-${number}`, random.of(number))
        const { status, body } = await post(till.url, new Uint8Array(request.body), { headers: request.headers })
        if (status === 202) {
          const refused = new Set(body.rejected?.map(({ row }) => row)).size
          must(body.received === (body.accepted ?? 0) + refused, 'received is not accepted and refused', body)
          received += body.received ?? 0
          right.push(...request.right)
        } else {
          must(status >= 400 && status < 500, 'a request was answered', [status, body])
          mustBeSentence(body.error?.message ?? 'undefined')
          must(!JSON.stringify(body).includes(TOKEN), 'the token was told')
        }
      }
      const { streams } = await till.sync()
      must(streams[0]?.error === null, 'what was taken was not loaded', streams[0]?.error)
      must(countOf(streams) === received, `of ${received} records that were taken this became`, streams)
      const there = await till.marks()
      const missing = right.filter((id) => !(id in there))
      must(missing.length === 0, 'right records were lost', missing)
      mustBeUnpolluted()
      must(!JSON.stringify(till.world.lines).includes(TOKEN), 'the token was logged')
      return REQUESTS * RECORDS
    },
    close: () => till.close(),
  }
}

export const webhookTarget: Target = { name: 'webhook: bodies', attempts: 12, small: 3, open }
