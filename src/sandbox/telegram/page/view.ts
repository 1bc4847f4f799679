import type { Locale } from '../../../base/index.ts'
import type { BotDesk } from '../methods/context.ts'
import type { SandboxChat, SandboxMessage } from '../records.ts'
import type { KeptChat } from '../store.ts'
import type { PageTimes } from './times.ts'

/** What the parts of the page are drawn from. */
export interface PageView {
  desk: BotDesk
  locale: Locale
  timeZone: string
  times: PageTimes
  say(key: string, values?: Record<string, string | number>): string
  /** the chat that is open */
  open: KeptChat | undefined
  /** the address named the chat, rather than the page choosing the latest */
  isChosen: boolean
}

/** Messages of a chat as they stand: oldest first. */
export const messagesOf = (view: PageView, chatId: number): readonly SandboxMessage[] =>
  view.desk.store.messages.filter((message) => message.chatId === chatId)

/** The chats, the one with the latest message first. */
export function chatsByLatest({ store }: BotDesk): readonly KeptChat[] {
  const latest = new Map<number, number>()
  for (const message of store.messages) latest.set(message.chatId, message.number)
  const numberOf = ({ chat }: KeptChat) => latest.get(chat.id) ?? 0
  return [...store.chats.values()].toSorted((one, other) => numberOf(other) - numberOf(one))
}

export const chatAddress = (view: PageView, chat: SandboxChat): string =>
  `/sent?${new URLSearchParams({ chat: String(chat.id), locale: view.locale })}`

const COLORS = ['red', 'orange', 'violet', 'green', 'cyan', 'blue', 'pink'] as const

/** Telegram gives each chat and person one of seven colours by their number. */
export const colorOf = (id: number): string => COLORS[Math.abs(id) % COLORS.length] ?? 'blue'

export const initialsOf = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
