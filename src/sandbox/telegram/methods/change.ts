import { messageObject } from '../api-objects.ts'
import type { MessageContent, SandboxMessage } from '../records.ts'
import { badRequest, violation } from '../refusal.ts'
import type { CheckedCall } from '../validate.ts'
import { findChat } from './chats.ts'
import { readButtons, readCaption, readText } from './content.ts'
import type { BotDesk, Method } from './context.ts'

const HOUR = 3_600_000
const DELETABLE_HOURS = 48
const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

export const editMessageText: Method = (call, desk) => {
  const content = { ...readText(call.values), buttons: readButtons(call.values) }
  const message = findOwn(call, desk)
  if (message.photo || message.document) throw badRequest('there is no text in the message to edit')
  return change(message, content, desk)
}

export const editMessageCaption: Method = (call, desk) => {
  const content = { ...readCaption(call.values), buttons: readButtons(call.values) }
  const message = findOwn(call, desk)
  if (!message.photo && !message.document) throw badRequest('there is no caption in the message to edit')
  return change(message, content, desk)
}

export const editMessageReplyMarkup: Method = (call, desk) => {
  const buttons = readButtons(call.values)
  const message = findOwn(call, desk)
  return change(message, { text: message.text, entities: message.entities, buttons }, desk)
}

function findOwn({ values }: CheckedCall, desk: BotDesk): SandboxMessage {
  if (values['inline_message_id'] !== undefined) throw badRequest('this stand-in keeps no inline messages')
  if (values['chat_id'] === undefined) throw violation('chat_id is empty')
  if (values['message_id'] === undefined) throw violation('message identifier is not specified')
  const { chat } = findChat(values['chat_id'], desk)
  const message = desk.store.find(chat.id, values['message_id'] as number)
  if (!message || message.deletedAt) throw badRequest('message to edit not found')
  if (message.from || message.service) throw badRequest("message can't be edited")
  return message
}

function change(message: SandboxMessage, content: MessageContent, { store, bot, now }: BotDesk): unknown {
  const { text, entities, buttons } = message
  if (JSON.stringify({ text, entities, buttons }) === JSON.stringify(inOrder(content))) throw badRequest(NOT_MODIFIED)
  store.write({
    kind: 'edited',
    chatId: message.chatId,
    messageId: message.id,
    content: inOrder(content),
    at: now().toISOString(),
  })
  return messageObject(message, store, bot)
}

const inOrder = ({ text, entities, buttons }: MessageContent): MessageContent => ({ text, entities, buttons })

export const deleteMessage: Method = ({ values }, desk) => {
  const { chat } = findChat(values['chat_id'], desk)
  const message = desk.store.find(chat.id, values['message_id'] as number)
  if (!message || message.deletedAt) throw badRequest('message to delete not found')
  if (isTooOld(message, desk)) throw badRequest("message can't be deleted for everyone")
  remove(message, desk)
  return true
}

/** Those that cannot be found or deleted are skipped, as with the vendor. */
export const deleteMessages: Method = ({ values }, desk) => {
  const { chat } = findChat(values['chat_id'], desk)
  for (const id of values['message_ids'] as readonly number[]) {
    const message = desk.store.find(chat.id, id)
    if (message && !message.deletedAt && !isTooOld(message, desk)) remove(message, desk)
  }
  return true
}

const isTooOld = ({ sentAt }: SandboxMessage, { now }: BotDesk): boolean =>
  now().getTime() - Date.parse(sentAt) > DELETABLE_HOURS * HOUR

const remove = ({ chatId, id }: SandboxMessage, { store, now }: BotDesk): void =>
  store.write({ kind: 'deleted', chatId, messageId: id, at: now().toISOString() })
