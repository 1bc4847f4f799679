import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncOptions, type SyncProgress, type SyncResult } from '../../src/ingest/index.ts'
import { trusted } from '../../src/kit/index.ts'
import { lending } from '../../src/packs/lending/index.ts'
import { files } from '../../src/sources/index.ts'
import { openWarehouse, type Model, type RejectedRow, type Warehouse } from '../../src/warehouse/index.ts'
import { lendingModels } from '../lending/lending-desk.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

const { definition } = lending()
const SOURCE = 'loans'
export const PARTS = {
  'lending.client': { path: 'raw/clients_{part}.json' },
  'lending.loan': { path: 'raw/loans_{part}.json' },
  'lending.payment': { path: 'raw/payments_{part}.json' },
}

export interface FeedOptions {
  /** the workspace's folder; its files stay when the feed is closed */
  folder?: string
  /** where the warehouse is, in it */
  data?: string
  streams?: Readonly<Record<string, object>>
  models?: readonly Model[]
  onProgress?: (event: SyncProgress) => void
}

/** A loan book that comes in files: a real warehouse with the pack's tables, and a clock that moves by an hour a load. */
export interface Feed {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  load(part?: number | 'all'): Promise<SyncResult>
  sync(options?: Partial<SyncOptions>): Promise<SyncResult>
  rows(query: string): Promise<readonly Row[]>
  rejected(): Promise<readonly RejectedRow[]>
  close(): Promise<void>
}

export async function openFeed(options: FeedOptions = {}): Promise<Feed> {
  const { folder = mkdtempSync(join(tmpdir(), 'svodka-feed-')), data = 'data', streams = PARTS } = options
  const world = pinnedWorld('2024-01-01T00:00:00Z')
  const source = files({ id: SOURCE, streams })
  const settings = source.definition.settings.parse(source.settings)
  const warehouse = await openWarehouse({ folder: join(folder, data) }, world)
  const packSettings = definition.settings.parse({})
  await warehouse.prepare({
    sources: [{ id: SOURCE, streams: source.definition.streams(settings) }],
    entities: definition.entities,
    models: options.models ?? lendingModels(),
    settingsTables: definition.settingsTables?.(packSettings, { timeZone: 'Europe/Moscow', today: '2024-01-01' }) ?? [],
  })
  const sources = [{ id: SOURCE, definition: source.definition, settings }]
  const ingest = createIngest({ sources, warehouse, folder, world })
  const sync = async (request: Partial<SyncOptions> = {}) => {
    world.set(new Date(world.now().getTime() + 3_600_000).toISOString())
    return ingest.sync({ mode: 'new', locale: 'en', ...request }, options.onProgress ?? (() => {}))
  }
  return {
    folder,
    world,
    warehouse,
    sync,
    load: (part = 'all') => sync({ part }),
    rows: (query) => warehouse.rows(trusted(query)),
    rejected: async () => (await warehouse.rejected({})).rows,
    async close() {
      await warehouse.close()
      rmSync(options.folder === undefined ? folder : join(folder, data), { recursive: true, force: true })
    },
  }
}

export type Contents = Readonly<Record<string, readonly Row[]>>

/** Every row of core, its history and the marts, but for when and in which batch it was loaded. */
export async function contents({ rows }: Feed): Promise<Contents> {
  const tables = await rows(`select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('core', 'mart') and table_catalog = current_database() and table_name not like '%_versions'
    order by name`)
  const found: Record<string, readonly Row[]> = {}
  for (const { name } of tables) {
    const query = `select * exclude (${await unlike(rows, String(name))}) from ${String(name)} order by all`
    found[String(name)] = await rows(query.replace('exclude () ', ''))
  }
  return found
}

/** Columns that say how a row came here, not what it says. */
async function unlike(rows: Feed['rows'], table: string): Promise<string> {
  const [schema, name] = table.split('.')
  const columns = await rows(`select column_name from information_schema.columns
    where table_schema = '${schema}' and table_name = '${name}' and column_name in ('_batch', '_key', 'loaded_at')`)
  return columns.map((column) => String(column['column_name'])).join(', ')
}
