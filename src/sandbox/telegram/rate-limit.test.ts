import { expect, test } from 'vitest'
import { ANNA, refusalOf, startForTest, TEAM } from './start-for-test.ts'

test('a short burst to a chat passes, then one message a second', async () => {
  const { sandbox, api, pass } = await startForTest({ limits: 'on' })

  for (let index = 0; index < 5; index += 1) await api.sendMessage(ANNA.id, 'a')
  const tooMany = await refusalOf(api.sendMessage(ANNA.id, 'a'))
  pass(1)
  await api.sendMessage(ANNA.id, 'a')
  const again = await refusalOf(api.sendMessage(ANNA.id, 'a'))

  expect(tooMany).toEqual({
    code: 429,
    description: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
  })
  expect(again.code).toBe(429)
  expect(sandbox.messages()).toHaveLength(6)
  expect(sandbox.violations).toEqual([])
})

test('a group takes 20 messages a minute', async () => {
  const { api, pass } = await startForTest({ limits: 'on' })

  for (let index = 0; index < 20; index += 1) {
    await api.sendMessage(TEAM.id, 'a')
    pass(1)
  }
  const tooMany = await refusalOf(api.sendMessage(TEAM.id, 'a'))
  pass(40)
  await api.sendMessage(TEAM.id, 'a')

  expect(tooMany.parameters).toEqual({ retry_after: 40 })
})

test('all chats together take 30 messages a second', async () => {
  const { sandbox, api, pass } = await startForTest({ limits: 'on' })
  const people = Array.from({ length: 31 }, (_, index) => 1000 + index)
  for (const id of people) sandbox.addChat({ id, type: 'private', name: `Person ${id}` })

  for (const id of people.slice(0, 30)) await api.sendMessage(id, 'a')
  const tooMany = await refusalOf(api.sendMessage(1030, 'a'))
  pass(1)
  await api.sendMessage(1030, 'a')

  expect(tooMany.parameters).toEqual({ retry_after: 1 })
})
