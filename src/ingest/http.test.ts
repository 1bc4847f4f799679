import { afterEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { SourceError } from '../base/index.ts'
import { FaultList, type Fault } from '../sandbox/faults.ts'
import { startSandboxServer, type SandboxServer } from '../sandbox/server.ts'
import { words } from './words.ts'
import { createHttp, retryAfterSeconds, type HttpOptions, type Wait } from './http.ts'

const opened: SandboxServer[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

async function start(
  faults: readonly Fault[] = [],
  options: Partial<HttpOptions> = {},
  headers: Record<string, string> = {},
) {
  const world = pinnedWorld('2026-01-01T00:00:00Z')
  const list = new FaultList()
  list.add(...faults)
  const answer = () => ({ status: 200, body: { text: 'целое '.repeat(1000) }, headers })
  const server = await startSandboxServer(answer, list, world.now)
  opened.push(server)
  const waits: Wait[] = []
  const http = createHttp({ vendor: 'Acme', random: () => 0.5, onWait: (wait) => waits.push(wait), ...options }, world)
  const url = new URL('/list?token=sesame', server.url)
  const ask = () => http.getJson(url, { headers: { authorization: 'Basic sesame' } })
  const refusal = async () =>
    ask().then(
      () => undefined,
      (error: unknown) => error as SourceError,
    )
  return { world, server, waits, ask, refusal, http, url }
}

test('a fault of the vendor is tried again after growing waits', async () => {
  const { ask, world, server } = await start([{ times: 3, fault: { kind: 'status', status: 502 } }])

  const { status } = await ask()

  expect(status).toBe(200)
  expect(server.requests).toHaveLength(4)
  expect(world.sleeps).toEqual([500, 1000, 2000])
})

test('half a body, then a reset, is asked for again and comes whole', async () => {
  const { ask, server } = await start([{ times: 2, fault: { kind: 'reset' } }])

  const { body } = await ask()

  expect(body).toEqual({ text: 'целое '.repeat(1000) })
  expect(server.requests).toHaveLength(3)
})

test('a connection that always breaks ends in a sentence that says what was kept', async () => {
  const { refusal } = await start([{ fault: { kind: 'reset' } }])

  const error = await refusal()

  expect(error).toBeInstanceOf(SourceError)
  expect(error).toMatchObject({ code: 'broken_answer', recovery: 'retry' })
  expect(error?.say('en')).toContain('Acme broke off in the middle of an answer')
  expect(error?.say('ru')).toContain('оборвал ответ на середине')
})

test('a page for people instead of JSON is told as such', async () => {
  const { refusal } = await start([{ fault: { kind: 'html' } }])

  const error = await refusal()

  expect(error?.say('en')).toMatch(
    /^Acme answered with something that is not JSON \(text\/html; charset=utf-8\) at 127\.0\.0\.1:\d+\/list\./,
  )
})

test('no answer within the time-out is told as such', async () => {
  const { refusal } = await start([{ fault: { kind: 'hang' } }], { timeoutSeconds: 0.05, attempts: 2 })

  const error = await refusal()

  expect(error).toMatchObject({ code: 'timed_out', recovery: 'retry' })
})

test('nobody at the address is told with the cause', async () => {
  const { refusal, server } = await start()
  await server.close()

  const error = await refusal()

  expect(error?.say('en')).toMatch(/^Acme cannot be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\./)
})

test('429 waits exactly as long as it asks, however often it comes', async () => {
  const { ask, world, server } = await start([
    { times: 10, fault: { kind: 'status', status: 429, retryAfterSeconds: 30 } },
  ])

  await ask()

  expect(world.sleeps).toEqual(Array.from({ length: 10 }, () => 30_000))
  expect(server.requests).toHaveLength(11)
})

test('a storm of 429 that outlasts the budget ends in a sentence', async () => {
  const { refusal, world } = await start([{ fault: { kind: 'status', status: 429, retryAfterSeconds: 60 } }], {
    waitBudgetSeconds: 300,
  })

  const error = await refusal()

  expect(world.sleeps).toHaveLength(5)
  expect(error).toMatchObject({ code: 'rate_limited', recovery: 'retry', retryAfterSeconds: 60 })
  expect(error?.say('ru')).toContain('после 300 с ожидания')
})

test('Retry-After may be seconds, a date or nonsense, and is never longer than five minutes', () => {
  const now = new Date('2026-01-01T00:00:00Z')

  const read = (header: string | null) => retryAfterSeconds(header, now)

  expect([
    read('12'),
    read('Thu, 01 Jan 2026 00:00:20 GMT'),
    read('soon'),
    read(null),
    read('86400'),
    read('Wed, 31 Dec 2025 23:00:00 GMT'),
  ]).toEqual([12, 20, 60, 60, 300, 1])
})

test('the next request waits for a new minute when the vendor says that too little is left', async () => {
  const headers = { 'X-RateLimit-Total': '10.0', 'X-RateLimit-Remaining': '2', 'X-RateLimit-Used-CurrentRequest': '3' }
  const { ask, world, waits } = await start([], {}, headers)

  await ask()
  await ask()

  expect(world.sleeps).toEqual([60_000])
  expect(waits).toMatchObject([{ reason: 'pace', seconds: 60 }])
})

test('requests are spread evenly where the settings ask for fewer than the vendor allows', async () => {
  const { world, server } = await start()
  const http = createHttp({ vendor: 'Acme' }, world)
  const ask = () => http.getJson(new URL('/list', server.url), { requestsPerMinute: 20 })

  await ask()
  await ask()
  world.set('2026-01-01T00:05:00Z')
  await ask()

  expect(world.sleeps).toEqual([3000])
})

test('a stopped run asks nothing more', async () => {
  const { world, server } = await start()
  const http = createHttp({ vendor: 'Acme' }, world)

  const asked = http.getJson(new URL('/list', server.url), { signal: AbortSignal.abort() })

  await expect(asked).rejects.toThrow('aborted')
  expect(server.requests).toHaveLength(0)
})

test('neither the key nor the query is in any message or log line', async () => {
  const { refusal, world } = await start([{ fault: { kind: 'status', status: 418, body: 'no' } }])

  const error = await refusal()

  expect(error?.message).toMatch(/^Acme answered 418 at 127\.0\.0\.1:\d+\/list: "no"$/)
  expect(JSON.stringify([world.lines, error?.message, error?.say('ru')])).not.toContain('sesame')
  expect(world.lines.length).toBeGreaterThan(0)
})

test('text comes as it was sent, without its byte order mark', async () => {
  const { http, url } = await start([{ fault: { kind: 'status', status: 200, text: '\uFEFF19' } }])

  const { body } = await http.getText(url)

  expect(body).toBe('19')
})

const explained = (recovery: 'retry' | 'stop') => ({
  explain: (status: number, body: string) => new SourceError(words, `${status} ${body}`, {}, { recovery }),
})

test('a source explains a 5xx by its body; what may pass is tried again first', async () => {
  const { http, url, server } = await start([{ fault: { kind: 'status', status: 500, text: 'no licence' } }])

  await expect(http.getJson(url, explained('retry'))).rejects.toThrow('500 no licence')
  const asked = server.requests.length
  await expect(http.getJson(url, explained('stop'))).rejects.toThrow('500 no licence')

  expect(asked).toBe(5)
  expect(server.requests).toHaveLength(6)
})

test('what is asked by POST is sent again, whole, where the first answer broke off', async () => {
  const world = pinnedWorld('2026-01-01T00:00:00Z')
  const list = new FaultList()
  list.add({ times: 1, fault: { kind: 'reset' } })
  const server = await startSandboxServer(
    ({ method, body }) => ({ status: 200, body: { method, body } }),
    list,
    world.now,
  )
  opened.push(server)
  const http = createHttp({ vendor: 'Acme', random: () => 0 }, world)
  const body = JSON.stringify({ query: 'вопрос' })

  const answer = await http.getJson(new URL(server.url), { post: { type: 'application/json', body } })

  expect(answer.body).toEqual({ method: 'POST', body })
  expect(server.requests.map(({ body: sent }) => sent)).toEqual([body, body])
})
