import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerType } from '@hono/node-server'
import { expect, test } from 'vitest'
import { limitConnections } from './connections.ts'
import { startWhole } from './testing.ts'

/** A connection as a server sees it. */
function connection(remoteAddress: string) {
  const socket = Object.assign(new EventEmitter(), { remoteAddress, isCut: false, destroy: () => {} })
  socket.destroy = () => void (socket.isCut = true)
  return socket
}

test('one address elsewhere cannot take all connections, and gets new ones as its old ones end', () => {
  const server = new EventEmitter()
  limitConnections(server as unknown as ServerType, 2)
  const come = (address: string) => {
    const socket = connection(address)
    server.emit('connection', socket)
    return socket
  }

  const [first, , third] = [come('203.0.113.7'), come('203.0.113.7'), come('203.0.113.7')]
  const others = [come('203.0.113.8'), come('127.0.0.1'), come('127.0.0.1'), come('::ffff:127.0.0.1')]
  first.emit('close')
  const fourth = come('203.0.113.7')

  expect([first, third, fourth].map(({ isCut }) => isCut)).toEqual([false, true, false])
  expect(others.map(({ isCut }) => isCut)).toEqual([false, false, false, false])
})

test('who sends a request letter by letter is not waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-slow-'))
  const patience = { headersTimeout: 60, requestTimeout: 90, connectionsCheckingInterval: 20 }
  const options = { port: 18_520, page: folder, serverFile: join(folder, 'server.json'), patience }
  const server = await startWhole({} as never, options)
  const { hostname, port } = new URL(server.url)
  const answered = (sent: string) =>
    new Promise<string>((resolve, reject) => {
      let told = ''
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(sent))
      socket
        .on('data', (part) => (told += String(part)))
        .once('close', () => resolve(told))
        .once('error', reject)
    })

  const [half, body] = await Promise.all([
    answered('GET /api/entry HTTP/1.1\r\nHost: 127'),
    answered(
      `POST /api/entry/sign-in HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{`,
    ),
  ])

  expect([half, body].map((answer) => answer.split('\r\n')[0])).toEqual(Array(2).fill('HTTP/1.1 408 Request Timeout'))
  await server.close()
  rmSync(folder, { recursive: true })
})
