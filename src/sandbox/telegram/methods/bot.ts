import { botUser } from '../api-objects.ts'
import type { BotCommand } from '../records.ts'
import { badRequest, violation } from '../refusal.ts'
import type { CheckedCall } from '../validate.ts'
import { findChat } from './chats.ts'
import type { BotDesk, Method } from './context.ts'

/** how long a button waits for its answer; the vendor states no number */
const ANSWER_WITHIN_MILLISECONDS = 60_000
const MOST_COMMANDS = 100
const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid'

export const getMe: Method = (_, { bot }) => ({
  ...botUser(bot),
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
})

export const answerCallbackQuery: Method = ({ values }, { queries, now }) => {
  const query = queries.get(String(values['callback_query_id']))
  if (!query || now().getTime() - Date.parse(query.pressedAt) > ANSWER_WITHIN_MILLISECONDS) throw badRequest(TOO_OLD)
  query.answer = {
    text: String(values['text'] ?? ''),
    isAlert: values['show_alert'] === true,
    answeredAt: now().toISOString(),
  }
  return true
}

type Scope = { type: string; chat_id?: unknown; user_id?: number }

/** One list of commands is kept for each scope and language. */
function commandsKey({ values }: CheckedCall, desk: BotDesk): string {
  const scope = (values['scope'] ?? { type: 'default' }) as Scope
  const language = readLanguage(values)
  const chat = scope.chat_id === undefined ? '' : findChat(scope.chat_id, desk).chat.id
  return [scope.type, chat, scope.user_id ?? '', language].join(':')
}

function readLanguage(values: CheckedCall['values']): string {
  const language = String(values['language_code'] ?? '')
  if (!/^([a-z]{2})?$/.test(language)) throw violation('LANG_CODE_INVALID')
  return language
}

export const setMyCommands: Method = (call, desk) => {
  const commands = call.values['commands'] as readonly BotCommand[]
  if (commands.length > MOST_COMMANDS) throw violation('BOT_COMMANDS_TOO_MUCH')
  if (commands.some(({ command }) => !/^\/?[a-z0-9_]{1,32}$/.test(command))) throw violation('BOT_COMMAND_INVALID')
  const kept = commands.map(({ command, description }) => ({ command: command.replace('/', ''), description }))
  desk.store.write({ kind: 'commands', key: commandsKey(call, desk), commands: kept })
  return true
}

export const getMyCommands: Method = (call, desk) => desk.store.commands.get(commandsKey(call, desk)) ?? []

export const deleteMyCommands: Method = (call, desk) => {
  desk.store.write({ kind: 'commands', key: commandsKey(call, desk), commands: null })
  return true
}

/** Name and descriptions: kept by language, read back with the default as fallback. */
export const profileMethods = (part: 'name' | 'description' | 'short_description'): { set: Method; get: Method } => ({
  set({ values }, { store }) {
    store.write({ kind: 'profile', key: `${part}:${readLanguage(values)}`, text: String(values[part] ?? '') })
    return true
  },
  get({ values }, { store, bot }) {
    const own = store.profile.get(`${part}:${readLanguage(values)}`)
    const text = own || store.profile.get(`${part}:`) || (part === 'name' ? bot.name : '')
    return { [part]: text }
  },
})
