import { SAMPLE_CHATS } from '../../src/demo/index.ts'
import { startDemo, type Demo } from '../../src/demo/index.ts'
import { instantAt, type Locale } from '../../src/base/index.ts'
import { signInFirst } from '../sign-in.ts'

export interface Day {
  demo: Demo
  /** the Reports page and the others */
  url: string
  /** what was told in a chat since the last question, as plain texts; pictures and files by name */
  news(chat: number): string[]
  close(): Promise<void>
}

export interface DayOptions {
  dir: string
  locale: Locale
  tickets?: number
  users?: number
  customers?: number
  clients?: number
  /** after each scene, for pictures */
  onScene?(name: string, day: Day): Promise<void>
}

const ZONE = 'Europe/Moscow'
export const STRANGER = 999_001

/**
 * From the evening of the sample's last day to the morning after it, with the clock moved from scene to scene: the help desk
 * refuses its key in the evening, reports go at 08:45 all the same, people use the bot, the key is right again.
 */
export async function liveThroughADay({
  dir,
  locale,
  tickets = 30_000,
  users = 20_000,
  customers = 4000,
  clients = 1500,
  onScene,
}: DayOptions) {
  const clock = movableClock()
  clock.set('2023-12-31', '19:55')
  const sample = { dir, seed: 2023, tickets, users, customers, clients, change: -20, rise: 35, locale }
  const demo = await startDemo(sample, process.env, clock.now)
  const { svodka, telegram, desk } = demo
  const { url, firstLink } = await svodka.serve()
  await signInFirst(url, firstLink)
  const day: Day = { demo, url, news: newsOf(demo), close: () => demo.close() }
  const scene = async (name: string) => onScene?.(name, day)
  const at = async (date: string, time: string) => {
    clock.set(date, time)
    await svodka.runDue()
  }

  await svodka.runDue()
  await at('2023-12-31', '20:00')
  await scene('evening')

  desk.faults.add({ fault: { kind: 'status', status: 401, body: { code: 'invalid_credentials' } } })
  await at('2023-12-31', '21:00')
  await at('2024-01-01', '08:00')
  await scene('trouble')

  await at('2024-01-01', '08:45')
  await scene('morning')

  clock.set('2024-01-01', '08:50')
  await ask(SAMPLE_CHATS.sales, '/start')
  await press(SAMPLE_CHATS.sales, 0)
  await press(SAMPLE_CHATS.sales, -2)
  await ask(SAMPLE_CHATS.sales, '/report')
  await ask(SAMPLE_CHATS.sales, '/help')
  await scene('questions')

  telegram.addChat({ id: STRANGER, type: 'private', name: 'Чужой', languageCode: locale })
  await ask(STRANGER, '/today')
  await ask(STRANGER, '/report')
  await scene('stranger')

  desk.faults.clear()
  await at('2024-01-01', '09:00')
  await ask(SAMPLE_CHATS.support, '/today')
  await ask(SAMPLE_CHATS.support, '/stop')
  await ask(SAMPLE_CHATS.support, '/init')
  await scene('well')
  return day

  async function ask(chat: number, text: string): Promise<void> {
    await telegram.handled(telegram.say({ chat, text }))
  }

  /** presses a button under the latest report, counted from the first or, below zero, from the last */
  async function press(chat: number, button: number): Promise<void> {
    const message = telegram.messages(chat).findLast(({ buttons }) => buttons.flat().length > 2)
    const data = message?.buttons.flat().at(button)?.callback_data
    if (!message || !data) throw new Error(`There is no button ${button} in chat ${chat}`)
    await telegram.handled(telegram.press({ chat, messageId: message.id, data }))
  }
}

/** Goes on at the machine's pace between the moments to which it is set. */
function movableClock() {
  let shift = 0
  return {
    now: () => new Date(Date.now() + shift),
    set(date: string, time: string) {
      shift = Date.parse(instantAt(date, time, ZONE)) - Date.now()
    },
  }
}

function newsOf({ telegram }: Demo) {
  const read = new Map<number, number>()
  return (chat: number): string[] => {
    const all = telegram.messages(chat)
    const fresh = all.slice(read.get(chat) ?? 0)
    read.set(chat, all.length)
    return fresh.map(({ text, document, photo }) => text || (document?.name ?? photo?.name ?? ''))
  }
}
