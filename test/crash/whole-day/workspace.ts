import { deskTicket } from '../../small-desk.ts'
import type { DeskTicket } from '../../../src/sandbox/index.ts'

export const TELEGRAM_TOKEN = '123456:whole_day'
export const TILL_TOKEN = 'till-of-the-whole-day-0123456789'
export const STREAM = 'calls.rating'

/** When the program looks at its clock; what became due since the look before is run at it. */
export const SCENES = [
  { name: 'evening', at: '2023-12-31T17:00:00Z' },
  { name: 'mirror', at: '2024-01-01T03:30:00Z' },
  { name: 'morning', at: '2024-01-01T05:45:00Z' },
  { name: 'last mirror', at: '2024-01-01T20:30:00Z' },
  { name: 'settled', at: '2024-01-02T03:10:00Z' },
  { name: 'mirrored', at: '2024-01-02T03:30:00Z' },
] as const

/** Nothing happens in the company after it, and nothing cuts the program off: what came is read, and told further. */
export const LAST_NEWS = 3

/** Where the systems of a day are reached, and whose day it is. */
export interface Places {
  deskUrl: string
  telegramUrl: string
  postgresUrl: string
  /** nothing is read from Kafka where there is none */
  kafka: { brokers: readonly string[]; topic: string } | undefined
  schema: string
  chats: { head: number; admin: number }
}

export const configOf = ({ deskUrl, telegramUrl, kafka, schema, chats }: Places): string => `
import { defineWorkspace, secret } from 'svodka'
import { files, freshdesk, kafka, webhook } from 'svodka/sources'
import { calls, orders, support } from 'svodka/packs'

const rating = { rating_id: 'id', rated_at: 'time', score: 'stars' }
export default defineWorkspace({
  name: 'Whole day', timeZone: 'Europe/Moscow', locale: 'ru', currency: 'RUB',
  sources: [
    freshdesk({ id: 'desk', domain: 'acme', baseUrl: '${deskUrl}', apiKey: secret('DESK_KEY'), pageSize: 20 }),
    files({ id: 'shop', streams: { 'orders.sale_line': { path: 'sales.csv', key: ['sale_id', 'line'] } } }),
    webhook({ id: 'till', token: secret('TILL_TOKEN'), loadEverySeconds: 1, streams: { '${STREAM}': { columns: rating } } }),
    ${kafka ? `kafka({ id: 'bus', brokers: ${JSON.stringify(kafka.brokers)}, streams: { '${STREAM}': { topic: '${kafka.topic}', columns: rating } } }),` : ''}
  ],
  packs: [support({}), orders({}), calls({})],
  sync: [{ at: '0 * * * *' }],
  reports: [
    { report: 'support.morning', at: '45 8 * * *', to: ['head', 'shelf'], files: ['xlsx'] },
    { report: 'orders.rfm', at: '45 8 * * *', to: ['head'], pictures: false },
  ],
  recipients: {
    head: { telegram: ${chats.head}, locale: 'ru' },
    shelf: { folder: { path: 'shelf', files: ['xlsx', 'md'] }, locale: 'en' },
    admin: { telegram: ${chats.admin}, locale: 'en' },
  },
  administrators: ['admin'],
  delivery: { telegram: { token: secret('TELEGRAM_TOKEN'), apiRoot: '${telegramUrl}' } },
  publish: [{
    id: 'bi', postgres: { url: secret('BI_URL') }, schema: '${schema}', at: '30 6,23 * * *',
    marts: ['mart.support_tickets', 'mart.orders_lines', 'mart.calls_ratings'],
  }],
})
`

export const environmentOf = ({ postgresUrl }: Places): string =>
  Object.entries({ DESK_KEY: 'sample-key', TILL_TOKEN, TELEGRAM_TOKEN, BI_URL: postgresUrl })
    .map((pair) => `${pair.join('=')}\n`)
    .join('')

const TICKETS_A_SCENE = 30
const SALES_A_SCENE = 40
const POSTS_A_SCENE = 6
const MESSAGES_A_SCENE = 40

/** Tickets that agents changed or added before a scene: a third of them stood there already. */
export const ticketsOf = (scene: number): DeskTicket[] =>
  Array.from({ length: scene > LAST_NEWS ? 0 : TICKETS_A_SCENE }, (_, at) => {
    const number = scene * 20 + at + 1
    return deskTicket(number, { status: 4, updated_at: deskTicket(1000 * (scene + 1) + at).updated_at })
  })

/** The file of sales as it stands before a scene: longer than before, and one early line in ten corrected. */
export function salesOf(asked: number): string {
  const scene = Math.min(asked, LAST_NEWS)
  const lines = Array.from({ length: SALES_A_SCENE * (scene + 1) }, (_, at) => {
    const amount = at % 10 === 0 ? 100 + scene : 100
    const day = String(1 + (at % 28)).padStart(2, '0')
    return `${at},1,2023-12-${day}T10:00:00Z,buyer-${at % 17},${amount}.50,sale\n`
  })
  return `sale_id,line,sold_at,buyer,amount,kind\n${lines.join('')}`
}

export interface Rating {
  id: string
  time: string
  stars: number
}

const rating = (id: string, at: number): Rating => ({ id, time: '2024-01-01T00:00:00Z', stars: 1 + (at % 5) })

/** What is posted during a scene, each request under a key of its own. */
export const postsOf = (scene: number): { key: string; body: Rating[] }[] =>
  Array.from({ length: scene > LAST_NEWS ? 0 : POSTS_A_SCENE }, (_, at) => ({
    key: `${scene}-${at}`,
    body: ['a', 'b', 'c'].map((part) => rating(`till-${scene}-${at}-${part}`, at)),
  }))

/** What is written to the topic before a scene, in order. */
export const messagesOf = (scene: number): Rating[] =>
  Array.from({ length: scene > LAST_NEWS ? 0 : MESSAGES_A_SCENE }, (_, at) => rating(`bus-${scene}-${at}`, at))
