import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { silentLog, type Ability } from '../base/index.ts'
import type { Program, RunningServer } from './index.ts'
import { silentWatch } from './metrics/index.ts'
import { NEEDS, QUESTIONS, RECORDED, RECORDED_BY_ACCESS } from './needs.ts'
import { makeApp, type ServerOptions } from './server.ts'
import { startWhole, testDoors, type OpenTestDoors } from './testing.ts'

const SECRET = 'Ромашка 1 000 000 ₽'
/** Answers every question with the same secret, and notes who asked. */
const asked: { method: string; person: string }[] = []
const program = new Proxy({} as Program, {
  get:
    (_target, method: string) =>
    async (...given: unknown[]) => {
      const asker = given.at(-1) as { person: { id: string } }
      asked.push({ method, person: asker.person.id })
      if (method === 'report') return [{ name: 'r.html', mediaType: 'text/html', content: Buffer.from(SECRET) }]
      if (method === 'exported') return { name: 'r.csv', mediaType: 'text/csv', content: Buffer.from(SECRET) }
      return { secret: SECRET }
    },
})

const folder = mkdtempSync(join(tmpdir(), 'svodka-guard-'))
const options = { page: folder, serverFile: join(folder, 'server.json') }
let open: OpenTestDoors
let server: RunningServer
let admin: Record<string, string>

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  open = await testDoors(folder, pinnedWorld('2024-01-09T09:00:00Z'))
  server = await startWhole(program, { ...options, port: 18460, doors: open.doors })
  admin = (await open.joined('boss', 'admin')).headers(server.url)
})
afterAll(async () => {
  await server.close()
  await open.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** As any program could ask: with whatever headers, the host's name among them. */
const ask = (
  key: string,
  headers: Record<string, string> = {},
  given: { body?: unknown; url?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [method = 'GET', path = '/'] = key.split(' ')
    const { hostname, port } = new URL(given.url ?? server.url)
    const body = method === 'POST' ? JSON.stringify(given.body ?? {}) : undefined
    request({ hostname, port, path, method, headers }, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString()
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
    })
      .on('error', reject)
      .end(body)
  })

const codeOf = ({ text }: Answer): string => (JSON.parse(text) as { error: { code: string } }).error.code
const pathOf = (key: string): string => key.replaceAll(/:(\w+)/g, 'x')
const QUERY = { query: { metrics: ['a.b'] }, locale: 'ru' }

describe('the table of needs', () => {
  const whole: ServerOptions = {
    port: 0,
    mayMove: false,
    role: 'serve',
    local: { program },
    webhook: async () => new Response(),
    inbox: {} as never,
    serverFile: '',
    ready: async () => [],
    metrics: { watch: silentWatch, text: async () => ({ contentType: '', text: '' }) },
  }
  const routes = () => {
    const app = makeApp('token', { ...whole, web: { program, page: folder, doors: open.doors } }, silentLog)
    return app.routes.map(({ method, path }) => ({ method, path, key: `${method} ${path}` }))
  }

  test('every route has an entry, and every entry a route', () => {
    const own = new Set(
      routes()
        .filter(({ path }) => !path.includes('*'))
        .map(({ key }) => key),
    )

    expect([...own].filter((key) => !Object.hasOwn(NEEDS, key))).toEqual([])
    expect(Object.keys(NEEDS).filter((key) => !own.has(key))).toEqual([])
  })

  test('patterns answer only for the files of the page; all others are on the way to a route', () => {
    const answering = routes().filter(({ method, path }) => path.includes('*') && method !== 'ALL')

    expect(answering.map(({ key }) => key)).toEqual(['GET /*'])
  })

  test('every change and every file that is taken away is recorded', () => {
    const changes = Object.keys(NEEDS).filter((key) => !key.startsWith('GET ') && NEEDS[key] !== 'own-token')
    const unrecorded = changes.filter(
      (key) => !QUESTIONS.has(key) && !Object.hasOwn(RECORDED, key) && !RECORDED_BY_ACCESS.test(key),
    )

    expect(unrecorded).toEqual(['DELETE /mcp'])
    expect(Object.keys(RECORDED).filter((key) => !Object.hasOwn(NEEDS, key))).toEqual([])
    expect(Object.keys(NEEDS).filter((key) => NEEDS[key] === 'export' && !Object.hasOwn(RECORDED, key))).toEqual([])
  })
})

describe('before sign-in', () => {
  const closed = () => Object.keys(NEEDS).filter((key) => !['probe', 'own-token', 'open'].includes(NEEDS[key] ?? ''))

  test('nothing answers but the ways in, and no answer holds data or says what there is', async () => {
    asked.length = 0
    const answers = await Promise.all(
      closed().map((key) => ask(`${pathOf(key)}?locale=en`, { 'content-type': 'application/json' })),
    )

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect(new Set(answers.map(codeOf))).toEqual(new Set(['signed_out']))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(asked).toEqual([])
  })

  test('an address that there is not looks like one that there is', async () => {
    const [none, real] = [await ask('GET /api/nowhere'), await ask('GET /api/home')]

    expect([none.status, none.text]).toEqual([real.status, real.text])
  })

  test.each([
    ['a made-up cookie', { cookie: 'svodka-session-18460=AAAA' }],
    ['a cookie of another name', { cookie: 'session=AAAA' }],
    ['a made-up token', { authorization: 'Bearer svk_AAAA' }],
    ['a password as the web once asked', { authorization: 'Basic Ym9zczp0d2VsdmU=' }],
  ])('%s lets nobody in', async (_what, headers) => {
    expect((await ask('GET /api/app?locale=en', headers)).status).toBe(401)
  })

  test('the page’s own files are open and hold no data', async () => {
    expect((await ask('GET /d/orders.overview')).text).toContain('<title>page</title>')
  })

  test('a wrong method, a path in capitals or with double slashes reaches no route', async () => {
    asked.length = 0
    const tried = [
      'PUT /api/query',
      'DELETE /api/people',
      'OPTIONS /api/query',
      'GET /API/app',
      'GET //api/app?locale=en',
    ]
    const answers = await Promise.all([...tried, 'GET /%61pi/app?locale=en'].map((key) => ask(key)))

    expect(answers.every(({ text }) => !text.includes(SECRET))).toBe(true)
    expect(asked).toEqual([])
  })
})

describe('who signed in', () => {
  test('asks as themselves', async () => {
    asked.length = 0
    await ask('POST /api/query', admin, { body: QUERY })

    expect(asked).toEqual([{ method: 'query', person: 'boss' }])
  })

  test('may what their role may, and nothing beyond', async () => {
    const { headers } = await open.joined('operator', 'operator')
    const may = open.access.roles['operator']?.may ?? []
    const abilities = Object.entries(NEEDS).filter(
      ([, need]) => !['probe', 'own-token', 'open', 'signed-in', 'session'].includes(need),
    )
    asked.length = 0

    for (const [key, need] of abilities) {
      const answer = await ask(`${pathOf(key)}?locale=en`, headers(server.url))
      const isForbidden = answer.status === 403 && codeOf(answer) === 'forbidden'
      expect([key, isForbidden]).toEqual([key, !may.includes(need as Ability)])
      expect(isForbidden && answer.text.includes(SECRET)).toBe(false)
    }
    const methods = new Set(asked.map(({ method }) => method))
    for (const method of ['exported', 'dataState', 'deliveryState', 'previewSend', 'sendReport'])
      expect(methods.has(method)).toBe(false)
  })

  test('reads a report on the page, and takes it away as a file only with the right to', async () => {
    const { headers } = await open.joined('reader', 'operator')
    const own = headers(server.url)

    expect((await ask('GET /api/reports/x/html?locale=en', own)).status).toBe(200)
    expect((await ask('GET /api/reports/x/pdf?locale=en', own)).status).toBe(403)
    expect((await ask('GET /api/reports/x/pdf?locale=en', admin)).status).toBe(200)
  })

  test('changes nothing without the word that only the page knows', async () => {
    const { 'x-csrf-token': _word, ...without } = admin
    asked.length = 0
    const tries = [without, { ...without, 'x-csrf-token': 'AAAA' }, { ...without, 'x-csrf-token': '' }]
    const answers = await Promise.all(tries.map((headers) => ask('POST /api/query', headers, { body: QUERY })))

    expect(answers.map((answer) => `${answer.status} ${codeOf(answer)}`)).toEqual(Array(3).fill('403 csrf'))
    expect(asked).toEqual([])
  })

  test('cannot be made to post by a form of another page: only JSON is read', async () => {
    const answer = await ask('POST /api/query', { ...admin, 'content-type': 'text/plain' }, { body: QUERY })

    expect([answer.status, codeOf(answer)]).toEqual([415, 'needs_json'])
  })

  test('is out once they sign out, with the same cookie', async () => {
    const { headers } = await open.joined('leaver', 'manager')
    const own = headers(server.url)
    const before = await ask('GET /api/home?locale=en', own)
    const out = await ask('POST /api/entry/sign-out', own, { body: {} })
    const after = await ask('GET /api/home?locale=en', own)

    expect([before.status, out.status, after.status]).toEqual([200, 200, 401])
    expect(out.headers['set-cookie']?.[0]).toMatch(/^svodka-session-\d+=; Max-Age=0/)
  })

  test('is out once somebody removed them or gave them another role', async () => {
    const [first, second] = [await open.joined('one', 'manager'), await open.joined('two', 'manager')]
    await ask('POST /api/people/remove', admin, { body: { login: 'one', isDry: false, locale: 'en' } })
    await ask('POST /api/people/change', admin, {
      body: { login: 'two', change: { role: 'analyst' }, isDry: false, locale: 'en' },
    })

    expect((await ask('GET /api/home?locale=en', first.headers(server.url))).status).toBe(401)
    expect((await ask('GET /api/home?locale=en', second.headers(server.url))).status).toBe(401)
  })
})

describe('a token', () => {
  test('may only what it carries, though its person may more', async () => {
    const headers = await open.byToken('sheet', 'manager', ['figures'])

    expect((await ask('POST /api/query', headers, { body: QUERY })).status).toBe(200)
    expect((await ask('GET /api/delivery?locale=en', headers)).status).toBe(403)
  })

  test('is what counts where a cookie is shown as well', async () => {
    const headers = await open.byToken('bare', 'manager', ['figures'])

    expect((await ask('GET /api/people?locale=en', { ...admin, ...headers })).status).toBe(403)
    expect((await ask('GET /api/home?locale=en', { ...admin, authorization: 'Bearer svk_AAAA' })).status).toBe(401)
  })

  test('is no way to an account: nobody makes a wider one, or another password, by it', async () => {
    const headers = await open.byToken('narrow', 'admin', ['people'])
    const keys = Object.keys(NEEDS).filter((key) => NEEDS[key] === 'session')

    for (const key of keys) expect(codeOf(await ask(key, headers))).toBe('needs_session')
  })

  test('alone speaks the Model Context Protocol', async () => {
    expect(codeOf(await ask('POST /mcp', admin))).toBe('needs_token')
  })
})

describe('other pages and names', () => {
  test.each([
    ['another name of this machine', { host: 'evil.example:18460' }],
    ['another site', { origin: 'https://evil.example' }],
    ['another program of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['no origin that could be told', { origin: 'null' }],
    ['a page of another site, by the browser’s word', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ])('%s is refused, even with a session', async (_what, headers) => {
    asked.length = 0
    const answers = await Promise.all([
      ask('GET /api/home?locale=en', { ...admin, ...headers }),
      ask('POST /api/query', { ...admin, ...headers }, { body: QUERY }),
      ask('POST /api/entry/sign-in', { ...headers, 'content-type': 'application/json' }),
    ])

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(asked).toEqual([])
  })

  test('a link that somebody follows leads to a file, and changes nothing', async () => {
    const followed = {
      ...admin,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }

    expect((await ask('GET /api/reports/x/html?locale=en', followed)).status).toBe(200)
    expect((await ask('POST /api/query', followed, { body: QUERY })).status).toBe(403)
  })
})

describe('what every answer carries', () => {
  test('no answer of the API is kept by anybody on the way', async () => {
    const keys = [
      'GET /api/home?locale=en',
      'GET /api/entry?locale=en',
      'GET /api/nowhere',
      'GET /api/reports/x/html?locale=en',
    ]
    const answers = await Promise.all([...keys.map((key) => ask(key, admin)), ask('GET /api/home')])

    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array(5).fill('no-store'))
  })

  test('a browser is told what the page needs not, and of encryption only where there is one', async () => {
    const { headers } = await ask('GET /')

    expect(headers['permissions-policy']).toContain('camera=()')
    expect(headers['strict-transport-security']).toBeUndefined()
  })
})
