import { connect, type Socket } from 'node:net'

export const TOKEN = 'bench-token-0123456789abcdef'
export const RECORDS = 10
const BODIES = 500

export interface Load {
  url: string
  connections: number
  seconds: number
  /** evenly spread; absent: the next as soon as one is answered */
  perSecond?: number | undefined
}

export interface Loaded {
  requests: number
  seconds: number
  /** from the moment when a request was due to its answer */
  medianMilliseconds: number
  p99Milliseconds: number
}

/** Requests as bytes, so that making them costs nothing while it is measured. */
function requestsFor(url: string): Buffer[] {
  return Array.from({ length: BODIES }, (_, n) => {
    const records = Array.from({ length: RECORDS }, (__, at) => ({
      rating_id: `r-${n * RECORDS + at}`,
      rated_at: '2026-11-21T09:00:00Z',
      score: 1 + ((n + at) % 5),
      phone: `+7999${String(n * RECORDS + at).padStart(7, '0')}`,
      comment: 'Всё хорошо, спасибо!',
    }))
    const body = Buffer.from(JSON.stringify(records))
    const head = `POST /api/ingest/till/calls.rating HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: Bearer ${TOKEN}\r\n`
    return Buffer.concat([
      Buffer.from(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`),
      body,
    ])
  })
}

/** Posts for some seconds, one request at a time on each connection. @throws when one is not answered 202 */
export async function load({ url, connections, seconds, perSecond }: Load): Promise<Loaded> {
  const requests = requestsFor(url)
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(url)))
  const latencies: number[] = []
  const startedAt = performance.now()
  const end = startedAt + seconds * 1000
  let sent = 0
  await Promise.all(
    sockets.map(async (socket) => {
      for (;;) {
        const number = sent++
        const due = perSecond === undefined ? performance.now() : startedAt + (number * 1000) / perSecond
        if (due >= end) return
        if (due > performance.now()) await until(due)
        await ask(socket, requests[number % BODIES] as Buffer)
        latencies.push(performance.now() - due)
      }
    }),
  )
  const took = (performance.now() - startedAt) / 1000
  for (const socket of sockets) socket.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  return { requests: latencies.length, seconds: took, medianMilliseconds: at(0.5), p99Milliseconds: at(0.99) }
}

const until = (due: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, due - performance.now()))

const connected = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

const HEAD_END = '\r\n\r\n'

function ask(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf(HEAD_END)
      if (end < 0) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
      if (text.length < end + HEAD_END.length + length) return
      socket.off('data', take)
      if (text.startsWith('HTTP/1.1 202')) resolve()
      else reject(new Error(text))
    }
    socket.on('data', take)
    socket.write(request)
  })
}
