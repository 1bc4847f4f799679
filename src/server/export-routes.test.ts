import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { begun, defineWords, RequestError } from '../base/index.ts'
import { findServer, type Program, type RunningServer } from './index.ts'
import { startWhole, testDoors, type OpenTestDoors } from './testing.ts'

const words = defineWords({ en: { full: 'The disk is full.' }, ru: { full: 'Диск заполнен.' } })
const PIECE = new Uint8Array(256 * 1024)
const ANNA = { person: { id: 'anna', name: 'Anna', role: 'analyst' }, locale: 'ru' as const }

/** What becomes of the file that is being made: how many pieces, and whether it was ended. */
let made = { pieces: 0, ended: Promise.withResolvers<void>() }

async function* piecesOf(title: string): AsyncGenerator<Uint8Array, void> {
  try {
    if (title === 'early') throw new RequestError(words, 'full')
    for (let piece = 0; title === 'endless' || piece < 3; piece++) {
      made.pieces++
      yield PIECE
    }
    if (title === 'late') throw new RequestError(words, 'full')
  } finally {
    made.ended.resolve()
  }
}

const program = {
  exported: async (_wanted: unknown, title: string) => ({
    name: `${title}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    content: await begun(piecesOf(title)),
  }),
} as unknown as Program

const folder = mkdtempSync(join(tmpdir(), 'svodka-exports-'))
const serverFile = join(folder, 'server.json')
let open: OpenTestDoors
let server: RunningServer
let headers: Record<string, string>

beforeAll(async () => {
  open = await testDoors(folder, pinnedWorld('2024-01-09T09:00:00Z'))
  server = await startWhole(program, { port: 18930, page: folder, serverFile, doors: open.doors })
  headers = await open.byToken('anna', 'analyst', ['figures', 'export'])
})
beforeEach(() => {
  made = { pieces: 0, ended: Promise.withResolvers<void>() }
})
afterAll(async () => {
  await server.close()
  await open.close()
  rmSync(folder, { recursive: true })
})

const path = (title: string) =>
  `/api/export?as=csv&locale=ru&title=${title}&rows=${encodeURIComponent('{"metric":"a.b"}')}`
const get = (title: string) => fetch(server.url + path(title), { headers })
const remotely = async (title: string) =>
  (await findServer(serverFile))?.exported({ rows: { metric: 'a.b' } }, title, 'csv', ANNA)

test('a file comes whole, without a length, and unpacked', async () => {
  const answer = await get('whole')

  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 3 * PIECE.length])
  expect([answer.headers.get('content-length'), answer.headers.get('content-encoding')]).toEqual([null, null])
})

test('what fails before the first byte is an error; what fails later breaks the answer off', async () => {
  const early = await get('early')
  const late: unknown = await get('late')
    .then((answer) => answer.arrayBuffer())
    .catch((error: unknown) => error)

  expect([early.status, await early.json()]).toEqual([400, { error: { code: 'full', message: 'Диск заполнен.' } }])
  expect(late).toBeInstanceOf(TypeError)
})

test('whoever hangs up ends the making of the file', async () => {
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`GET ${path('endless')} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))

  socket.destroy()

  await expect(made.ended.promise).resolves.toBeUndefined()
})

test('through the local API, too, no more is made than is taken, and whoever stops ends it', async () => {
  const file = await remotely('endless')
  await file?.content.next()

  await file?.content.return?.()

  await made.ended.promise
  // what sockets hold on their way
  expect(made.pieces * PIECE.length).toBeLessThan(64 * 1024 * 1024)
})

test('pieces and errors cross the local API in their order', async () => {
  await expect(remotely('early')).rejects.toMatchObject({ code: 'full' })
  const late = await remotely('late')
  let bytes = 0
  const reading = (async () => {
    for await (const piece of late?.content ?? []) bytes += piece.length
  })()

  await expect(reading).rejects.toMatchObject({ code: 'full' })
  expect(bytes).toBe(3 * PIECE.length)
})
