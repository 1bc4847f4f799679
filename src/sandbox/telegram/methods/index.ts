import { badRequest } from '../refusal.ts'
import { SPEC } from '../spec.ts'
import { answerCallbackQuery, deleteMyCommands, getMe, getMyCommands, profileMethods, setMyCommands } from './bot.ts'
import { deleteMessage, deleteMessages, editMessageCaption, editMessageReplyMarkup, editMessageText } from './change.ts'
import { getChat, sendChatAction } from './chats.ts'
import type { Method } from './context.ts'
import { getFile } from './files.ts'
import { sendDocument, sendMediaGroup, sendMessage, sendPhoto } from './send.ts'
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updates.ts'

const [name, description, shortDescription] = [
  profileMethods('name'),
  profileMethods('description'),
  profileMethods('short_description'),
]

const METHODS: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  deleteMessage,
  deleteMessages,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getFile,
  getMe,
  getMyCommands,
  getMyDescription: description.get,
  getMyName: name.get,
  getMyShortDescription: shortDescription.get,
  getUpdates,
  getWebhookInfo,
  sendChatAction,
  sendDocument,
  sendMediaGroup,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setMyDescription: description.set,
  setMyName: name.set,
  setMyShortDescription: shortDescription.set,
  setWebhook,
}

/** Answers a checked call. A method without behaviour of its own answers `true` where that is all the API promises. */
export const answerCall: Method = (call, desk, signal) => {
  const method = METHODS[call.method]
  if (method) return method(call, desk, signal)
  const returns = SPEC.methods[call.method]?.returns ?? []
  if (returns.length === 1 && returns[0] === 'Boolean') return true
  throw badRequest(`the stand-in does not do ${call.method}; it only checks its parameters`)
}
