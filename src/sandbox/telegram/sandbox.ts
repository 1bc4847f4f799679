import type { IncomingMessage, ServerResponse } from 'node:http'
import { FaultList } from '../faults.ts'
import { createCallAnswerer, refusalText, type Violation } from './calls.ts'
import type { TelegramFaultKind } from './faults.ts'
import { isFromHere, listenOnLoopback } from './http.ts'
import { folderJournal, memoryJournal } from './journal.ts'
import type { BotDesk, CallbackQuery } from './methods/context.ts'
import { createPage } from './page/routes.ts'
import { createPeople, type Press, type Saying } from './people.ts'
import { createMessageLimiter } from './rate-limit.ts'
import type { BotCommand, SandboxChat, SandboxMessage } from './records.ts'
import { createRequestBook, type RequestMoment, type TelegramRequest } from './requests.ts'
import { createStore } from './store.ts'
import { createUpdateQueue } from './updates.ts'
import { createWebhook } from './webhook.ts'

export interface TelegramSandboxOptions {
  /** the only token that is let in: `<digits>:<letters>` */
  token: string
  username?: string
  /** the bot's name above the conversation */
  name?: string
  /** whether too many messages are refused with 429; on when absent */
  limits?: 'on' | 'off'
  /** the zone of the times on the page; UTC when absent */
  timeZone?: string
  /** any free one when absent */
  port?: number
  /** where what was received outlives the process; in memory when absent */
  folder?: string
}

export interface TelegramSandbox {
  /** `http://127.0.0.1:port`: grammY's `apiRoot` */
  url: string
  /** the page "what was sent" */
  pageUrl: string
  faults: FaultList<TelegramRequest, TelegramFaultKind>
  /** every request so far, oldest first */
  requests: readonly TelegramRequest[]
  /** calls that broke the API's description, oldest first */
  violations: readonly Violation[]
  /** buttons that were pressed, and what the bot answered */
  callbacks(): readonly CallbackQuery[]
  /** everything that stands in the chats, or in one: the bot's messages, people's, service lines; oldest first */
  messages(chatId?: number): readonly SandboxMessage[]
  /** menus of commands by `scope:chat:user:language` */
  commands(): ReadonlyMap<string, readonly BotCommand[]>

  addChat(chat: SandboxChat): void
  /** A person writes; the number of the update is returned. */
  say(saying: Saying): number
  /** A person presses a button; the number of the update is returned. */
  press(press: Press): number
  block(chatId: number): number
  unblock(chatId: number): number
  kick(chatId: number): number
  deactivate(chatId: number): void
  /** A group becomes a supergroup, whose id is returned. */
  upgradeGroup(chatId: number, toChatId?: number): number

  /** The next request that `when` picks, at a moment of its life. Ask before what causes it. */
  nextCall(when: (request: TelegramRequest) => boolean, moment?: RequestMoment): Promise<TelegramRequest>
  /** When the bot has done with an update: it asked for later ones, or its webhook answered. */
  handled(updateId: number): Promise<void>
  /** From now on connections are refused, and those that stand are ended. */
  refuseConnections(): Promise<void>
  acceptConnections(): Promise<void>
  close(): Promise<void>
}

const TOKEN = /^(\d+):[A-Za-z0-9_-]+$/

/** A Telegram Bot API on loopback: checks every call against the vendor's description, keeps what it got, can fail on demand. */
export async function startTelegramSandbox(options: TelegramSandboxOptions, now: () => Date): Promise<TelegramSandbox> {
  const { token, username = 'svodka_bot', name = 'Svodka', limits = 'on', folder, port = 0 } = options
  const botId = TOKEN.exec(token)?.[1]
  if (botId === undefined) throw new Error('The token of the sandbox must look like 123456:abc')
  const store = createStore(folder === undefined ? memoryJournal() : folderJournal(folder), now)
  const updates = createUpdateQueue(store)
  const webhook = createWebhook(store, updates, now)
  const queries = new Map<string, CallbackQuery>()
  const admit = limits === 'on' ? createMessageLimiter(now) : () => undefined
  const desk: BotDesk = { bot: { id: Number(botId), username, name }, store, updates, webhook, queries, admit, now }
  const faults = new FaultList<TelegramRequest, TelegramFaultKind>()
  const book = createRequestBook(now)
  const violations: Violation[] = []
  const answerCallOverHttp = createCallAnswerer(desk, faults, book, violations)
  const people = createPeople(desk)
  const answerPage = createPage(desk, people, options.timeZone ?? 'UTC')

  const route = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (!isFromHere(incoming, server.url)) return sendRefusal(outgoing, 403, 'Forbidden')
    const address = new URL(incoming.url ?? '/', server.url)
    const { pathname } = address
    if (/^\/sent(\/|$)/.test(pathname)) return answerPage(incoming, outgoing, address)
    const [, below, asked = '', rest = ''] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(pathname) ?? []
    if (!TOKEN.test(asked)) return sendRefusal(outgoing, 404, 'Not Found')
    if (asked !== token) return sendRefusal(outgoing, 401, 'Unauthorized')
    if (below) return sendFile(outgoing, rest)
    await answerCallOverHttp(incoming, outgoing, rest)
  }

  const sendFile = (outgoing: ServerResponse, path: string): void => {
    const file = store.fileBy((each) => each.path === path)
    if (!file) return sendRefusal(outgoing, 404, 'Not Found')
    outgoing.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.size })
    outgoing.end(file.bytes)
  }

  const server = await listenOnLoopback((incoming, outgoing) => {
    route(incoming, outgoing).catch((error: unknown) => {
      const description = `Internal Server Error: ${error instanceof Error ? error.message : String(error)}`
      if (!outgoing.headersSent) sendRefusal(outgoing, 500, description)
    })
  }, port)

  return {
    ...people,
    url: server.url,
    pageUrl: `${server.url}/sent`,
    faults,
    requests: book.requests,
    violations,
    callbacks: () => [...queries.values()],
    messages: (chatId) => store.messages.filter((message) => chatId === undefined || message.chatId === chatId),
    commands: () => store.commands,
    addChat: (chat) => store.write({ kind: 'chat', chat }),
    nextCall: (when, moment = 'over') => book.next(when, moment),
    handled: (updateId) => updates.handled(updateId),
    refuseConnections: () => server.refuseConnections(),
    acceptConnections: () => server.acceptConnections(),
    async close() {
      webhook.stop()
      await server.close()
    },
  }
}

function sendRefusal(outgoing: ServerResponse, code: number, description: string): void {
  outgoing.writeHead(code, { 'content-type': 'application/json' })
  outgoing.end(refusalText({ code, description }))
}
