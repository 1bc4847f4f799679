import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { openConnection } from './connect.ts'

/** bytes a second: large files get longer */
const SLOWEST_UPLOAD = 50_000

export interface Exchange {
  proxy: string | undefined
  connectSeconds: number
  /** counted from the first byte of the request */
  answerSeconds: number
  /** awaited when the connection stands, before the first byte of the request is written */
  wire?: (() => Promise<void>) | undefined
}

/** How far a request came. */
export interface Trip {
  /** its first byte may have left */
  isOnWire: boolean
  /** what `wire` threw */
  obstacle?: unknown
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string | AsyncIterable<Uint8Array>
  signal?: AbortSignal
}

/** A `fetch` of exactly one request on a connection of its own, for grammY: nothing is kept alive, nothing is tried again. */
export function fetchOnce(exchange: Exchange, trip: Trip): typeof fetch {
  const ask = async (address: string, { method = 'POST', headers = {}, body = '', signal: outer }: Asked) => {
    const url = new URL(address)
    const bytes = await wholeBody(body)
    const stopping = new AbortController()
    if (outer?.aborted) stopping.abort()
    outer?.addEventListener('abort', () => stopping.abort())
    const socket = await openConnection(url, exchange.proxy, exchange.connectSeconds, stopping.signal)
    // what goes wrong before the request owns the connection is seen by `destroyed`
    socket.on('error', () => undefined)
    try {
      await exchange.wire?.()
    } catch (error) {
      trip.obstacle = error
      socket.destroy()
      throw error
    }
    if (socket.destroyed) throw new Error('ECONNRESET')
    trip.isOnWire = true
    const { connection: _, ...kept } = headers
    const seconds = exchange.answerSeconds + bytes.length / SLOWEST_UPLOAD
    const answering = AbortSignal.any([stopping.signal, AbortSignal.timeout(Math.ceil(seconds * 1000))])
    return answerOf(url, method, { ...kept, 'content-length': String(bytes.length) }, bytes, socket, answering)
  }
  return ask as unknown as typeof fetch
}

async function wholeBody(body: string | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (typeof body === 'string') return Buffer.from(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function answerOf(
  url: URL,
  method: string,
  headers: Record<string, string>,
  bytes: Buffer,
  socket: Socket,
  signal: AbortSignal,
): Promise<{ ok: boolean; status: number; json(): Promise<unknown> }> {
  const stop = (): void => void socket.destroy(new Error('ETIMEDOUT'))
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(
        {
          method,
          host: url.hostname,
          path: url.pathname + url.search,
          headers: { ...headers, host: url.host },
          createConnection: () => socket,
        },
        resolve,
      )
      request.on('error', reject)
      request.end(bytes)
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of response) chunks.push(chunk as Uint8Array)
    const text = Buffer.concat(chunks).toString('utf8')
    const status = response.statusCode ?? 0
    return { ok: status >= 200 && status < 300, status, json: async () => readAnswer(text, status) }
  } finally {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

/** An answer of something between us and Telegram is no answer of Telegram. */
function readAnswer(text: string, status: number): unknown {
  const answer: unknown = text.startsWith('{') ? JSON.parse(text) : undefined
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer
  throw new Error(`HTTP ${status}`)
}
