import { chatObject } from '../api-objects.ts'
import type { SandboxChat, Standing } from '../records.ts'
import { badRequest, forbidden, type TelegramRefusal } from '../refusal.ts'
import type { KeptChat } from '../store.ts'
import type { CheckedCall } from '../validate.ts'
import type { BotDesk, Method } from './context.ts'

/** @throws {TelegramRefusal} when there is no such chat, or it became another */
export function findChat(wanted: unknown, { store }: BotDesk): KeptChat {
  const text = String(wanted)
  const kept = text.startsWith('@')
    ? [...store.chats.values()].find(({ chat }) => chat.type !== 'private' && `@${chat.username}` === text)
    : store.chats.get(Number(text))
  if (!kept) throw badRequest('chat not found')
  if (kept.migratedTo === undefined) return kept
  throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: kept.migratedTo })
}

/** The chat of a call that sends something, when the bot may write to it. */
export function findOpenChat(call: CheckedCall, desk: BotDesk): SandboxChat {
  const { chat, standing } = findChat(call.values['chat_id'], desk)
  if (standing !== 'well') throw refusalOf(standing, chat)
  const thread = call.values['message_thread_id']
  if (thread !== undefined && !chat.topics?.some((topic) => topic.id === thread)) {
    throw badRequest('message thread not found')
  }
  return chat
}

function refusalOf(standing: Exclude<Standing, 'well'>, chat: SandboxChat): TelegramRefusal {
  switch (standing) {
    case 'blocked':
      return forbidden('bot was blocked by the user')
    case 'deactivated':
      return forbidden('user is deactivated')
    case 'kicked':
      return forbidden(`bot was kicked from the ${chat.type === 'group' ? 'group' : chat.type} chat`)
  }
}

const ACCENT_COLOR = 0
const MOST_REACTIONS = 11

export const getChat: Method = ({ values }, desk) => {
  const { chat } = findChat(values['chat_id'], desk)
  return {
    ...chatObject(chat),
    accent_color_id: ACCENT_COLOR,
    max_reaction_count: MOST_REACTIONS,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  }
}

export const sendChatAction: Method = (call, desk) => {
  findOpenChat(call, desk)
  return true
}
