import type { World } from '../../src/base/index.ts'
import { silentLog } from '../../src/base/index.ts'
import { createDelivery, telegram, type Delivery, type OpenChannel, type Recipient } from '../../src/delivery/index.ts'
import { OWNER, Secret } from '../../src/kit/index.ts'
import type { ReportDocument } from '../../src/reports/index.ts'
import type { State } from '../../src/state/index.ts'
import { sampleDocument } from '../samples/reports.ts'

export const TOKEN = '123456:crash'
export const RECIPIENTS = 20
export const LEASE_SECONDS = 60
export const REQUEST = {
  report: 'support.study',
  date: '2023-12-31',
  edition: '2023-12-31',
  to: Array.from({ length: RECIPIENTS }, (_, index) => `r${index}`),
  files: [],
  hasPictures: true,
} as const

/** Chats of one round: nobody else's. */
export const chatOf = (round: number, recipient: number): number => (round + 1) * 1000 + recipient
export const adminChat = (round: number): number => chatOf(round, 999)

/** A short text and two pictures for everybody. */
export async function morningDocument(): Promise<ReportDocument> {
  const document = sampleDocument('ru')
  const charts = document.blocks.filter(({ kind }) => kind === 'chart').slice(0, 2)
  const figures = document.blocks.filter(({ kind }) => kind === 'figures').slice(0, 1)
  return { ...document, blocks: [...figures, ...charts] }
}

export const worldAt = (instant: string): World => ({
  now: () => new Date(instant),
  sleep: async () => {},
  fetch: globalThis.fetch,
  log: silentLog,
})

/** The delivery of one process: real Telegram channel, twenty people and an administrator. */
export function openMorning(
  state: State,
  url: string,
  round: number,
  world: World,
  watch = <T>(part: T): T => part,
): Delivery {
  const person = (name: string, chat: number): Recipient => ({
    name,
    locale: 'ru',
    timeZone: 'Europe/Moscow',
    person: OWNER,
    reports: [REQUEST.report],
    addresses: { telegram: chat },
  })
  const settings = telegram.settings.parse({ token: new Secret(TOKEN), apiRoot: url })
  const channel: OpenChannel = telegram.open(settings, { state, workspaceFolder: '.', workspaceName: 'Acme' }, world)
  return createDelivery(
    {
      state,
      holder: { owner: `crash:${process.pid}`, leaseSeconds: LEASE_SECONDS },
      channels: { telegram: watch(channel) },
      recipients: [
        ...REQUEST.to.map((name, index) => person(name, chatOf(round, index))),
        person('admin', adminChat(round)),
      ],
      administrators: ['admin'],
      unknown: 'ask',
      document: watch({ make: morningDocument }).make,
    },
    world,
  )
}
