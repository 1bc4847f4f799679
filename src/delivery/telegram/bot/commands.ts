import { errorText, SvodkaError, type World } from '../../../base/index.ts'
import type { State } from '../../../state/index.ts'
import { askerOf, type Recipient } from '../../contract.ts'
import { CHANNEL, placeText } from '../addresses.ts'
import { reportsKeyboard } from '../buttons.ts'
import type { BotOptions } from '../contract.ts'
import { reportParts } from '../parts.ts'
import { bold, plain, type Paragraph } from '../rich.ts'
import { said, words } from '../words.ts'
import type { Asking, Command } from './asking.ts'
import type { Reply } from './reply.ts'

const SILENCE_SECONDS = 86_400
const WRONG_CODES_ANSWERED = 5

/** What a command or a line of text of a person is answered with. */
export async function answerCommand(
  command: Command | undefined,
  asking: Asking,
  reply: Reply,
  options: BotOptions,
  world: World,
): Promise<void> {
  const { recipient } = asking
  const isCode = command?.argument !== '' && (command?.name === 'start' || command?.name === 'init')
  if (command && isCode) return presentCode(command.argument, asking, reply, options, world)
  if (!recipient) return refuseStranger(asking, reply, options, world)
  try {
    await answerRecipient(command, { ...asking, recipient }, reply, options, world)
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    await explain(error, recipient, reply, world)
  }
}

async function answerRecipient(
  command: Command | undefined,
  { recipient, locale, isGroup }: Asking & { recipient: Recipient },
  reply: Reply,
  options: BotOptions,
  world: World,
): Promise<void> {
  const say = (key: string, values: Record<string, string> = {}): Paragraph => [plain(words.say(locale, key, values))]
  switch (command?.name) {
    case 'start':
      return reply.text(await greeting(recipient, options))
    case 'init':
      await options.state.recipients.switchOn(recipient.name, CHANNEL)
      return reply.text([say('is_on'), await whenParagraph(recipient, options)])
    case 'stop':
      await options.state.recipients.switchOff(recipient.name, CHANNEL, said('cause.stopped'))
      return reply.text([say('stopped')])
    case 'today':
      return sendToday(recipient, reply, options, world)
    case 'report':
      return chooseReport(recipient, command.argument, reply, options, world)
    case 'help':
      return reply.text([say('help')])
    default:
      // people of a group talk to each other, and to other bots
      return isGroup ? undefined : reply.text([say(command ? 'unknown_command' : 'just_text')])
  }
}

/** A report with its pictures, made as the recipient, for today's date. */
export async function sendReport(
  report: string,
  recipient: Recipient,
  reply: Reply,
  options: BotOptions,
  world: World,
): Promise<void> {
  await reply.progress('typing')
  try {
    const document = await options.document(report, options.date(), askerOf(recipient))
    await reply.parts(await reportParts(document, { files: [], hasPictures: true }, world))
  } catch (error) {
    await explain(error, recipient, reply, world)
  }
}

/** A clear sentence instead of what was asked for; the inside of the program stays in the log. */
export async function explain(error: unknown, { locale, name }: Recipient, reply: Reply, world: World): Promise<void> {
  world.log.error({ recipient: name, error }, 'telegram.answer.failed')
  // what Telegram itself refused cannot be explained to it
  if ((error as Error).name === 'TelegramError') return
  const reason = error instanceof SvodkaError ? errorText(error, locale) : words.say(locale, 'error_inside')
  await reply.text([[plain(words.say(locale, 'could_not', { reason: reason.replace(/\.$/, '') }))]])
}

async function presentCode(
  code: string,
  { place, locale }: Asking,
  reply: Reply,
  options: BotOptions,
  world: World,
): Promise<void> {
  const { state, recipients } = options
  const name = await state.recipients.redeem(CHANNEL, code, placeText(place))
  const recipient = recipients.find((each) => each.name === name && each.addresses[CHANNEL] === 'invited')
  if (!recipient) {
    if (await isSilenced(`code ${place.chat}`, WRONG_CODES_ANSWERED, state, world)) return
    return reply.text([[plain(words.say(locale, 'wrong_code'))]])
  }
  await state.recipients.switchOn(recipient.name, CHANNEL)
  const bound = words.say(recipient.locale, 'bound', { recipient: recipient.name })
  return reply.text([[plain(bound)], await whenParagraph(recipient, options), hint(recipient)])
}

/** One polite refusal a day, and no data. */
async function refuseStranger(
  { place, locale, isGroup }: Asking,
  reply: Reply,
  { state }: BotOptions,
  world: World,
): Promise<void> {
  if (await isSilenced(`stranger ${place.chat}`, 1, state, world)) return
  world.log.info({ chat: place.chat, isGroup }, 'telegram.stranger')
  await reply.text([[plain(words.say(locale, 'stranger'))]])
}

/** Counts an answer that is given so many times a day and then no more. */
async function isSilenced(key: string, most: number, { recipients }: State, world: World): Promise<boolean> {
  const [count = '0', since = ''] = ((await recipients.recall(CHANNEL, key)) ?? '').split(' ')
  const now = world.now()
  const isSameDay = now.getTime() < Date.parse(since) + SILENCE_SECONDS * 1000
  const given = isSameDay ? Number(count) : 0
  if (given >= most) return true
  await recipients.remember(CHANNEL, key, `${given + 1} ${isSameDay ? since : now.toISOString()}`)
  return false
}

async function greeting(recipient: Recipient, options: BotOptions): Promise<Paragraph[]> {
  const off = (await options.state.recipients.off()).some(
    (each) => each.channel === CHANNEL && each.recipient === recipient.name,
  )
  const { locale, name } = recipient
  return [
    [plain(words.say(locale, 'hello', { recipient: name }))],
    await whenParagraph(recipient, options),
    ...(off ? [[bold(words.say(locale, 'is_off'))]] : []),
    hint(recipient),
  ]
}

const hint = ({ locale }: Recipient): Paragraph => [plain(words.say(locale, 'hint'))]

async function whenParagraph(recipient: Recipient, options: BotOptions): Promise<Paragraph> {
  const when = await options.when(recipient)
  const { locale } = recipient
  return [plain(when === '' ? words.say(locale, 'when_nothing') : words.say(locale, 'when', { when }))]
}

async function sendToday(recipient: Recipient, reply: Reply, options: BotOptions, world: World): Promise<void> {
  const wanted = (options.today?.(recipient) ?? recipient.reports.slice(0, 1)).filter((id) =>
    recipient.reports.includes(id),
  )
  if (wanted.length === 0) return reply.text([[plain(words.say(recipient.locale, 'no_reports'))]])
  for (const report of wanted) await sendReport(report, recipient, reply, options, world)
}

/** The reports that this person may see, as buttons; the one that was named, at once. */
async function chooseReport(
  recipient: Recipient,
  name: string,
  reply: Reply,
  options: BotOptions,
  world: World,
): Promise<void> {
  const { locale } = recipient
  const all = await options.reportTitles(askerOf(recipient))
  const own = all.filter(({ id }) => recipient.reports.includes(id))
  if (own.length === 0) return reply.text([[plain(words.say(locale, 'no_reports'))]])
  const named = own.find(({ id, title }) => [id, title].some((each) => each.toLowerCase() === name.toLowerCase()))
  if (named) return sendReport(named.id, recipient, reply, options, world)
  return reply.text(
    [[plain(words.say(locale, name === '' ? 'choose_report' : 'no_such_report'))]],
    reportsKeyboard(own),
  )
}
