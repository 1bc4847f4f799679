import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ANNA, BEN, openTelegramDesk, recipient, type Desk } from '../../../../test/telegram/desk.ts'
import { COMMANDS } from './menu.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openTelegramDesk()
})
afterEach(() => desk.close())

const anna = recipient('anna', ANNA.id)
const ben = recipient('ben', BEN.id, { locale: 'en' })

describe.each([
  { who: anna, chat: ANNA.id, tables: 'Все обращения', title: 'Утро', week: 'Неделя' },
  { who: ben, chat: BEN.id, tables: 'All tickets', title: 'Morning', week: 'Week' },
])('a day of $who.name ($who.locale)', ({ who, chat, tables, title, week }) => {
  const texts =
    who.locale === 'ru'
      ? {
          hello:
            /^Здравствуйте! Вы получаете отчёты как «anna»\.\n\nВот что приходит:\n«Утро» — в 08:45 \(Москва\), ежедневно/,
          on: /Доставка включена/,
          off: /больше не присылаю/,
          help: /\/today — свежий отчёт/,
          choose: 'Какой отчёт прислать?',
          more: /…ещё 12 строк — в файле CSV\./,
          which: 'Какую таблицу прислать файлом?',
          unknown: /Такой команды нет/,
        }
      : {
          hello: /^Hello! You get reports as “ben”\.\n\nThis is what comes:\n“Morning” at 08:45, daily/,
          on: /Delivery is on/,
          off: /nothing will come any more/,
          help: /\/today — today's report/,
          choose: 'Which report would you like?',
          more: /…12 more rows in the CSV file\./,
          which: 'Which table would you like as a file?',
          unknown: /There is no such command/,
        }

  // with the vendor's limits of messages a second on: the bot waits as long as it is told
  beforeEach(async () => {
    await desk.close()
    desk = await openTelegramDesk({}, 'on')
  })

  test('commands, reports, tables, files: every call is as the Bot API describes it', async () => {
    desk.started([who])

    expect(await desk.say(chat, '/start')).toEqual([expect.stringMatching(texts.hello)])
    expect(await desk.say(chat, '/init')).toEqual([expect.stringMatching(texts.on)])
    expect(await desk.say(chat, '/help')).toEqual([expect.stringMatching(texts.help)])
    expect(await desk.say(chat, '/today')).toEqual([expect.stringContaining('23'), expect.any(String)])
    await desk.press(chat, tables)
    expect(desk.fromBot(chat).at(-1)?.text).toMatch(texts.more)
    await desk.press(chat, 'CSV')
    await desk.press(chat, 'PDF')
    expect(
      desk
        .fromBot(chat)
        .slice(-2)
        .map(({ document }) => document?.name),
    ).toEqual([`${tables} 2024-01-01.csv`, 'desk-morning-2024-01-01.pdf'])
    expect(await desk.say(chat, '/report')).toEqual([texts.choose])
    expect(
      desk
        .fromBot(chat)
        .at(-1)
        ?.buttons.flat()
        .map(({ text }) => text),
    ).toEqual([title, week])
    await desk.press(chat, week)
    expect(desk.asked.at(-1)).toEqual({ report: 'desk.week', date: '2024-01-01', person: who.name, locale: who.locale })
    expect(await desk.say(chat, `/report ${title.toUpperCase()}`)).toHaveLength(2)
    await desk.press(chat, 'CSV')
    expect(desk.fromBot(chat).at(-1)?.text).toBe(texts.which)
    await desk.press(chat, tables)
    expect(desk.fromBot(chat).at(-1)?.document?.name).toMatch(/\.csv$/)
    expect(await desk.say(chat, '/stop')).toEqual([expect.stringMatching(texts.off)])
    expect(await desk.state.recipients.off()).toMatchObject([{ recipient: who.name, channel: 'telegram' }])
    expect(await desk.say(chat, '/init')).toHaveLength(1)
    expect(await desk.state.recipients.off()).toEqual([])
    expect(await desk.say(chat, '/dance')).toEqual([expect.stringMatching(texts.unknown)])

    expect(desk.sandbox.callbacks().filter(({ answer }) => !answer)).toEqual([])
    expect(new Set(desk.asked.map(({ person }) => person))).toEqual(new Set([who.name]))
    expect(desk.sandbox.violations).toEqual([])
  })
})

test('the commands are registered for both languages and for all others, once', async () => {
  const bot = desk.started([anna])
  await desk.say(ANNA.id, '/help')
  await bot.stop()
  desk.started([anna])
  await desk.say(ANNA.id, '/help')

  const menus = [...desk.sandbox.commands().values()]
  expect(menus.map((menu) => menu.map(({ command }) => command))).toEqual([[...COMMANDS], [...COMMANDS], [...COMMANDS]])
  expect(menus.map((menu) => menu[2]?.description).toSorted()).toEqual([
    "Today's report, right now",
    "Today's report, right now",
    'Свежий отчёт прямо сейчас',
  ])
  expect(desk.sandbox.requests.filter(({ method }) => method === 'setMyCommands')).toHaveLength(3)
})

test('who blocks the bot is switched off, and comes back by unblocking it and /start, /init', async () => {
  desk.started([anna])
  await desk.say(ANNA.id, '/help')

  await desk.sandbox.handled(desk.sandbox.block(ANNA.id))
  expect(await desk.state.recipients.off()).toMatchObject([
    { recipient: 'anna', cause: { ru: expect.stringMatching(/заблокировал/) } },
  ])
  await desk.sandbox.handled(desk.sandbox.unblock(ANNA.id))
  expect(await desk.say(ANNA.id, '/start')).toEqual([expect.stringContaining('Сейчас доставка выключена')])
  await desk.say(ANNA.id, '/init')

  expect(await desk.state.recipients.off()).toEqual([])
})
