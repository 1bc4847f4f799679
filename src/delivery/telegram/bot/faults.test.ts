import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RequestError, defineWords } from '../../../base/index.ts'
import { Secret } from '../../../kit/index.ts'
import { telegramFaults } from '../../../sandbox/telegram/index.ts'
import { ANNA, openTelegramDesk, recipient, TOKEN, type Desk } from '../../../../test/telegram/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openTelegramDesk()
})
afterEach(() => desk.close())

const anna = recipient('anna', ANNA.id)

describe('when something fails', () => {
  test('a report that cannot be made is a clear sentence; the inside of the program stays in the log', async () => {
    const words = defineWords({ en: { stale: 'No data of today yet.' }, ru: { stale: 'Данных за сегодня ещё нет.' } })
    const errors = [new RequestError(words, 'stale'), new TypeError(`x is undefined at https://api/bot${TOKEN}`)]
    desk.started([anna], { document: () => Promise.reject(errors.shift() ?? new Error('done')) })

    expect(await desk.say(ANNA.id, '/today')).toEqual([
      expect.stringMatching(/^Не получилось: Данных за сегодня ещё нет\. Попробуйте/),
    ])
    expect(await desk.say(ANNA.id, '/today')).toEqual([
      expect.stringMatching(/^Не получилось: ошибка внутри программы; подробности в журнале/),
    ])
    expect(await desk.say(ANNA.id, '/help')).toHaveLength(1)
  })

  test('Telegram’s wish to wait is followed, and nothing of the answer is lost or doubled', async () => {
    desk.started([anna])
    await desk.say(ANNA.id, '/help')
    desk.sandbox.faults.add({
      when: ({ method }) => method === 'sendMessage',
      fault: telegramFaults.tooManyRequests(7),
      times: 2,
    })
    desk.world.sleeps.length = 0

    expect(await desk.say(ANNA.id, '/today')).toHaveLength(2)
    expect(desk.world.sleeps).toEqual([7000, 7000])
  })

  test('an answer that Telegram took without saying so is not sent again', async () => {
    desk.started([anna])
    await desk.say(ANNA.id, '/help')
    desk.sandbox.faults.add({
      when: ({ method }) => method === 'sendMessage',
      fault: { kind: 'accepted then 502' },
      times: 1,
    })

    expect(await desk.say(ANNA.id, '/start')).toHaveLength(1)
  })

  test('after 502 and a lost network the bot goes on polling', async () => {
    desk.sandbox.faults.add({
      when: ({ method }) => method === 'getUpdates',
      fault: telegramFaults.badGateway(),
      times: 2,
    })
    desk.sandbox.faults.add({ when: ({ method }) => method === 'getUpdates', fault: { kind: 'reset' }, times: 1 })
    desk.started([anna])

    expect(await desk.say(ANNA.id, '/help')).toHaveLength(1)
    expect(desk.world.sleeps.slice(0, 3)).toEqual([1000, 2000, 4000])
  })

  test('another poller is said in the log and to the administrator, once; then it goes on', async () => {
    const troubles: string[] = []
    const conflict = {
      kind: 'refusal',
      code: 409,
      description: 'Conflict: terminated by other getUpdates request',
    } as const
    desk.sandbox.faults.add({ when: ({ method }) => method === 'getUpdates', fault: conflict, times: 3 })
    desk.started([anna], {
      onTrouble: (subject, cause) => void troubles.push(`${subject}: ${cause.ru}`),
      onWell: (subject) => void troubles.push(`${subject} is well`),
    })

    expect(await desk.say(ANNA.id, '/help')).toHaveLength(1)
    expect(troubles).toEqual([
      expect.stringMatching(/^channel:telegram: Обновления бота забирает кто-то ещё/),
      'channel:telegram is well',
    ])
    expect(desk.world.lines.filter(({ event }) => event === 'telegram.conflict')).toHaveLength(3)
  })

  test('a refused token ends the bot and tells the administrator; nobody sees the token', async () => {
    const told = Promise.withResolvers<string>()
    const settings = { ...desk.settings, token: new Secret('7000000001:WRONG') }
    const bot = desk.started([anna], { settings, onTrouble: (_, cause) => told.resolve(cause.en) })

    expect(await told.promise).toMatch(/refused the bot's token/)
    await bot.stop()
    expect(JSON.stringify(desk.world.lines)).not.toContain('WRONG')
    expect(desk.sandbox.requests).toEqual([])
  })
})

test('an update that comes again after a crash is not answered again', async () => {
  const first = desk.started([anna])
  await desk.say(ANNA.id, '/help')
  // the update is answered and remembered, and the process dies before it confirms
  desk.sandbox.faults.add({
    when: ({ method, values }) => method === 'getUpdates' && 'offset' in values,
    fault: { kind: 'reset' },
  })
  const answered = desk.sandbox.nextCall(({ method }) => method === 'sendPhoto')
  desk.sandbox.say({ chat: ANNA.id, text: '/today' })
  await answered
  await first.stop()
  const before = desk.fromBot(ANNA.id).length

  desk.sandbox.faults.clear()
  desk.started([anna])
  await desk.say(ANNA.id, '/help')

  expect(desk.fromBot(ANNA.id).length).toBe(before + 1)
  expect(desk.asked).toHaveLength(1)
})

test('numbers of updates that begin anew after a quiet week are no repetition', async () => {
  await desk.state.recipients.remember(
    'telegram',
    'update',
    `999999999 ${new Date('2023-12-20T00:00:00Z').toISOString()}`,
  )
  desk.started([anna])

  expect(await desk.say(ANNA.id, '/help')).toHaveLength(1)
})
