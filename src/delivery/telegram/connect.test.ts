import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ANNA, openTelegramDesk, type Desk } from '../../../test/telegram/desk.ts'
import { noteParts } from './parts.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const join = (one: Socket, other: Socket): void => {
  one.pipe(other).pipe(one)
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
}

/** An HTTP proxy that lets `name:password` through, and keeps where to. */
async function httpProxy(targets: string[]): Promise<number> {
  const server = createHttpServer()
  server.on('connect', (request, socket: Socket) => {
    if (request.headers['proxy-authorization'] !== `Basic ${btoa('name:pass word')}`) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    }
    targets.push(request.url ?? '')
    const [host, port] = (request.url ?? '').split(':')
    const there = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      join(socket, there)
    })
  })
  return listening(server)
}

/** A SOCKS5 proxy without a password (RFC 1928), and the addresses that it was asked for. */
async function socksProxy(targets: string[]): Promise<number> {
  return listening(
    createServer((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]))
        socket.once('data', (asked) => {
          const isName = asked[3] === 3
          const end = isName ? 5 + (asked[4] ?? 0) : 8
          const host = isName ? asked.toString('latin1', 5, end) : [...asked.subarray(4, 8)].join('.')
          const port = asked.readUInt16BE(end)
          targets.push(`${host}:${port}`)
          const there = connect(port, host, () => {
            socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
            join(socket, there)
          })
        })
      })
    }),
  )
}

async function deskBehind(proxy: string): Promise<Desk> {
  const desk = await openTelegramDesk({ proxy })
  closing.push(() => desk.close())
  return desk
}

const [part] = noteParts({ locale: 'en', title: 'Hello', text: '' })

const send = async (desk: Desk) => {
  let wired = 0
  const key = { report: '', recipient: 'anna', channel: 'telegram', edition: '', part: 'text-1' }
  const outcome = await desk.channel.send(
    { ...part!, content: undefined, key },
    'anna',
    ANNA.id,
    async () => void wired++,
  )
  return { outcome, wired }
}

test('through an HTTP proxy with a name and a password', async () => {
  const targets: string[] = []
  const port = await httpProxy(targets)
  const desk = await deskBehind(`http://name:pass%20word@127.0.0.1:${port}`)

  expect(await send(desk)).toMatchObject({ outcome: { kind: 'sent' }, wired: 1 })
  expect(targets).toEqual([new URL(desk.sandbox.url).host])
})

test('through a SOCKS proxy, which resolves names itself', async () => {
  const targets: string[] = []
  const desk = await deskBehind(`socks5://127.0.0.1:${await socksProxy(targets)}`)

  expect(await send(desk)).toMatchObject({ outcome: { kind: 'sent' }, wired: 1 })
  expect(targets).toEqual([new URL(desk.sandbox.url).host])
})

test('a proxy that refuses is no connection, and its password is in no message', async () => {
  const desk = await deskBehind(`http://${['name', 'hunter2'].join(':')}@127.0.0.1:${await httpProxy([])}`)

  const { outcome, wired } = await send(desk)

  expect(outcome).toMatchObject({ kind: 'later', cause: { en: expect.stringContaining('proxy: 407') } })
  expect(JSON.stringify(outcome)).not.toContain('hunter2')
  expect(wired).toBe(0)
})
