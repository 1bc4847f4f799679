import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished, expect, test } from 'vitest'
import { ANNA, refusalOf, startForTest } from './start-for-test.ts'

async function receiver(statuses: number[]) {
  const got: { secret: unknown; text: unknown }[] = []
  const server = createServer(async (incoming, outgoing) => {
    const body = JSON.parse(await text(incoming))
    got.push({ secret: incoming.headers['x-telegram-bot-api-secret-token'], text: body.message.text })
    outgoing.writeHead(statuses.shift() ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

test('a webhook gets updates with its secret, again when it failed', async () => {
  const { sandbox, api } = await startForTest()
  const { got, url } = await receiver([500])

  await api.setWebhook(url, { secret_token: 'secret-1' })
  await sandbox.handled(sandbox.say({ chat: ANNA.id, text: '/today' }))

  expect(got).toEqual(Array.from({ length: 2 }, () => ({ secret: 'secret-1', text: '/today' })))
  expect(await api.getWebhookInfo()).toMatchObject({
    url,
    pending_update_count: 0,
    last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
  })
  expect(sandbox.violations).toEqual([])
})

test('while a webhook is set nobody polls', async () => {
  const { api } = await startForTest()
  const { url } = await receiver([])
  await api.setWebhook(url)

  const refusal = await refusalOf(api.getUpdates())
  await api.deleteWebhook()

  expect(refusal).toMatchObject({ code: 409, description: expect.stringMatching(/^Conflict: can't use getUpdates/) })
  expect(await api.getUpdates()).toEqual([])
})

test('it delivers to no other machine', async () => {
  const { api } = await startForTest()

  const refusal = await refusalOf(api.setWebhook('https://example.org/hook'))

  expect(refusal.description).toContain('this machine only')
})
