import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Day, Locale } from '../../src/base/index.ts'
import { OWNER, Secret } from '../../src/kit/index.ts'
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/index.ts'
import { openState, type State } from '../../src/state/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'
import type { OpenChannel, Recipient } from '../../src/delivery/contract.ts'
import {
  createBot,
  telegram,
  type Bot,
  type BotOptions,
  type TelegramAddress,
  type TelegramSettings,
} from '../../src/delivery/telegram/index.ts'
import { NOW, sampleReport, TODAY } from './report.ts'

export const TOKEN = '7000000001:AAexample_token'
export const ANNA = { id: 501, type: 'private', name: 'Анна', languageCode: 'ru' } as const
export const BEN = { id: 502, type: 'private', name: 'Ben', languageCode: 'en' } as const
export const EVE = { id: 666, type: 'private', name: 'Eve', languageCode: 'en' } as const
export const TEAM = { id: -42, type: 'group', name: 'Продажи', members: [{ id: 501, name: 'Анна' }] } as const
export const FORUM = {
  id: -1_001_234_567_890,
  type: 'supergroup',
  name: 'Отчёты',
  topics: [
    { id: 7, name: 'Утро' },
    { id: 9, name: 'Прочее' },
  ],
  members: [{ id: 501, name: 'Анна' }],
} as const

export const recipient = (name: string, address: TelegramAddress, changes: Partial<Recipient> = {}): Recipient => ({
  name,
  locale: 'ru',
  timeZone: 'Europe/Moscow',
  person: { ...OWNER, id: name, name },
  reports: ['desk.morning', 'desk.week'],
  addresses: { telegram: address },
  ...changes,
})

type SandboxMessage = ReturnType<TelegramSandbox['messages']>[number]
type SandboxPerson = NonNullable<Parameters<TelegramSandbox['press']>[0]['from']>

export interface Desk {
  sandbox: TelegramSandbox
  state: State
  world: PinnedWorld
  channel: OpenChannel<TelegramAddress>
  settings: TelegramSettings
  /** what was asked of `document`, in order */
  asked: { report: string; date: Day; person: string; locale: Locale }[]
  /** a bot that is not started yet; stopped with the desk */
  bot(recipients: readonly Recipient[], changes?: Partial<BotOptions>): Bot
  /** a bot that polls */
  started(recipients: readonly Recipient[], changes?: Partial<BotOptions>): Bot
  /** what stands in a chat from the bot, oldest first */
  fromBot(chat: number): readonly SandboxMessage[]
  /** Somebody writes, and the bot has done with it; what it wrote since is returned. */
  say(chat: number, text: string, more?: { thread?: number }): Promise<string[]>
  /** Presses the button of that name, the newest there is. */
  press(chat: number, label: string, from?: SandboxPerson): Promise<void>
  pressData(chat: number, messageId: number, data: string, from?: SandboxPerson): Promise<void>
  close(): Promise<void>
}

/** A Telegram on loopback, a state in a temporary folder, a clock that moves only when told. */
export async function openTelegramDesk(
  changes: Partial<TelegramSettings> = {},
  limits: 'on' | 'off' = 'off',
): Promise<Desk> {
  const world = pinnedWorld(NOW)
  const folder = mkdtempSync(join(tmpdir(), 'svodka-telegram-'))
  const state = await openState({ file: join(folder, 'state.db') }, world)
  const sandbox = await startTelegramSandbox({ token: TOKEN, limits }, () => world.now())
  for (const chat of [ANNA, BEN, EVE, TEAM, FORUM]) sandbox.addChat(chat)
  const settings: TelegramSettings = {
    token: new Secret(TOKEN),
    apiRoot: sandbox.url,
    mode: 'polling',
    timeouts: { connectSeconds: 10, answerSeconds: 10 },
    ...changes,
  }
  const bots: Bot[] = []
  const fromBot = (chat: number) => sandbox.messages(chat).filter(({ from, service }) => !from && !service)
  const pressData: Desk['pressData'] = (chat, messageId, data, from) =>
    sandbox.handled(sandbox.press({ chat, messageId, data, ...(from ? { from } : {}) }))
  const asked: Desk['asked'] = []
  const bot: Desk['bot'] = (recipients, more = {}) => {
    const made = createBot(
      {
        settings,
        state,
        recipients,
        async document(report, date, { person, locale }) {
          asked.push({ report, date, person: person.id, locale })
          return { ...sampleReport(locale), id: report, date }
        },
        reportTitles: ({ locale }) =>
          ['desk.morning', 'desk.week', 'desk.secret'].map((id) => ({ id, title: TITLES[locale][id] ?? id })),
        when: ({ locale }) => (locale === 'ru' ? '«Утро» — в 08:45 (Москва), ежедневно' : '“Morning” at 08:45, daily'),
        date: () => TODAY,
        ...more,
      },
      world,
    )
    bots.push(made)
    return made
  }
  return {
    sandbox,
    state,
    world,
    settings,
    asked,
    channel: telegram.open(settings, { state, workspaceFolder: folder, workspaceName: 'Пример' }, world),
    bot,
    started(recipients, more) {
      const made = bot(recipients, more)
      made.start()
      return made
    },
    fromBot,
    async say(chat, text, more = {}) {
      const before = fromBot(chat).length
      await sandbox.handled(sandbox.say({ chat, text, ...more }))
      return fromBot(chat)
        .slice(before)
        .map((message) => message.text)
    },
    async press(chat, label, from) {
      const message = fromBot(chat).findLast(({ buttons }) => buttons.flat().some(({ text }) => text === label))
      const data = message?.buttons.flat().find(({ text }) => text === label)?.callback_data
      if (!message || data === undefined) throw new Error(`There is no button ${label} in chat ${chat}`)
      await pressData(chat, message.id, data, from)
    },
    pressData,
    async close() {
      await Promise.all(bots.map((bot) => bot.stop()))
      await sandbox.close()
      await state.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const TITLES: Record<Locale, Record<string, string>> = {
  ru: { 'desk.morning': 'Утро', 'desk.week': 'Неделя', 'desk.secret': 'Зарплаты' },
  en: { 'desk.morning': 'Morning', 'desk.week': 'Week', 'desk.secret': 'Salaries' },
}
