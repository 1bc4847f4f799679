import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  startFreshdeskSandbox,
  startTelegramSandbox,
  type FreshdeskSandbox,
  type PostgresSandbox,
  type TelegramSandbox,
} from '../../../src/sandbox/index.ts'
import { writeWorkspace } from '../../../src/workspace/index.ts'
import { kafkaMissing, startKafka, type TemporaryKafka } from '../../kafka/broker.ts'
import { openWriter, type Writer } from '../../kafka/workspace.ts'
import { temporaryPostgres } from '../../postgres/workspace.ts'
import { smallDesk } from '../../small-desk.ts'
import {
  configOf,
  environmentOf,
  messagesOf,
  salesOf,
  SCENES,
  TELEGRAM_TOKEN,
  ticketsOf,
  type Places,
} from './workspace.ts'

/** What stands around a company: one Telegram, one PostgreSQL and one Kafka for all days. */
export interface StandIns {
  telegram: TelegramSandbox
  database: PostgresSandbox
  /** why no Kafka is read here */
  kafkaMissing: string | undefined
  openDay(round: number, root: string): Promise<Day>
  close(): Promise<void>
}

/** One workspace with systems of its own to read from. */
export interface Day {
  folder: string
  places: Places
  desk: FreshdeskSandbox
  /** what happens in the company before a scene */
  prepare(scene: number): Promise<void>
  close(): Promise<void>
}

export async function openStandIns(): Promise<StandIns> {
  const now = () => new Date(SCENES[0].at)
  const [telegram, database, kafka] = await Promise.all([
    startTelegramSandbox({ token: TELEGRAM_TOKEN, limits: 'off' }, now),
    temporaryPostgres(),
    kafkaMissing === undefined ? startKafka() : undefined,
  ])
  const writer = kafka && openWriter(kafka.brokers)
  return {
    telegram,
    database,
    kafkaMissing,
    openDay: (round, root) => openDay(round, root, { telegram, database, kafka, writer }),
    async close() {
      await writer?.close()
      await kafka?.close()
      await database.close()
      await telegram.close()
    },
  }
}

interface Shared {
  telegram: TelegramSandbox
  database: PostgresSandbox
  kafka: TemporaryKafka | undefined
  writer: Writer | undefined
}

async function openDay(round: number, root: string, { telegram, database, kafka, writer }: Shared): Promise<Day> {
  const folder = join(root, `day-${round}`)
  const desk = await startFreshdeskSandbox(smallDesk(60), { rateLimits: 'off' }, () => new Date('2024-01-02T00:00:00Z'))
  const chats = { head: 1000 + round * 10, admin: 1001 + round * 10 }
  telegram.addChat({ id: chats.head, type: 'private', name: 'Head' })
  telegram.addChat({ id: chats.admin, type: 'private', name: 'Admin' })
  const topic = `ratings-${round}`
  await writer?.makeTopic(topic, 2)
  const places: Places = {
    deskUrl: desk.url,
    telegramUrl: telegram.url,
    postgresUrl: database.url,
    kafka: kafka && { brokers: kafka.brokers, topic },
    schema: `day_${round}`,
    chats,
  }
  writeWorkspace(folder, { 'svodka.config.ts': configOf(places), '.env': environmentOf(places) })
  mkdirSync(join(folder, 'shelf'))
  writeFileSync(join(folder, 'sales.csv'), salesOf(0))
  return {
    folder,
    places,
    desk,
    async prepare(scene) {
      for (const ticket of ticketsOf(scene)) desk.put(ticket)
      writeFileSync(join(folder, 'sales.csv'), salesOf(scene))
      const values = messagesOf(scene).map((message, at) => ({ partition: at % 2, value: JSON.stringify(message) }))
      if (values.length > 0) await writer?.send(topic, values)
    },
    async close() {
      await desk.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
