import { serve } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../../kit/index.ts'
import type { Bot } from '../contract.ts'
import { ANNA, openTelegramDesk, recipient, type Desk } from '../../../../test/telegram/desk.ts'

const SECRET = 'a_secret-of-ours'
let desk: Desk
let bot: Bot
let server: ReturnType<typeof serve>

beforeEach(async () => {
  desk = await openTelegramDesk()
  const listening = Promise.withResolvers<AddressInfo>()
  server = serve({ fetch: (request) => bot.handleWebhook(request), port: 0, hostname: '127.0.0.1' }, listening.resolve)
  const url = `http://127.0.0.1:${(await listening.promise).port}/hook`
  bot = desk.bot([recipient('anna', ANNA.id)], {
    settings: { ...desk.settings, mode: 'webhook', webhook: { url, secret: new Secret(SECRET) } },
  })
})
afterEach(async () => {
  await desk.close()
  server.close()
})

const post = (headers: Record<string, string>, body: unknown): Promise<Response> =>
  bot.handleWebhook(new Request('http://here/hook', { method: 'POST', headers, body: JSON.stringify(body) }))

const written = (id: number) => ({
  update_id: id,
  message: {
    message_id: 1,
    date: 1,
    chat: { id: ANNA.id, type: 'private' },
    from: { id: ANNA.id, is_bot: false, first_name: 'A' },
    text: '/help',
  },
})

test('Telegram hands over what people write, and it is answered', async () => {
  const set = desk.sandbox.nextCall(({ method }) => method === 'setWebhook')
  bot.start()
  await set

  await desk.sandbox.handled(desk.sandbox.say({ chat: ANNA.id, text: '/today' }))

  expect(desk.sandbox.messages(ANNA.id)).toHaveLength(3)
  expect(desk.sandbox.requests.filter(({ method }) => method === 'getUpdates')).toEqual([])
  expect(desk.sandbox.violations).toEqual([])
})

test('without the secret, or with another, nothing is read', async () => {
  for (const headers of [
    {},
    { 'x-telegram-bot-api-secret-token': 'another' },
    { 'x-telegram-bot-api-secret-token': `${SECRET}x` },
  ]) {
    expect((await post(headers as Record<string, string>, written(1))).status).toBe(401)
  }
  expect(desk.sandbox.messages(ANNA.id)).toEqual([])
})

test('an update that is handed over twice, or at once again, is answered once', async () => {
  const headers = { 'x-telegram-bot-api-secret-token': SECRET }

  const answers = await Promise.all([post(headers, written(5)), post(headers, written(5)), post(headers, written(4))])

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(desk.sandbox.messages(ANNA.id)).toHaveLength(1)
})

test('what is no update is refused', async () => {
  const headers = { 'x-telegram-bot-api-secret-token': SECRET }

  expect((await post(headers, { hello: 1 })).status).toBe(400)
  expect(
    (await bot.handleWebhook(new Request('http://here/hook', { method: 'POST', headers, body: '{' }))).status,
  ).toBe(400)
})
