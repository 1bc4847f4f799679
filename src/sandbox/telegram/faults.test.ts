import { Api, HttpError, InputFile } from 'grammy'
import { expect, test } from 'vitest'
import { telegramFaults, type TelegramFaultKind } from './index.ts'
import { ANNA, refusalOf, startForTest, TEAM, TOKEN } from './start-for-test.ts'
import { tinyPng } from './tiny-png.ts'

test.each<[TelegramFaultKind, object]>([
  [
    telegramFaults.tooManyRequests(35),
    { code: 429, description: 'Too Many Requests: retry after 35', parameters: { retry_after: 35 } },
  ],
  [telegramFaults.blocked(), { code: 403, description: 'Forbidden: bot was blocked by the user' }],
  [telegramFaults.migrated(-100_500), { code: 400, parameters: { migrate_to_chat_id: -100_500 } }],
  [telegramFaults.internalError(), { code: 500, description: 'Internal Server Error' }],
])('fault %j strikes once and leaves nothing', async (fault, expected) => {
  const { sandbox, api } = await startForTest()
  sandbox.faults.add({ fault, times: 1, when: (request) => request.chatId === ANNA.id })

  const refusal = await refusalOf(api.sendMessage(ANNA.id, 'a'))
  await api.sendMessage(ANNA.id, 'b')

  expect(refusal).toMatchObject(expected)
  expect(sandbox.messages().map((message) => message.text)).toEqual(['b'])
  expect(sandbox.requests[0]).toMatchObject({ isComplete: true, isAccepted: false, isAnswered: true })
  expect(sandbox.violations).toEqual([])
})

test.each<[TelegramFaultKind, { isComplete: boolean; isAccepted: boolean; isAnswered: boolean }]>([
  [{ kind: 'reset' }, { isComplete: false, isAccepted: false, isAnswered: false }],
  [telegramFaults.badGateway(), { isComplete: true, isAccepted: false, isAnswered: true }],
  [{ kind: 'accepted then 502' }, { isComplete: true, isAccepted: true, isAnswered: true }],
  [{ kind: 'accepted then cut' }, { isComplete: true, isAccepted: true, isAnswered: false }],
])('fault %j is a failure of the network to the caller', async (fault, fate) => {
  const { sandbox, api } = await startForTest()
  sandbox.faults.add({ fault, when: (request) => request.method === 'sendPhoto' })
  const over = sandbox.nextCall((request) => request.method === 'sendPhoto')

  const call = api.sendPhoto(ANNA.id, new InputFile(tinyPng(300, 300)))

  await expect(call).rejects.toBeInstanceOf(HttpError)
  expect(await over).toMatchObject(fate)
  expect(sandbox.messages()).toHaveLength(fate.isAccepted ? 1 : 0)
})

test.each<[TelegramFaultKind['kind'], number]>([
  ['hang', 0],
  ['accepted then silence', 1],
])('fault "%s" never answers', async (kind, kept) => {
  const { sandbox } = await startForTest()
  sandbox.faults.add({ fault: { kind } as TelegramFaultKind })
  const [decided, over] = [sandbox.nextCall(() => true, 'decided'), sandbox.nextCall(() => true)]
  const patience = new AbortController()

  const call = new Api(TOKEN, { apiRoot: sandbox.url }).sendMessage(ANNA.id, 'a', {}, patience.signal as never)
  const failure = call.catch((error: unknown) => error)
  await decided
  patience.abort()

  expect(await failure).toBeInstanceOf(HttpError)
  expect(await over).toMatchObject({ isComplete: true, isAccepted: kept === 1, isAnswered: false })
  expect(sandbox.messages()).toHaveLength(kept)
})

test('connections are refused for a while', async () => {
  const { sandbox, api } = await startForTest()

  await sandbox.refuseConnections()
  const refused = api.sendMessage(ANNA.id, 'a')
  await expect(refused).rejects.toBeInstanceOf(HttpError)
  await sandbox.acceptConnections()
  await api.sendMessage(ANNA.id, 'b')

  expect(sandbox.messages().map((message) => message.text)).toEqual(['b'])
})

test('a request that ends before its body does is never accepted', async () => {
  const { sandbox } = await startForTest()
  const begun = sandbox.nextCall(() => true, 'begun')
  const decided = sandbox.nextCall(() => true, 'decided')
  const patience = new AbortController()
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"chat_id":501,')),
  })

  const call = fetch(`${sandbox.url}/bot${TOKEN}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    duplex: 'half',
    signal: patience.signal,
  } as RequestInit)
  const failure = call.catch((error: unknown) => error)
  await begun
  patience.abort()

  expect(String(await failure)).toContain('abort')
  expect(await decided).toMatchObject({ method: 'sendMessage', isComplete: false, isAccepted: false })
  expect(sandbox.messages()).toEqual([])
})

test('whoever blocked, threw out or left the bot gets nothing', async () => {
  const { sandbox, api } = await startForTest()

  sandbox.block(ANNA.id)
  sandbox.kick(TEAM.id)
  const blocked = await refusalOf(api.sendMessage(ANNA.id, 'a'))
  const kicked = await refusalOf(api.sendMessage(TEAM.id, 'a'))
  const stranger = await refusalOf(api.sendMessage(999, 'a'))
  sandbox.unblock(ANNA.id)
  await api.sendMessage(ANNA.id, 'again')

  expect([blocked, kicked, stranger].map(({ code, description }) => `${code} ${description}`)).toEqual([
    '403 Forbidden: bot was blocked by the user',
    '403 Forbidden: bot was kicked from the group chat',
    '400 Bad Request: chat not found',
  ])
  expect(sandbox.violations).toEqual([])
})

test('a group that became a supergroup answers with its new id', async () => {
  const { sandbox, api } = await startForTest()

  const newId = sandbox.upgradeGroup(TEAM.id)
  const refusal = await refusalOf(api.sendMessage(TEAM.id, 'a'))
  await api.sendMessage(newId, 'a')

  expect(refusal).toMatchObject({
    code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: newId },
  })
  expect((await api.getUpdates()).map((update) => update.message?.migrate_to_chat_id)).toEqual([newId, undefined])
})
