import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { remoteProgram } from '../../src/server/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { signInFirst, type SignedIn } from '../sign-in.ts'
import {
  HEAD_CHAT,
  METRICS_TOKEN,
  openOperations,
  processFile,
  until,
  type OperationsWorkspace,
  type Started,
} from './workspace.ts'

const LINK = /(http:\S+)(\/welcome\?code=\S+)/
const WORKER = /answers the other parts at (http:\S+)\./
const BOT = /bot's process is at (http:\S+)/
const REVENUE = { query: { metrics: ['orders.revenue'] }, locale: 'en' }

let workspace: OperationsWorkspace
let [web, bot, worker]: Started[] = []
let [page, botUrl] = ['', '']
let headers: SignedIn['headers']

beforeAll(async () => {
  workspace = await openOperations()
  const { code, told } = await workspace.run('sync')
  if (code !== 0) throw new Error(told)
})
afterAll(() => workspace.close())

const ask = async (locale = 'en') => {
  const answer = await fetch(`${page}/api/query?locale=${locale}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(REVENUE),
  })
  return { status: answer.status, body: (await answer.json()) as any }
}
const ready = async (url: string) => {
  const answer = await fetch(`${url}/readyz`)
  const { parts } = (await answer.json()) as { parts: { part: string; ready: boolean; message: string }[] }
  return { status: answer.status, missing: parts.filter((part) => !part.ready) }
}
const answered = (chat: number) =>
  workspace.telegram
    .messages(chat)
    .flatMap((message) => ('text' in message && message.text ? [String(message.text)] : []))
const says = async (text: string) => {
  await workspace.telegram.handled(workspace.telegram.say({ chat: HEAD_CHAT, text }))
  return answered(HEAD_CHAT).at(-1)
}

test('the page and the bot start without the worker, and say what they wait for', async () => {
  web = workspace.start('serve', '--only', 'web')
  bot = workspace.start('serve', '--only', 'bot')
  const [link, address = ''] = await web.tells(LINK)
  page = address
  headers = (await signInFirst(page, link)).headers
  botUrl = (await bot.tells(BOT))[1] ?? ''

  await web.tells(/Waiting: The worker does not answer: start “svodka serve --only worker”/)
  expect(await ready(page)).toMatchObject({ status: 503, missing: [{ part: 'worker' }] })
  expect((await ready(botUrl)).missing.map(({ part }) => part)).toContain('worker')
  expect(await ask('ru')).toMatchObject({
    status: 503,
    body: {
      error: { code: 'worker_away', message: expect.stringContaining('Процесс, у которого данные, не работает') },
    },
  })
  expect((await fetch(`${page}/healthz`)).status).toBe(200)
  expect(await says('/start')).toContain('orders.manager-list')
  expect(await says('/report orders.manager-list')).toContain('the data cannot be reached just now')
})

test('when the worker comes, they go on: it waits for a command that has the data, then figures, files and reports come from it', async () => {
  const command = await openWarehouse({ folder: join(workspace.folder, 'data') }, pinnedWorld('2024-01-01T00:00:00Z'))
  worker = workspace.start('serve', '--only', 'worker')
  await worker.tells(new RegExp(`Waiting: .*${process.pid}`))
  await command.close()
  await worker.tells(WORKER)
  await web?.tells(/Going on: the worker answers/)

  expect(await ask()).toMatchObject({ status: 200, body: { rows: [{ 'orders.revenue': 700 }] } })
  expect((await ready(page)).status).toBe(200)
  const query = encodeURIComponent('{"metrics":["orders.revenue"],"by":["manager"]}')
  const file = await fetch(`${page}/api/export?as=csv&locale=en&title=x&query=${query}`, { headers })
  expect(await file.text()).toMatch(/Anna.*500[^]*Boris.*200/)
  const pdf = await fetch(`${page}/api/reports/orders.manager-list/pdf?locale=en`, { headers })
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  await until(async () => ((await ready(botUrl)).status === 200 ? true : undefined), 'the bot')
  expect(await says('/report orders.manager-list')).not.toContain('cannot be reached')
})

test('each process tells Prometheus what it knows, and nothing of what it does not', async () => {
  const told = async (url: string) => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
    const text = await (await fetch(`${url}/metrics`, { headers })).text()
    const names = text
      .split('\n')
      .filter((line) => line.startsWith('svodka_'))
      .map((line) => /^\w+/.exec(line)?.[0])
    return new Set(names)
  }
  const [ofPage, ofBot, ofWorker] = await Promise.all(
    [page, botUrl, processFile(workspace.folder, 'server.json').url].map(told),
  )
  const known = (names: Set<string | undefined> | undefined) =>
    ['svodka_disk_free_bytes', 'svodka_outbox_parts', 'svodka_bot_updates_total', 'svodka_http_requests_total'].filter(
      (name) => names?.has(name),
    )

  expect(known(ofPage)).toEqual(['svodka_http_requests_total'])
  expect(known(ofBot)).toEqual(['svodka_bot_updates_total', 'svodka_http_requests_total'])
  expect(known(ofWorker)).toEqual(['svodka_disk_free_bytes', 'svodka_http_requests_total'])
})

test('the worker applies the rights of whoever asks through another process', async () => {
  const program = remoteProgram(join(workspace.folder, 'data/server.json'))
  const anna = { person: { id: 'anna', name: 'Anna', role: 'seller' }, locale: 'en' } as const

  const { rows } = await program.query({ metrics: ['orders.revenue'], by: ['manager'] }, anna)

  expect(rows).toEqual([{ manager: 'Anna', 'orders.revenue': 500 }])
})

test('commands go through the worker, and a second worker is refused', async () => {
  const { code, out } = await workspace.run('query', 'orders.revenue', '--format', 'json')
  const second = await workspace.run('serve', '--only', 'worker')

  expect([code, JSON.parse(out).rows]).toEqual([0, [{ 'orders.revenue': 700 }]])
  expect([second.code, second.told]).toEqual([1, expect.stringContaining('Svodka runs already in')])
})

test('a worker that is killed is missed with a clear sentence, and found again with its new token', async () => {
  const before = processFile(workspace.folder, 'server.json')
  await worker?.end('SIGKILL')

  expect(await ask()).toMatchObject({
    status: 503,
    body: { error: { message: expect.stringContaining('svodka serve --only worker') } },
  })
  expect(await ready(page)).toMatchObject({ status: 503, missing: [{ part: 'worker' }] })
  worker = workspace.start('serve', '--only', 'worker')
  await worker.tells(WORKER)

  expect(await ask()).toMatchObject({ status: 200, body: { rows: [{ 'orders.revenue': 700 }] } })
  expect(processFile(workspace.folder, 'server.json').token).not.toBe(before.token)
})

test('of two bots one takes up what people write; the other follows when it ends', async () => {
  const second = workspace.start('serve', '--only', 'bot')
  const url = (await second.tells(BOT))[1] ?? ''
  const elsewhere = await until(async () => {
    const { parts } = (await (await fetch(`${url}/readyz`)).json()) as { parts: { part: string; message: string }[] }
    return parts.find(({ part, message }) => part === 'bot' && message.includes('Another process'))
  }, 'the first bot to be seen')
  expect(elsewhere.message).toContain(`:${bot?.child.pid}:`)

  await bot?.end()
  await until(async () => ((await ready(url)).status === 200 ? true : undefined), 'the second bot')

  expect(await says('/help')).toContain('/today')
  expect(workspace.telegram.violations).toEqual([])
  expect(workspace.telegram.requests.filter(({ status }) => status === 409)).toEqual([])
})

test('check names each process and what one that was killed needs', async () => {
  await web?.end('SIGKILL')

  const { code, out } = await workspace.run('check', '--format', 'json')

  const lines = (JSON.parse(out) as { lines: { ok: boolean; about: string; message: string }[] }).lines
  const processes = lines.filter(({ about }) => about.startsWith('process')).map(({ ok, about }) => [about, ok])
  expect(code).toBe(1)
  expect(processes).toEqual([
    ['process worker', true],
    ['process web', false],
    ['process bot', true],
  ])
  expect(out).toContain('svodka serve --only web')
})
