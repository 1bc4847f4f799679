import { createHash, timingSafeEqual } from 'node:crypto'
import type { Update } from 'grammy/types'
import type { World } from '../../../base/index.ts'
import { CHANNEL, movedAddress, placeOf, recipientAt, type Place } from '../addresses.ts'
import { createClient, type Client } from '../client.ts'
import type { Bot, BotOptions, TelegramAddress } from '../contract.ts'
import { said } from '../words.ts'
import { askingOf, commandOf, placeOfPress } from './asking.ts'
import { answerCommand } from './commands.ts'
import { registerCommands } from './menu.ts'
import { answerPress } from './pressed.ts'
import { createReply, quietly, type Reply } from './reply.ts'
import { createSeenUpdates } from './seen.ts'
import { createTroubles } from './troubles.ts'

const UPDATES = ['message', 'callback_query', 'my_chat_member'] as const
const POLL_SECONDS = 50

/** The bot: what people write and press is answered as their recipient may see it; strangers get one refusal and no data. */
export function createBot(options: BotOptions, world: World): Bot {
  const { settings, state } = options
  const client = createClient(settings)
  const seen = createSeenUpdates(state, world)
  const stopping = new AbortController()
  const log = world.log.with({ channel: CHANNEL })
  let username = ''
  let isConnected = false
  let running: Promise<void> | undefined
  let queue: Promise<void> = Promise.resolve()

  /** One after another, each once; what goes wrong in one stops nothing. */
  const handle = (update: Update): Promise<void> => {
    const handled = queue.then(async () => {
      if (await seen.has(update.update_id)) return
      const begin = (): Promise<void> => seen.add(update.update_id)
      let isWell = true
      try {
        await answer(update, (place) => createReply(place, client, begin, world))
      } catch (error) {
        isWell = false
        log.error({ update: update.update_id, error }, 'telegram.update.failed')
      }
      options.onUpdate?.(UPDATES.find((kind) => update[kind] !== undefined) ?? 'other', isWell)
      await begin()
    })
    queue = handled.catch(() => undefined)
    return handled
  }

  const answer = async (update: Update, replyTo: (place: Place) => Reply): Promise<void> => {
    const { message, callback_query: query, my_chat_member: member } = update
    if (member) return followMembership(member.chat.id, member.new_chat_member.status, options)
    if (message?.migrate_to_chat_id !== undefined)
      return followMove(message.chat.id, message.migrate_to_chat_id, options)
    if (query) {
      const at = placeOfPress(query)
      if (!at) return quietly(client, (api) => api.answerCallbackQuery({ callback_query_id: query.id }), world)
      const asking = await askingOf(at, query.from.language_code, options.recipients, state)
      return answerPress(query, asking, replyTo(asking.place), options, client, world)
    }
    if (message?.text === undefined || message.from?.is_bot) return
    const asking = await askingOf(message, message.from?.language_code, options.recipients, state)
    const command = commandOf(message.text, await ownName(), asking.isGroup)
    if (!command && asking.isGroup) return
    return answerCommand(command, asking, replyTo(asking.place), options, world)
  }

  const ownName = async (): Promise<string> => {
    if (username === '') username = (await client.call((api) => api.getMe())).username
    return username
  }

  const run = async (): Promise<void> => {
    let offset: number | undefined
    let isReady = false
    const troubles = createTroubles(options, log)
    while (!stopping.signal.aborted) {
      try {
        if (!isReady) await prepare(await ownName(), client, options)
        isConnected ||= !isReady
        isReady = true
        if (settings.mode === 'webhook') return troubles.over()
        // after a failure Telegram answers at once, so that it is known when all is well again
        const updates = await poll(client, offset, isConnected ? POLL_SECONDS : 0, stopping.signal)
        isConnected = true
        troubles.over()
        for (const update of updates) {
          if (stopping.signal.aborted) return
          await handle(update)
          offset = update.update_id + 1
        }
      } catch (error) {
        if (stopping.signal.aborted) return
        isConnected = false
        const pause = troubles.add(error)
        if (pause === undefined) return
        await world.sleep(pause * 1000, stopping.signal).catch(() => undefined)
      }
    }
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
      await queue
      isConnected = false
    },
    isConnected: () => isConnected,
    async handleWebhook(request) {
      const secret = settings.webhook?.secret.reveal()
      const given = request.headers.get('x-telegram-bot-api-secret-token')
      if (secret === undefined || given === null || !isSame(given, secret)) return new Response(null, { status: 401 })
      const update: unknown = await request.json().catch(() => undefined)
      if (!isUpdate(update)) return new Response(null, { status: 400 })
      await handle(update)
      return new Response(null, { status: 200 })
    },
  }
}

/** In constant time, whatever their lengths. */
const isSame = (one: string, other: string): boolean => {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

const isUpdate = (value: unknown): value is Update =>
  typeof value === 'object' && value !== null && Number.isSafeInteger((value as { update_id?: unknown }).update_id)

/** The menu of commands, and how updates come: by our polling, or to our address. */
async function prepare(username: string, client: Client, { settings, state }: BotOptions): Promise<void> {
  await registerCommands(client, state, username)
  const { mode, webhook } = settings
  if (mode === 'polling' || !webhook) {
    await client.call((api) => api.deleteWebhook({}))
    return
  }
  await client.call((api) =>
    api.setWebhook({
      url: webhook.url,
      secret_token: webhook.secret.reveal(),
      allowed_updates: [...UPDATES],
      // in their order, so that none is taken for an old one
      max_connections: 1,
    }),
  )
}

const poll = (client: Client, offset: number | undefined, timeout: number, signal: AbortSignal): Promise<Update[]> =>
  client.call(
    (api) =>
      api.getUpdates(
        { timeout, allowed_updates: [...UPDATES], ...(offset === undefined ? {} : { offset }) },
        signal as never,
      ),
    { answerSeconds: POLL_SECONDS + 15 },
  )

/** Who blocks the bot, or throws it out of the group, wants nothing more from it. */
async function followMembership(chat: number, status: string, { recipients, state }: BotOptions): Promise<void> {
  if (status !== 'kicked' && status !== 'left') return
  for (const { name, addresses } of recipients) {
    const address = addresses[CHANNEL] as TelegramAddress | undefined
    const place = address === undefined ? undefined : await placeOf(name, address, state)
    const cause = chat > 0 ? 'cause.blocked' : 'cause.kicked'
    if (place?.chat === chat) await state.recipients.switchOff(name, CHANNEL, said(cause))
  }
}

/** A group that became a supergroup has another number from now on. */
async function followMove(chat: number, toChat: number, { recipients, state }: BotOptions): Promise<void> {
  const recipient = await recipientAt({ chat, topic: undefined }, recipients, state)
  const address = recipient?.addresses[CHANNEL] as TelegramAddress | undefined
  if (!recipient || address === undefined) return
  const moved = movedAddress(address, { chat, topic: undefined }, toChat)
  await state.recipients.bind(recipient.name, CHANNEL, moved)
}
