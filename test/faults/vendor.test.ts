import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startFreshdeskSandbox } from '../../src/sandbox/index.ts'
import { openDeskWorkspace } from '../desk-workspace.ts'
import { smallDesk } from '../small-desk.ts'
import { noteFault } from './shop.ts'

const TICKETS = 30
const TIMEOUT_SECONDS = 0.1
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A door that accepts everybody and then does what a vendor in trouble does. */
async function openDoor(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    socket.once('data', () => serve(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

test.each([
  { what: 'never answers', serve: () => {}, says: /^Freshdesk did not answer within 0\.1 s at 127\.0\.0\.1:\d+\/api/ },
  {
    what: 'answers a byte now and then',
    serve: (socket: Socket) => {
      socket.write(`${HEAD}content-length: 100000\r\n\r\n`)
      const dripping = setInterval(() => socket.write(' '), 20)
      socket.once('close', () => clearInterval(dripping))
    },
    says: /^Freshdesk did not answer within 0\.1 s at 127\.0\.0\.1:\d+\/api/,
  },
  {
    what: 'closes in the middle of its answer',
    serve: (socket: Socket) => void socket.end(`${HEAD}content-length: 1000\r\n\r\n[{"id": 1,`),
    says: /^Freshdesk broke off in the middle of an answer \(127\.0\.0\.1:\d+\/api\S+: UND_ERR_SOCKET\)\. What had come whole is kept/,
  },
  {
    what: 'speaks something else than HTTP',
    serve: (socket: Socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    says: /^Freshdesk cannot be reached at 127\.0\.0\.1:\d+ \((HPE_\w+|network fault)\)\. Check the address/,
  },
  {
    what: 'closes before it says anything',
    serve: (socket: Socket) => void socket.end(),
    says: /^Freshdesk cannot be reached at 127\.0\.0\.1:\d+ \(UND_ERR_SOCKET\)\. Check the address/,
  },
])(
  'a vendor that $what: the limit holds, the sentence says who and what, and afterwards all comes once',
  async ({ what, serve, says }) => {
    const url = await openDoor(serve)
    const sandbox = await startFreshdeskSandbox(
      smallDesk(TICKETS),
      { rateLimits: 'off' },
      () => new Date('2024-01-01T00:00:00Z'),
    )
    closing.push(() => sandbox.close())
    const broken = await openDeskWorkspace([{ url }], { timeoutSeconds: TIMEOUT_SECONDS })
    closing.push(() => broken.close())

    const { streams } = await broken.sync()
    await broken.warehouse.close()
    const healed = await openDeskWorkspace([{ url: sandbox.url }], { folder: broken.folder })
    const results = [await healed.sync(), await healed.sync()]
    const [found] = await healed.rows(
      'select count(*)::int as n, count(distinct ticket_id)::int as ids from core.support_ticket',
    )
    await healed.warehouse.close()
    closing.pop()

    const said = streams.find(({ error }) => error !== null)?.error ?? ''
    expect(said).toMatch(says)
    expect(results.map(({ isComplete }) => isComplete)).toEqual([true, true])
    expect(found).toEqual({ n: TICKETS, ids: TICKETS })
    noteFault(`a vendor that ${what}`, { told: said })
  },
)
