import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ANNA, BEN, EVE, openTelegramDesk, recipient, type Desk } from '../../../../test/telegram/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openTelegramDesk()
})
afterEach(() => desk.close())

const anna = recipient('anna', ANNA.id)
const ben = recipient('ben', BEN.id, { locale: 'en', reports: ['desk.week'] })

describe('a stranger', () => {
  test('gets one polite refusal in their language, then silence for a day, and no data', async () => {
    desk.started([anna])

    expect(await desk.say(EVE.id, 'hi')).toEqual([expect.stringMatching(/^Hello! This bot brings/)])
    for (const text of ['/start', '/today', '/report desk.morning', '/stop', 'please'])
      expect(await desk.say(EVE.id, text)).toEqual([])
    desk.world.set('2024-01-02T05:46:00Z')
    expect(await desk.say(EVE.id, '/today')).toHaveLength(1)
    expect(desk.asked).toEqual([])
    expect(await desk.state.recipients.off()).toEqual([])
  })

  test('becomes the recipient by a one-time code, which works once and in one chat', async () => {
    desk.started([recipient('anna', 'invited')])
    const code = await desk.state.recipients.invite('anna', 'telegram', 3600)

    expect(await desk.say(ANNA.id, '/start WRONGCODE1')).toEqual([expect.stringMatching(/Этот код не подошёл/)])
    expect(await desk.say(ANNA.id, `/init ${code.toLowerCase()}`)).toEqual([
      expect.stringMatching(/^Готово, этот чат теперь ваш: отчёты для «anna».*\n\nВот что приходит:\n«Утро»/),
    ])
    expect(await desk.say(EVE.id, `/start ${code}`)).toEqual([expect.stringMatching(/This code does not fit/)])
    expect(await desk.say(ANNA.id, '/today')).toHaveLength(2)
    expect(desk.asked.map(({ person }) => person)).toEqual(['anna'])
  })

  test('who tries codes is answered five times a day', async () => {
    desk.started([recipient('anna', 'invited')])
    const answers: number[] = []

    for (let index = 0; index < 7; index++) answers.push((await desk.say(EVE.id, `/start GUESS${index}`)).length)

    expect(answers).toEqual([1, 1, 1, 1, 1, 0, 0])
  })

  test('a code for somebody whose chat stands in the settings binds nobody', async () => {
    desk.started([anna])
    const code = await desk.state.recipients.invite('anna', 'telegram', 3600)

    expect(await desk.say(EVE.id, `/start ${code}`)).toEqual([expect.stringMatching(/does not fit/)])
    expect(await desk.say(EVE.id, '/today')).toEqual([expect.stringMatching(/^Hello! This bot/)])
    expect(desk.asked).toEqual([])
  })
})

test('a button opens nothing that its presser may not see: not of another chat, not after the right was taken', async () => {
  const bot = desk.started([anna, ben])
  await desk.say(ANNA.id, '/today')
  const report = desk.fromBot(ANNA.id)[0]!
  const data = report.buttons.flat().find(({ text }) => text === 'PDF')?.callback_data ?? ''
  await bot.stop()
  desk.asked.length = 0

  desk.started([{ ...anna, reports: ['desk.week'] }, ben])
  await desk.pressData(ANNA.id, report.id, data)

  expect(desk.sandbox.callbacks()).toMatchObject([
    { data, answer: { text: expect.stringMatching(/^Этот отчёт открыт не вам/), isAlert: true } },
  ])
  expect(desk.asked).toEqual([])
})

test('reports that are not theirs are not listed, not sent by name, and secret even when they exist', async () => {
  desk.started([ben])

  expect(await desk.say(BEN.id, '/report desk.morning')).toEqual([
    expect.stringMatching(/^There is no such report among yours/),
  ])
  expect(
    desk
      .fromBot(BEN.id)
      .at(-1)
      ?.buttons.flat()
      .map(({ text }) => text),
  ).toEqual(['Week'])
  expect(await desk.say(BEN.id, '/report Salaries')).toHaveLength(1)
  expect(desk.asked).toEqual([])
})
