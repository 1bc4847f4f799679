import { Secret } from '../../../src/kit/index.ts'
import { ANNA, EVE, openTelegramDesk, recipient, TOKEN } from '../../telegram/desk.ts'
import { hostileText } from '../hostile.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { must, mustBeUnpolluted, type Session, type Target } from '../target.ts'

const SECRET = 'secret_of-the-hook'
const UPDATES = 25
const COMMANDS = [
  '/help',
  '/today',
  '/report',
  '/stop',
  '/init',
  '/start x',
  '/report desk.morning',
  '/nothing',
] as const

const messageOf = (id: number, chat: number, text: string) => ({
  update_id: id,
  message: {
    message_id: id,
    date: 1_704_000_000,
    chat: { id: chat, type: 'private' },
    from: { id: chat, is_bot: false, first_name: 'A', language_code: 'ru' },
    text,
  },
})

const pressOf = (id: number, chat: number, data: string) => {
  const { message } = messageOf(id, chat, 'x')
  return { update_id: id, callback_query: { id: String(id), from: message.from, message, chat_instance: '1', data } }
}

const memberOf = (id: number, chat: number) => ({
  update_id: id,
  my_chat_member: {
    chat: { id: chat, type: 'private' },
    from: { id: chat, is_bot: false, first_name: 'A' },
    date: 1,
    old_chat_member: { status: 'member' },
    new_chat_member: { status: 'kicked' },
  },
})

/** From a stranger: whatever it says, nobody's data is asked for. */
function updateOf(id: number, random: Random): string {
  const text = random.chance(0.5) ? random.pick(COMMANDS) : `${random.pick(COMMANDS)} ${hostileText(random)}`
  const right = random.pick([
    () => messageOf(id, EVE.id, text),
    () => pressOf(id, EVE.id, hostileText(random).slice(0, 64)),
    () => memberOf(id, EVE.id),
  ])()
  // numbers are Telegram's own: a later one says that all earlier ones were answered
  const { update_id: number, ...rest } = right
  const mutated = random.chance(0.75)
    ? mutatedJson(rest, random)
    : mutatedBytes(Buffer.from(JSON.stringify(rest)), [], random).toString()
  return `{"update_id":${number},${mutated.slice(1)}`
}

async function open(): Promise<Session> {
  const desk = await openTelegramDesk()
  const webhook = { url: 'http://127.0.0.1:1/hook', secret: new Secret(SECRET) }
  const bot = desk.bot([recipient('anna', ANNA.id)], { settings: { ...desk.settings, mode: 'webhook', webhook } })
  const post = (body: string) => {
    const headers = { 'x-telegram-bot-api-secret-token': SECRET }
    return bot.handleWebhook(new Request('http://here/hook', { method: 'POST', headers, body }))
  }
  let update = 1000
  return {
    async attempt(random: Random) {
      for (let number = 0; number < UPDATES; number++) {
        const { status } = await post(updateOf(update++, random.of(number)))
        must(status === 200 || status === 400, 'an update was answered', status)
      }
      must(desk.asked.length === 0, 'a stranger was told', desk.asked)
      const before = desk.fromBot(ANNA.id).length
      update += 100_000
      await post(JSON.stringify(messageOf(update++, ANNA.id, '/help')))
      must(desk.fromBot(ANNA.id).length > before, 'the next person is not answered any more')
      must(!JSON.stringify(desk.world.lines).includes(TOKEN.split(':')[1] ?? TOKEN), 'the token was logged')
      mustBeUnpolluted()
      return UPDATES
    },
    async close() {
      await bot.stop()
      await desk.close()
    },
  }
}

export const telegramTarget: Target = { name: 'Telegram: updates', attempts: 20, small: 3, open }
