import { Api, Bot, GrammyError } from 'grammy'
import { afterEach } from 'vitest'
import { startTelegramSandbox, type TelegramSandbox, type TelegramSandboxOptions } from './index.ts'

export const TOKEN = '7000000001:AAexample_token'
export const NOW = '2023-01-20T05:45:00Z'
export const ANNA = { id: 501, type: 'private', name: 'Анна Петрова', languageCode: 'ru' } as const
export const TEAM = { id: -42, type: 'group', name: 'Продажи', members: [{ id: 501, name: 'Анна' }] } as const
export const FORUM = {
  id: -1_001_234_567_890,
  type: 'supergroup',
  name: 'Отчёты',
  username: 'reports_example',
  topics: [{ id: 7, name: 'Утро' }],
  members: [{ id: 501, name: 'Анна' }],
} as const

const opened: TelegramSandbox[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()))
})

/** A stand-in with a person, a group and a forum, a clock that moves only when told, and grammY talking to it. */
export async function startForTest(options: Partial<TelegramSandboxOptions> = {}) {
  let at = Date.parse(NOW)
  const sandbox = await startTelegramSandbox({ token: TOKEN, limits: 'off', ...options }, () => new Date(at))
  opened.push(sandbox)
  for (const chat of [ANNA, TEAM, FORUM]) sandbox.addChat(chat)
  const client = { apiRoot: sandbox.url }
  return {
    sandbox,
    api: new Api(TOKEN, client),
    bot: new Bot(TOKEN, { client }),
    /** a call with whatever parameters, past the types */
    call: (method: string, values: unknown) =>
      ask(`${sandbox.url}/bot${TOKEN}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(values),
      }),
    pass: (seconds: number): void => {
      at += seconds * 1000
    },
  }
}

export async function ask(url: string, init?: RequestInit) {
  const response = await fetch(url, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { result: unknown } }
}

/** What the Bot API refused, as grammY tells it. */
export async function refusalOf(call: Promise<unknown>) {
  try {
    await call
  } catch (error) {
    if (error instanceof GrammyError) {
      const { error_code: code, description, parameters } = error
      return { code, description, parameters }
    }
    throw error
  }
  throw new Error('The call was not refused')
}
