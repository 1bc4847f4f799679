import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncOptions, type SyncProgress, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, defineEntity, Secret, trusted, type CheckResult, type Entity } from '../../src/kit/index.ts'
import { startPostgresSandbox, type PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { postgres } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

/** A PostgreSQL in a temporary folder that goes with it. */
export async function temporaryPostgres(settings: Record<string, string> = {}): Promise<PostgresSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-pg-'))
  const sandbox = await startPostgresSandbox({ folder, settings })
  return {
    ...sandbox,
    async close() {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An event as the journey pack will want it. */
export const event = defineEntity({
  id: 'journey.event',
  meaning: 'Something that a user did.',
  key: ['user_id', 'event', 'happened_at'],
  columns: {
    user_id: { type: 'string', required: true, meaning: 'who' },
    event: { type: 'string', required: true, meaning: 'what' },
    happened_at: { type: 'instant', required: true, meaning: 'when' },
  },
})

export const payment = defineEntity({
  id: 'journey.payment',
  meaning: 'Money that a user paid.',
  key: ['payment_id'],
  columns: {
    payment_id: { type: 'string', required: true, meaning: 'number' },
    user_id: { type: 'string', required: true, meaning: 'who' },
    paid_at: { type: 'instant', meaning: 'when' },
    amount: { type: 'decimal', meaning: 'roubles' },
  },
})

export interface PostgresWorkspace {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  sync(options?: Partial<SyncOptions>): Promise<SyncResult['streams']>
  check(locale?: 'ru' | 'en'): Promise<readonly CheckResult[]>
  rows(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface WorkspaceOptions {
  entities?: readonly Entity[]
  folder?: string
  memoryLimitMegabytes?: number
  contentFileBytes?: number
  onProgress?: (event: SyncProgress) => void
}

type Settings = Record<string, unknown> & { streams: Record<string, Record<string, unknown>> }

/** A source over a sandbox, a real warehouse, a clock that stands still. */
export async function openPostgresWorkspace(
  { url }: Pick<PostgresSandbox, 'url'>,
  settings: Settings,
  options: WorkspaceOptions = {},
): Promise<PostgresWorkspace> {
  const { entities = [event, payment], folder = mkdtempSync(join(tmpdir(), 'svodka-')) } = options
  const world = pinnedWorld('2024-01-01T00:00:00Z')
  const { definition } = postgres({ id: 'crm' })
  const written = 'host' in settings ? settings : { connection: new Secret(url), ...settings }
  const checked = checkSettings(definition.settings, written, 'svodka.config.ts', ['sources', 'crm'])
  const memory = options.memoryLimitMegabytes
  const warehouse = await openWarehouse({ folder, ...(memory ? { memoryLimitMegabytes: memory } : {}) }, world)
  await warehouse.prepare({
    sources: [{ id: 'crm', streams: definition.streams(checked) }],
    entities,
    models: [],
    settingsTables: [],
  })
  const { contentFileBytes: bytes, onProgress = () => {} } = options
  const sources = [{ id: 'crm', definition, settings: checked }]
  const ingest = createIngest({ sources, warehouse, folder, world, ...(bytes ? { contentFileBytes: bytes } : {}) })
  return {
    folder,
    world,
    warehouse,
    sync: async (given = {}) => (await ingest.sync({ mode: 'new', locale: 'en', ...given }, onProgress)).streams,
    check: (locale = 'en') => ingest.check('crm', locale),
    rows: (query) => warehouse.rows(trusted(query)),
    async close() {
      await warehouse.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}
