import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RequestError, defineWords } from '../base/index.ts'
import { findServer, type Program, type RunningServer } from './index.ts'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { startWhole, testDoors, type OpenTestDoors } from './testing.ts'

const words = defineWords({ en: { nothing: 'There is no such metric.' }, ru: { nothing: 'Такого показателя нет.' } })

/** A program that answers one question and fails in three ways: expected, unexpected, with progress. */
const program = {
  query: async (query: { metrics: string[] }) => {
    if (query.metrics[0] === 'unknown') throw new RequestError(words, 'nothing')
    if (query.metrics[0] === 'broken') throw new Error('secret internals at /home/x')
    return { rows: [{ n: 1 }] }
  },
  exported: async (_query: unknown, title: string) => ({
    name: `${title}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    content: (async function* () {
      yield new TextEncoder().encode('a;b')
    })(),
  }),
  report: async () => [{ name: 'r.pdf', mediaType: 'application/pdf', content: new Uint8Array([1, 2, 250]) }],
  sync: async (_request: unknown, tell: (event: unknown) => void) => {
    tell({ text: 'page 1' })
    return { runId: 'r1' }
  },
} as unknown as Program

const folder = mkdtempSync(join(tmpdir(), 'svodka-server-'))
const serverFile = join(folder, 'server.json')
let server: RunningServer
let open: OpenTestDoors
let signedIn: Record<string, string>

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  open = await testDoors(folder, pinnedWorld('2024-01-09T09:00:00Z'))
  server = await startWhole(program, { port: 18450, page: folder, serverFile, doors: open.doors })
  signedIn = (await open.joined('anna', 'admin')).headers(server.url)
})
afterAll(async () => {
  await server.close()
  await open.close()
  rmSync(folder, { recursive: true })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { ...signedIn, ...headers },
    body: JSON.stringify(body),
  })

test('a question is answered as JSON', async () => {
  const answer = await post('/api/query', { query: { metrics: ['a.b'] }, locale: 'en' })

  expect([answer.status, await answer.json()]).toEqual([200, { rows: [{ n: 1 }] }])
})

test('an expected error is a sentence in the language that was asked for, an unexpected one tells nothing of the inside', async () => {
  const expected = await post('/api/query?locale=ru', { query: { metrics: ['unknown'] }, locale: 'ru' })
  const unexpected = await post('/api/query?locale=en', { query: { metrics: ['broken'] }, locale: 'en' })

  expect([expected.status, await expected.json()]).toEqual([
    400,
    { error: { code: 'nothing', message: 'Такого показателя нет.' } },
  ])
  expect(unexpected.status).toBe(500)
  expect(await unexpected.text()).not.toContain('secret internals')
})

test('a body that is not well formed names its fault', async () => {
  const answer = await post('/api/query', { query: { metrics: [], extra: 1 }, locale: 'en' })

  expect(answer.status).toBe(400)
  expect(((await answer.json()) as { error: { message: string } }).error.message).toContain('query')
})

test('a name that merely points here is refused, and so is a post from another origin', async () => {
  const rebound = await rawGet({ host: 'evil.example:18450' })
  const foreign = await post(
    '/api/query',
    { query: { metrics: ['a.b'] }, locale: 'en' },
    { origin: 'https://evil.example' },
  )

  expect([rebound, foreign.status]).toEqual([403, 403])
})

test('the page cannot load or run anything from elsewhere', async () => {
  const { headers } = await fetch(server.url)

  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(headers.get('x-frame-options')).toBe('DENY')
})

test('unknown pages give the page itself, unknown API paths give 404 to whoever signed in', async () => {
  expect(await (await fetch(`${server.url}/d/support.overview`)).text()).toContain('<title>page</title>')
  expect((await fetch(`${server.url}/api/nowhere`, { headers: signedIn })).status).toBe(404)
})

test('a file of an older page is missing, and nothing in its place is kept for a year', async () => {
  const answer = await fetch(`${server.url}/assets/older-1a2b.js`)

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, null])
})

test('files outside the page folder are not served', async () => {
  expect(await rawBody('/..%2f..%2fetc/passwd')).not.toContain('root:')
  expect(await rawBody('/../../../etc/passwd')).not.toContain('root:')
})

test('a body beyond a megabyte is refused', async () => {
  const answer = await post('/api/query', { query: { metrics: ['x'.repeat(1_100_000)] }, locale: 'en' })

  expect(answer.status).toBe(413)
})

test('a download keeps a Russian name', async () => {
  const answer = await fetch(
    `${server.url}/api/export?as=csv&locale=ru&title=${encodeURIComponent('Обращения')}&query=${encodeURIComponent('{"metrics":["a.b"]}')}`,
    { headers: signedIn },
  )

  expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('Обращения.csv')}`)
})

test('the local API needs its token, which only the owner of the folder can read', async () => {
  const refused = await post('/api/local/query', { arguments: [] })

  expect(refused.status).toBe(401)
  expect((statSync(serverFile).mode & 0o777).toString(8)).toBe('600')
})

test('another command gets results, bytes, progress and errors through the running server', async () => {
  const client = await findServer(serverFile)
  const told: unknown[] = []
  const asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'ru' as const }

  expect(await client?.sync({ mode: 'new', locale: 'ru' }, (event) => told.push(event))).toEqual({ runId: 'r1' })
  expect(told).toEqual([{ text: 'page 1' }])
  expect((await client?.report('x', { format: 'pdf' }, asker))?.[0]?.content).toEqual(new Uint8Array([1, 2, 250]))
  await expect(client?.query({ metrics: ['unknown'] }, asker)).rejects.toMatchObject({
    message: 'There is no such metric.',
    code: 'nothing',
  })
})

test('the file of a killed server is not taken for a running one', async () => {
  const stale = join(folder, 'stale.json')
  writeFileSync(stale, JSON.stringify({ pid: 1, url: 'http://127.0.0.1:1', token: 'x' }))

  expect(await findServer(stale)).toBeUndefined()
  expect(existsSync(stale)).toBe(true)
})

test('a port that is taken is named', async () => {
  const port = Number(new URL(server.url).port)

  await expect(
    startWhole(program, { port, mayMove: false, page: folder, serverFile: join(folder, 'b.json') }),
  ).rejects.toThrow(`Port ${port} is taken`)
})

test('the server file holds this process', () => {
  expect((JSON.parse(readFileSync(serverFile, 'utf8')) as { pid: number }).pid).toBe(process.pid)
})

const rawGet = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(`${server.url}/api/entry?locale=en`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })

const rawBody = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    request({ hostname, port, path }, async (answer) => resolve(Buffer.concat(await answer.toArray()).toString()))
      .on('error', reject)
      .end()
  })
