import { messageObject } from '../api-objects.ts'
import type { SandboxChat, SandboxMessage } from '../records.ts'
import { badRequest, violation } from '../refusal.ts'
import type { NewMessage } from '../store.ts'
import type { CheckedCall } from '../validate.ts'
import { findOpenChat } from './chats.ts'
import { readButtons, readCaption, readText } from './content.ts'
import type { BotDesk, Method } from './context.ts'
import { chooseFile, keepFile } from './files.ts'

export const sendMessage: Method = (call, desk) => {
  const content = { ...readText(call.values), buttons: readButtons(call.values) }
  const chat = findOpenChat(call, desk)
  return post(call, desk, chat, () => [content])[0]
}

export const sendPhoto: Method = (call, desk) => {
  const content = { ...readCaption(call.values), buttons: readButtons(call.values) }
  const choice = chooseFile(call.values['photo'], 'photos', call, desk)
  const chat = findOpenChat(call, desk)
  return post(call, desk, chat, () => [{ ...content, photo: keepFile(choice, desk) }])[0]
}

export const sendDocument: Method = (call, desk) => {
  const content = { ...readCaption(call.values), buttons: readButtons(call.values) }
  const choice = chooseFile(call.values['document'], 'documents', call, desk)
  const chat = findOpenChat(call, desk)
  return post(call, desk, chat, () => [{ ...content, document: keepFile(choice, desk) }])[0]
}

type AlbumItem = Readonly<Record<string, unknown>>

export const sendMediaGroup: Method = (call, desk) => {
  const items = call.values['media'] as readonly AlbumItem[]
  const kinds = new Set(items.map((item) => item['type']))
  for (const kind of kinds) {
    if (kind !== 'photo' && kind !== 'document') throw badRequest(`this stand-in sends no ${String(kind)} in an album`)
  }
  if (kinds.size > 1) throw violation("document can't be mixed with other media types")
  const choices = items.map((item) => {
    const kind = item['type'] === 'photo' ? 'photos' : 'documents'
    return { kind, file: chooseFile(item['media'], kind, call, desk), ...readCaption(item) }
  })
  const chat = findOpenChat(call, desk)
  return post(
    call,
    desk,
    chat,
    () => {
      const mediaGroupId = String(1e16 + desk.store.messages.length + 1)
      return choices.map(({ kind, file, text, entities }) => {
        const kept = keepFile(file, desk)
        return { text, entities, mediaGroupId, ...(kind === 'photos' ? { photo: kept } : { document: kept }) }
      })
    },
    choices.length,
  )
}

type Draft = Omit<NewMessage, 'chatId'>

/** Counts against the limits, keeps what is sent and answers it as the API shows it. */
function post(
  call: CheckedCall,
  desk: BotDesk,
  chat: SandboxChat,
  drafts: () => readonly Draft[],
  count = 1,
): unknown[] {
  const { values } = call
  const replyToId = readReply(values, chat, desk)
  desk.admit(chat.id, count)
  const threadId = values['message_thread_id'] as number | undefined
  const common = {
    chatId: chat.id,
    isSilent: values['disable_notification'] === true,
    ...(threadId !== undefined && { threadId }),
    ...(replyToId !== undefined && { replyToId }),
  }
  return drafts()
    .map((draft): SandboxMessage => desk.store.addMessage({ ...common, ...draft }))
    .map((message) => messageObject(message, desk.store, desk.bot))
}

function readReply(values: CheckedCall['values'], chat: SandboxChat, { store }: BotDesk): number | undefined {
  const reply = values['reply_parameters'] as { message_id: number; allow_sending_without_reply?: boolean } | undefined
  if (!reply) return undefined
  const found = store.find(chat.id, reply.message_id)
  if (found && !found.deletedAt) return found.id
  if (reply.allow_sending_without_reply === true) return undefined
  throw badRequest('message to be replied not found')
}
