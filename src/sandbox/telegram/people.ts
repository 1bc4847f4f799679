import { formatText } from './entities.ts'
import { botUser, chatObject, messageObject, personOf, unixSeconds, userObject } from './api-objects.ts'
import type { BotDesk } from './methods/context.ts'
import type { SandboxChat, SandboxMessage, SandboxPerson, ServiceLine } from './records.ts'
import type { KeptChat } from './store.ts'

export interface Saying {
  chat: number
  /** absent: the person of a private chat, the first member of a group */
  from?: SandboxPerson
  text: string
  /** the topic of a forum */
  thread?: number
  /** the message that is answered */
  replyTo?: number
}

export interface Press {
  chat: number
  messageId: number
  /** the button's `callback_data` */
  data: string
  from?: SandboxPerson
}

/** What people do; each deed is an update for the bot, whose number is returned. */
export function createPeople(desk: BotDesk) {
  const { bot, store, updates } = desk

  const kept = (chatId: number): KeptChat => {
    const found = store.chats.get(chatId)
    if (!found) throw new Error(`The sandbox has no chat ${chatId}: add it by addChat`)
    return found
  }

  const speaker = (chat: SandboxChat, from: SandboxPerson | undefined): SandboxPerson => {
    const person = from ?? (chat.type === 'private' ? personOf(chat) : chat.members?.[0])
    if (!person) throw new Error(`Nobody speaks in chat ${chat.id}: give "from", or members to addChat`)
    return person
  }

  const announce = (chatId: number, service: ServiceLine): SandboxMessage => store.addMessage({ chatId, service })

  const memberUpdate = (chat: SandboxChat, was: string, is: string): number =>
    updates.push('my_chat_member', {
      chat: chatObject(chat),
      from: userObject(speaker(chat, undefined)),
      date: unixSeconds(desk.now().toISOString()),
      old_chat_member: member(was),
      new_chat_member: member(is),
    })

  const member = (status: string) => ({
    status,
    user: botUser(bot),
    ...(status === 'kicked' && { until_date: 0 }),
  })

  return {
    say({ chat: chatId, from, text, thread, replyTo }: Saying): number {
      const { chat } = kept(chatId)
      const message = store.addMessage({
        ...formatText(text, undefined, undefined),
        chatId,
        from: speaker(chat, from),
        ...(thread !== undefined && { threadId: thread }),
        ...(replyTo !== undefined && { replyToId: replyTo }),
      })
      return updates.push(chat.type === 'channel' ? 'channel_post' : 'message', messageObject(message, store, bot))
    },

    press({ chat: chatId, messageId, data, from }: Press): number {
      const { chat } = kept(chatId)
      const message = store.find(chatId, messageId)
      if (!message?.buttons.flat().some((button) => button.callback_data === data)) {
        throw new Error(`Message ${messageId} of chat ${chatId} has no button with the data "${data}"`)
      }
      const id = `${bot.id}${String(store.nextUpdateId()).padStart(8, '0')}`
      desk.queries.set(id, { id, chatId, messageId, data, pressedAt: desk.now().toISOString() })
      return updates.push('callback_query', {
        id,
        from: userObject(speaker(chat, from)),
        message: messageObject(message, store, bot),
        chat_instance: String(chatId),
        data,
      })
    },

    block(chatId: number): number {
      store.write({ kind: 'standing', chatId, standing: 'blocked' })
      announce(chatId, 'blocked')
      return memberUpdate(kept(chatId).chat, 'member', 'kicked')
    },

    unblock(chatId: number): number {
      store.write({ kind: 'standing', chatId, standing: 'well' })
      announce(chatId, 'unblocked')
      return memberUpdate(kept(chatId).chat, 'kicked', 'member')
    },

    /** Throws the bot out of a group or a channel. */
    kick(chatId: number): number {
      store.write({ kind: 'standing', chatId, standing: 'kicked' })
      announce(chatId, 'kicked')
      return memberUpdate(kept(chatId).chat, 'member', 'kicked')
    },

    deactivate(chatId: number): void {
      store.write({ kind: 'standing', chatId, standing: 'deactivated' })
    },

    /** Makes a group a supergroup, whose new id is returned; the old one answers with it from now on. */
    upgradeGroup(chatId: number, toChatId: number = Number(`-100${Math.abs(chatId)}`)): number {
      const { chat } = kept(chatId)
      store.write({ kind: 'chat', chat: { ...chat, id: toChatId, type: 'supergroup' } })
      const [old, young] = [announce(chatId, 'upgraded'), announce(toChatId, 'upgraded')]
      const from = speaker(chat, undefined)
      const shown = (message: SandboxMessage) => ({ ...messageObject(message, store, bot), from: userObject(from) })
      updates.push('message', { ...shown(old), migrate_to_chat_id: toChatId })
      updates.push('message', { ...shown(young), migrate_from_chat_id: chatId })
      store.write({ kind: 'migrated', chatId, toChatId })
      return toChatId
    },
  }
}
