import type { ServerType } from '@hono/node-server'

/** Whoever sends slower than this holds a connection for nothing. */
export const PATIENCE: Readonly<{
  headersTimeout: number
  requestTimeout: number
  connectionsCheckingInterval: number
}> = Object.freeze({
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5000,
})

/** A page keeps six, a proxy of its own some dozens. */
const MOST_OF_ADDRESS = 200
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** One address elsewhere cannot take all connections; this machine's own programs, a proxy among them, may have as many as they need. */
export function limitConnections(server: ServerType, mostOfAddress = MOST_OF_ADDRESS): void {
  const open = new Map<string, number>()
  server.on(
    'connection',
    (socket: { remoteAddress?: string; destroy(): void; once(event: 'close', then: () => void): void }) => {
      const address = socket.remoteAddress ?? ''
      if (LOOPBACK.test(address)) return
      const count = (open.get(address) ?? 0) + 1
      if (count > mostOfAddress) return socket.destroy()
      open.set(address, count)
      socket.once('close', () => {
        const left = (open.get(address) ?? 1) - 1
        if (left === 0) open.delete(address)
        else open.set(address, left)
      })
    },
  )
}
