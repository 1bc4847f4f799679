import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReadyPart, RunningServer } from './index.ts'
import { readyPage, readyPart, readyWhen, readyWorker } from './ready.ts'
import { startWhole } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-health-'))
const metrics = {
  watch: { requested: (seen: { route: string }) => void routes.push(seen.route) } as never,
  text: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
}
const routes: string[] = []
let parts: ReadyPart[] = []
let open: RunningServer
let locked: RunningServer

beforeAll(async () => {
  const common = { page: folder, metrics, ready: async () => parts }
  const none = {} as never
  open = await startWhole(none, { ...common, port: 18490, serverFile: join(folder, 'open.json') })
  locked = await startWhole(none, { ...common, port: 18495, serverFile: join(folder, 'b.json'), metricsToken: 'key' })
})
afterAll(async () => {
  await Promise.all([open.close(), locked.close()])
  rmSync(folder, { recursive: true })
})

const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(`${url}/metrics`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })

test('health says that the process is up and nothing else', async () => {
  for (const path of ['/healthz', '/api/health'])
    expect(await (await fetch(open.url + path)).text()).toBe('{"up":true}')
})

test('readiness names what is missing, in the language that was asked for, and what is there', async () => {
  parts = [readyPart('warehouse', true), await readyPage(folder), await readyWorker(join(folder, 'none.json'))]
  const answer = await fetch(`${open.url}/readyz?locale=ru`)

  expect([answer.status, await answer.json()]).toEqual([
    503,
    {
      ready: false,
      role: 'serve',
      parts: [
        { part: 'warehouse', ready: true, message: 'хранилище открыто' },
        { part: 'page', ready: false, message: expect.stringContaining('npm run prepare') },
        { part: 'worker', ready: false, message: expect.stringContaining('svodka serve --only worker') },
      ],
    },
  ])
})

test('elsewhere it says no more than ready or not, unless the token of /metrics is shown', async () => {
  parts = [readyPart('warehouse', true), await readyPage(folder)]
  const asked = async (url: string, headers: Record<string, string>) =>
    (await fetch(`${url}/readyz`, { headers })).text()
  const forwarded = { 'x-forwarded-for': '10.0.0.7' }

  expect(await asked(open.url, forwarded)).toBe('{"ready":false}')
  expect(await asked(locked.url, { ...forwarded, authorization: 'Bearer keys' })).toBe('{"ready":false}')
  expect(await asked(locked.url, { ...forwarded, authorization: 'Bearer key' })).toContain('npm run prepare')
})

test('with all that is needed there, readiness is 200', async () => {
  parts = [readyPart('warehouse', true), await readyWhen('state', async () => 1)]

  expect((await fetch(`${open.url}/readyz`)).status).toBe(200)
})

test('a part that fails when it is asked says why', async () => {
  const part = await readyWhen('state', async () => {
    throw new Error('no room')
  })

  expect(part).toEqual({ part: 'state', isReady: false, message: { ru: 'no room', en: 'no room' } })
})

test('a part that hangs is not waited for', async () => {
  const part = await readyWhen('warehouse', () => new Promise(() => {}), 0.05)

  expect(part).toMatchObject({ isReady: false, message: { ru: 'нет ответа за 0,05 секунды' } })
})

test('without a token of its own /metrics is for this machine: not handed on by a proxy, not under another name', async () => {
  expect(await statusOf(open.url, {})).toBe(200)
  expect(await statusOf(open.url, { 'x-forwarded-for': '10.0.0.7' })).toBe(401)
  expect(await statusOf(open.url, { host: 'svodka.example' })).toBe(401)
})

test('with a token, who shows it reads /metrics under any name, and nobody else does', async () => {
  const authorization = 'Bearer key'

  expect(await statusOf(locked.url, { authorization, host: 'svodka.example', 'x-forwarded-for': '10.0.0.7' })).toBe(200)
  expect(await statusOf(locked.url, {})).toBe(401)
  expect(await statusOf(locked.url, { authorization: 'Bearer keys' })).toBe(401)
})

test('requests are counted by the template that answered', async () => {
  routes.length = 0
  for (const path of ['/healthz', '/api/dashboards/x?locale=en', '/api/none', '/d/x', '/assets/a.js', '/metrics'])
    await fetch(open.url + path)

  expect(routes).toEqual(['/healthz', '/api/dashboards/:id', 'unknown', 'page', 'page', '/metrics'])
})
