import type { CallbackQuery, Message } from 'grammy/types'
import type { Locale } from '../../../base/index.ts'
import type { State } from '../../../state/index.ts'
import type { Recipient } from '../../contract.ts'
import { recipientAt, type Place } from '../addresses.ts'

/** A command that somebody wrote to the bot, in words of our own. */
export interface Command {
  name: string
  argument: string
}

/** Who asks, and from where. Without a recipient it is a stranger, who gets no data. */
export interface Asking {
  place: Place
  isGroup: boolean
  recipient: Recipient | undefined
  locale: Locale
}

export async function askingOf(
  message: Pick<Message, 'chat' | 'message_thread_id' | 'is_topic_message'>,
  languageCode: string | undefined,
  recipients: readonly Recipient[],
  state: State,
): Promise<Asking> {
  const topic = message.is_topic_message ? message.message_thread_id : undefined
  const place = { chat: message.chat.id, topic }
  const recipient = await recipientAt(place, recipients, state)
  const locale = recipient?.locale ?? (languageCode?.toLowerCase().startsWith('ru') ? 'ru' : 'en')
  return { place, isGroup: message.chat.type !== 'private', recipient, locale }
}

/**
 * The command of a message that is meant for this bot: in a group only `/today@svodka_bot`, since other bots live there too.
 * @returns undefined for any other text
 */
export function commandOf(text: string, username: string, isGroup: boolean): Command | undefined {
  const [, name, addressee, argument = ''] =
    /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? []
  if (name === undefined) return undefined
  if (addressee === undefined ? isGroup : addressee.toLowerCase() !== username.toLowerCase()) return undefined
  return { name: name.toLowerCase(), argument: argument.trim() }
}

/** The place of the message under which a button was pressed; old messages have no topic any more. */
export const placeOfPress = ({ message }: CallbackQuery) => message && { ...(message as Message), chat: message.chat }
