import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FORUM, openTelegramDesk, recipient, TEAM, type Desk } from '../../../../test/telegram/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openTelegramDesk()
})
afterEach(() => desk.close())

describe('in a group', () => {
  test('only commands by the bot’s own name are answered, only in the bound chat', async () => {
    desk.started([recipient('team', TEAM.id)])

    expect(await desk.say(TEAM.id, 'good morning')).toEqual([])
    expect(await desk.say(TEAM.id, '/today')).toEqual([])
    expect(await desk.say(TEAM.id, '/today@other_bot')).toEqual([])
    expect(await desk.say(TEAM.id, '/today@svodka_bot')).toHaveLength(2)
    await desk.press(TEAM.id, 'PDF', { id: 900, name: 'Кто-то из группы' })
    expect(desk.fromBot(TEAM.id).at(-1)?.document?.name).toBe('desk-morning-2024-01-01.pdf')
    expect(await desk.say(FORUM.id, '/today@svodka_bot')).toEqual([
      expect.stringMatching(/Это бот с отчётами|This bot brings/),
    ])
    expect(desk.asked.map(({ person }) => person)).toEqual(['team', 'team'])
  })

  test('a topic is bound by a code; its other topics are nobody’s', async () => {
    desk.started([recipient('team', 'invited')])
    const code = await desk.state.recipients.invite('team', 'telegram', 3600)

    expect(await desk.say(FORUM.id, `/init@svodka_bot ${code}`, { thread: 7 })).toHaveLength(1)
    await desk.say(FORUM.id, '/today@svodka_bot', { thread: 7 })
    const elsewhere = await desk.say(FORUM.id, '/today@svodka_bot', { thread: 9 })

    expect((await desk.state.recipients.bound())[0]?.address).toBe(`${FORUM.id}/7`)
    expect(
      desk
        .fromBot(FORUM.id)
        .slice(0, 3)
        .map(({ threadId }) => threadId),
    ).toEqual([7, 7, 7])
    expect(elsewhere).toEqual([expect.stringMatching(/^Hello! This bot brings/)])
    expect(desk.asked).toHaveLength(1)
    expect(desk.sandbox.violations).toEqual([])
  })

  test('a group that becomes a supergroup keeps its recipient', async () => {
    desk.started([recipient('team', TEAM.id)])
    await desk.say(TEAM.id, '/help@svodka_bot')

    const moved = desk.sandbox.upgradeGroup(TEAM.id)
    const answers = await desk.say(moved, '/today@svodka_bot')

    expect(answers).toHaveLength(2)
    expect((await desk.state.recipients.bound())[0]?.address).toBe(`${TEAM.id}>${moved}`)
  })
})
