import type { BotIdentity } from '../api-objects.ts'
import type { Store } from '../store.ts'
import type { UpdateQueue } from '../updates.ts'
import type { CheckedCall } from '../validate.ts'
import type { Webhook } from '../webhook.ts'

/** A button that a person pressed and the bot has yet to answer, or did. */
export interface CallbackQuery {
  id: string
  chatId: number
  messageId: number
  data: string
  pressedAt: string
  answer?: { text: string; isAlert: boolean; answeredAt: string }
}

/** What the methods act upon. */
export interface BotDesk {
  bot: BotIdentity
  store: Store
  updates: UpdateQueue
  webhook: Webhook
  queries: Map<string, CallbackQuery>
  /** counts messages to a chat; refuses those that are too many */
  admit(chatId: number, count: number): void
  now(): Date
}

/** Answers a call that was checked already, with the result that the API's description promises. */
export type Method = (call: CheckedCall, desk: BotDesk, signal: AbortSignal) => unknown
