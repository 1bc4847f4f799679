import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { OWNER } from '../kit/index.ts'
import type { Program, RunningServer } from './index.ts'
import { ownPath, reachedAt } from './place.ts'
import { startWhole, testDoors, type OpenTestDoors } from './testing.ts'

const PUBLIC = 'https://svodka.acme.ru'
const program = { home: async () => ({ packs: [] }) } as unknown as Program
const folder = mkdtempSync(join(tmpdir(), 'svodka-place-'))
let open: OpenTestDoors
/** behind a proxy that ends TLS and is believed; the same without being believed */
let proxied: RunningServer
let plain: RunningServer

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  open = await testDoors(folder, pinnedWorld('2024-01-09T09:00:00Z'))
  const common = { page: folder, doors: open.doors }
  const place = { host: '127.0.0.1', url: PUBLIC }
  proxied = await startWhole(program, {
    ...common,
    port: 18_530,
    serverFile: join(folder, 'a.json'),
    place: { ...place, trustProxy: true },
  })
  plain = await startWhole(program, {
    ...common,
    port: 18_540,
    serverFile: join(folder, 'b.json'),
    place: { ...place, trustProxy: false },
  })
})
afterAll(async () => {
  await Promise.all([proxied.close(), plain.close()])
  await open.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
}

const ask = (url: string, path: string, headers: Record<string, string>, body?: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const method = body ? 'POST' : 'GET'
    request({ hostname, port, path, method, headers }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
    })
      .on('error', reject)
      .end(body && JSON.stringify(body))
  })

const HOST = { host: 'svodka.acme.ru' }
let counted = 0

/** Somebody new comes in from the public address. */
async function comeIn(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const login = `visitor${(counted += 1)}`
  await open.access.people.add({ login, name: 'Visitor of the shop', role: 'manager' }, OWNER)
  const { code } = await open.access.people.invite(login, OWNER)
  const given = { code, password: 'twelve quiet herons', locale: 'en' }
  return ask(
    url,
    '/api/entry/accept',
    { ...HOST, origin: PUBLIC, 'content-type': 'application/json', ...headers },
    given,
  )
}
const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0] ?? ''
const addressOf = async (): Promise<string | null> =>
  (await open.access.audit.list({ who: `visitor${counted}`, limit: 1 }))[0]?.address ?? null

describe('where the settings say how people reach the page', () => {
  test('its name and origin are ours, another’s are not', async () => {
    const home = (headers: Record<string, string>) => ask(proxied.url, '/api/home?locale=en', headers)
    const cookie = cookieOf(await comeIn(proxied.url)).split(';')[0] ?? ''

    expect((await home({ ...HOST, cookie })).status).toBe(200)
    expect((await home({ ...HOST, cookie, origin: PUBLIC })).status).toBe(200)
    expect((await home({ ...HOST, cookie, origin: 'http://svodka.acme.ru:81' })).status).toBe(403)
    expect((await home({ host: 'svodka.acme.ru.evil.example', cookie })).status).toBe(403)
    expect((await home({ host: 'evil.acme.ru', cookie })).status).toBe(403)
  })

  test('the cookie goes over TLS only, to this host only, and no script reads it', async () => {
    const cookie = cookieOf(await comeIn(proxied.url))

    expect(cookie).toMatch(/^__Host-svodka-session=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('browsers are told to come by TLS from then on', async () => {
    const { headers } = await ask(proxied.url, '/', HOST)

    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('people come from where the proxy saw them, not from where they say', async () => {
    await comeIn(proxied.url, { 'x-forwarded-for': '10.1.1.1, 203.0.113.9' })

    expect(await addressOf()).toBe('203.0.113.9')
  })

  test('a proxy that is not named says nothing of anybody', async () => {
    await comeIn(plain.url, { 'x-forwarded-for': '203.0.113.9' })

    expect(await addressOf()).toBe('127.0.0.1')
  })

  test('what a proxy hands on is no caller of this machine: neither the local API nor what /readyz waits for', async () => {
    const [local, ready] = await Promise.all([
      ask(proxied.url, '/api/local', { ...HOST, authorization: 'Bearer x' }),
      ask(proxied.url, '/readyz', { 'x-forwarded-for': '203.0.113.9' }),
    ])

    expect([local.status, ready.status]).toEqual([401, 200])
  })
})

test.each([
  [undefined, '/'],
  ['/d/orders.overview?period=today#top', '/d/orders.overview?period=today#top'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
])('after sign-in elsewhere, %s leads to %s', (given, path) => {
  expect(ownPath(given)).toBe(path)
})

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8450'],
  ['0.0.0.0', 'http://127.0.0.1:8450'],
  ['10.0.0.5', 'http://10.0.0.5:8450'],
  ['::', 'http://127.0.0.1:8450'],
  ['fd00::5', 'http://[fd00::5]:8450'],
])('what listens at %s is reached on its machine at %s', (host, url) => {
  expect(reachedAt({ host, trustProxy: false }, 8450)).toBe(url)
})
