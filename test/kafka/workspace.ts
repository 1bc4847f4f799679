import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Producer } from '@platformatic/kafka'
import type { Row } from '../../src/base/index.ts'
import {
  createIngest,
  type Ingest,
  type SyncOptions,
  type SyncProgress,
  type SyncResult,
} from '../../src/ingest/index.ts'
import { checkSettings, defineEntity, trusted, type CheckResult } from '../../src/kit/index.ts'
import { kafka } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

/** A rating as a till's programme writes it; a row is a message. */
export const rating = defineEntity({
  id: 'calls.rating',
  meaning: 'What a customer thought of a contact.',
  key: ['partition', 'at_offset'],
  columns: {
    partition: { type: 'string', required: true, meaning: 'of the topic' },
    at_offset: { type: 'integer', required: true, meaning: 'offset in its partition' },
    operator: { type: 'string', meaning: 'who' },
    score: { type: 'integer', meaning: '1 to 5' },
    rated_at: { type: 'instant', meaning: 'when' },
    comment: { type: 'string', meaning: 'what was said' },
  },
})

export const COLUMNS = {
  partition: 'kafka_partition',
  at_offset: 'kafka_offset',
  operator: 'operator',
  score: 'score',
  rated_at: 'kafka_timestamp',
  comment: 'comment',
}

export interface KafkaWorkspace {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  sync(options?: Partial<SyncOptions>): Promise<SyncResult['streams'][number]>
  check(locale?: 'ru' | 'en'): Promise<readonly CheckResult[]>
  lag: () => ReturnType<Ingest['lag']>
  rows(query: string): Promise<readonly Row[]>
  /** texts of the rejected records */
  rejected(): Promise<readonly string[]>
  /** the same folder with other settings, as after an administrator changed them; this one is closed then */
  reopened(settings: Record<string, unknown>): Promise<KafkaWorkspace>
  close(): Promise<void>
}

export interface WorkspaceOptions {
  folder?: string
  onProgress?: (event: SyncProgress) => void
}

/** A source over a broker, a real warehouse, a clock that stands still. */
export async function openKafkaWorkspace(
  brokers: readonly string[],
  settings: Record<string, unknown>,
  options: WorkspaceOptions = {},
): Promise<KafkaWorkspace> {
  const { folder = mkdtempSync(join(tmpdir(), 'svodka-')), onProgress = () => {} } = options
  const world = pinnedWorld('2026-01-01T00:00:00Z')
  const { definition } = kafka({ id: 'bus' })
  const checked = checkSettings(definition.settings, { brokers, ...settings }, 'svodka.config.ts', ['sources', 'bus'])
  const warehouse = await openWarehouse({ folder }, world)
  const streams = definition.streams(checked)
  await warehouse.prepare({ sources: [{ id: 'bus', streams }], entities: [rating], models: [], settingsTables: [] })
  const ingest = createIngest({ sources: [{ id: 'bus', definition, settings: checked }], warehouse, folder, world })
  return {
    folder,
    world,
    warehouse,
    async sync(given = {}) {
      const [result] = (await ingest.sync({ mode: 'new', locale: 'en', ...given }, onProgress)).streams
      if (!result) throw new Error('the source has no stream')
      return result
    },
    check: (locale = 'en') => ingest.check('bus', locale),
    lag: () => ingest.lag('bus'),
    rows: (query) => warehouse.rows(trusted(query)),
    rejected: async () => (await warehouse.rejected({})).rows.map(({ record }) => record).toReversed(),
    async reopened(other) {
      await warehouse.close()
      return openKafkaWorkspace(brokers, other, { ...options, folder })
    },
    async close() {
      await warehouse.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One stream of ratings from a topic. */
export const ratingsOf = (topic: string, more: Record<string, unknown> = {}) => ({
  streams: { 'calls.rating': { topic, columns: COLUMNS, ...more } },
})

type Given = { partition?: number; key?: string; value: string | Buffer | null; headers?: Record<string, string> }

type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** What writes into topics. */
export interface Writer {
  admin: Admin
  makeTopic(name: string, partitions?: number, settings?: Record<string, string>): Promise<void>
  /** until whoever writes knows of it */
  isKnown(topic: string): Promise<void>
  send(topic: string, messages: readonly (Given | string)[], compression?: Compression): Promise<void>
  close(): Promise<void>
}

export function openWriter(brokers: readonly string[]): Writer {
  const options = { clientId: 'till', bootstrapBrokers: [...brokers], retries: 20, retryDelay: 200 }
  const admin = new Admin(options)
  const producer = new Producer({ ...options, idempotent: true })
  const bytes = (value: string | Buffer | null | undefined) =>
    typeof value === 'string' ? Buffer.from(value) : (value ?? (null as unknown as Buffer))
  const isKnown = async (topic: string): Promise<void> => {
    try {
      await producer.metadata({ topics: [topic], forceUpdate: true })
    } catch (error) {
      if (!String(error).includes('Unknown topic')) throw error
      return isKnown(topic)
    }
  }
  return {
    admin,
    isKnown,
    async makeTopic(name, partitions = 1, settings = {}) {
      const configs = Object.entries(settings).map(([key, value]) => ({ name: key, value }))
      await admin.createTopics({ topics: [name], partitions, replicas: 1, configs })
      await isKnown(name)
    },
    async send(topic, messages, compression = 'none') {
      const all = messages.map((given) => {
        const { partition = 0, key, value, headers = {} } = typeof given === 'string' ? { value: given } : given
        return {
          topic,
          partition,
          value: bytes(value),
          timestamp: BigInt(Date.UTC(2026, 0, 1)),
          headers: new Map(Object.entries(headers).map(([name, each]) => [Buffer.from(name), Buffer.from(each)])),
          ...(key === undefined ? {} : { key: Buffer.from(key) }),
        }
      })
      await producer.send({ messages: all, compression })
    },
    async close() {
      await producer.close()
      await admin.close()
    },
  }
}
