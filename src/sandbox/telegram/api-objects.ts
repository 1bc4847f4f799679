import type { SandboxChat, SandboxFile, SandboxMessage, SandboxPerson } from './records.ts'
import type { Store } from './store.ts'

/** An object of the Bot API. */
export type ApiObject = Readonly<Record<string, unknown>>

export interface BotIdentity {
  id: number
  username: string
  name: string
}

export const botUser = ({ id, username, name }: BotIdentity): ApiObject => ({
  id,
  is_bot: true,
  first_name: name,
  username,
})

export const userObject = ({ id, name, username, languageCode }: SandboxPerson): ApiObject => ({
  id,
  is_bot: false,
  ...personName(name),
  ...(username && { username }),
  ...(languageCode && { language_code: languageCode }),
})

export const chatObject = ({ id, type, name, username, topics }: SandboxChat): ApiObject => ({
  id,
  type,
  ...(type === 'private' ? personName(name) : { title: name }),
  ...(username && { username }),
  ...(topics && { is_forum: true }),
})

/** The person of a private chat. */
export const personOf = ({ id, name, username, languageCode }: SandboxChat): SandboxPerson => ({
  id,
  name,
  ...(username && { username }),
  ...(languageCode && { languageCode }),
})

const personName = (name: string): ApiObject => {
  const [first = name, ...rest] = name.split(' ')
  return { first_name: first, ...(rest.length > 0 && { last_name: rest.join(' ') }) }
}

/** A message as the Bot API shows it. */
export function messageObject(message: SandboxMessage, store: Store, bot: BotIdentity): ApiObject {
  const chat = store.chats.get(message.chatId)?.chat
  const { photo, document } = message
  const isCaption = photo !== undefined || document !== undefined
  const reply = message.replyToId === undefined ? undefined : store.find(message.chatId, message.replyToId)
  const shownReply = reply && omit(messageObject(reply, store, bot), 'reply_to_message')
  const lastEdit = message.edits.at(-1)
  return {
    message_id: message.id,
    ...(message.threadId !== undefined && { message_thread_id: message.threadId, is_topic_message: true }),
    ...(chat?.type === 'channel'
      ? { sender_chat: chatObject(chat) }
      : { from: message.from ? userObject(message.from) : botUser(bot) }),
    date: unixSeconds(message.sentAt),
    ...(chat && { chat: chatObject(chat) }),
    ...(lastEdit && { edit_date: unixSeconds(lastEdit.editedAt) }),
    ...(shownReply && { reply_to_message: shownReply }),
    ...(message.mediaGroupId && { media_group_id: message.mediaGroupId }),
    ...(photo && { photo: [photoObject(photo)] }),
    ...(document && { document: documentObject(document) }),
    ...(message.text && { [isCaption ? 'caption' : 'text']: message.text }),
    ...(message.entities.length > 0 && { [isCaption ? 'caption_entities' : 'entities']: message.entities }),
    ...(message.buttons.length > 0 && { reply_markup: { inline_keyboard: message.buttons } }),
  }
}

const omit = (object: ApiObject, name: string): ApiObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

export const unixSeconds = (at: string): number => Math.floor(Date.parse(at) / 1000)

const uniqueId = (file: SandboxFile): string => file.id.slice(6, 22)

const photoObject = (file: SandboxFile): ApiObject => ({
  file_id: file.id,
  file_unique_id: uniqueId(file),
  width: file.width ?? 0,
  height: file.height ?? 0,
  file_size: file.size,
})

const documentObject = (file: SandboxFile): ApiObject => ({
  file_id: file.id,
  file_unique_id: uniqueId(file),
  file_name: file.name,
  file_size: file.size,
})

export const fileObject = (file: SandboxFile): ApiObject => ({
  file_id: file.id,
  file_unique_id: uniqueId(file),
  file_size: file.size,
  file_path: file.path,
})
