import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listening socket on loopback that can be shut for a while, so that connections are refused, and opened again. */
export interface LoopbackServer {
  url: string
  refuseConnections(): Promise<void>
  acceptConnections(): Promise<void>
  close(): Promise<void>
}

export async function listenOnLoopback(listener: RequestListener, port: number): Promise<LoopbackServer> {
  let server = await listen(listener, port)
  const chosen = (server.address() as AddressInfo).port
  const shut = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${chosen}`,
    refuseConnections: shut,
    async acceptConnections() {
      if (!server.listening) server = await listen(listener, chosen)
    },
    close: shut,
  }
}

/** longer than clients keep a connection, so that none is ended under a request that begins */
const KEEP_ALIVE_MILLISECONDS = 75_000

async function listen(listener: RequestListener, port: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

/** Only pages of this very server may ask: a foreign site that resolves to this machine is refused. */
export function isFromHere({ headers }: IncomingMessage, url: string): boolean {
  const { port } = new URL(url)
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  const origin = headers.origin
  return own.includes(headers.host ?? '') && (origin === undefined || own.some((host) => origin === `http://${host}`))
}

/** The whole body; undefined when the connection ended before it did. */
export async function readAll(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  return await new Promise((resolve) => {
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.once('end', () => resolve(Buffer.concat(chunks)))
    incoming.once('close', () => resolve(undefined))
    incoming.once('error', () => resolve(undefined))
  })
}
