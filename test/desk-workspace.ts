import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../src/base/index.ts'
import { createIngest, type Ingest, type SyncOptions, type SyncProgress, type SyncResult } from '../src/ingest/index.ts'
import { Secret, trusted } from '../src/kit/index.ts'
import { entities } from '../src/packs/support/entities.ts'
import { freshdesk } from '../src/sources/index.ts'
import { openWarehouse, type Model, type Warehouse } from '../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from './pinned-world.ts'

export interface DeskWorkspace {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  ingest: Ingest
  progress: SyncProgress[]
  sync(options?: Partial<SyncOptions>): Promise<SyncResult>
  rows(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface DeskSource {
  id?: string
  url: string
  apiKey?: string
  settings?: Record<string, unknown>
}

export interface DeskOptions {
  folder?: string
  now?: string
  timeoutSeconds?: number
  models?: readonly Model[]
}

export const NOW = '2024-01-01T00:00:00Z'

/** Freshdesk sources, a real warehouse in a temporary folder, and a clock that stands still. */
export async function openDeskWorkspace(
  from: readonly DeskSource[],
  { folder = mkdtempSync(join(tmpdir(), 'svodka-')), now = NOW, timeoutSeconds = 20, models = [] }: DeskOptions = {},
): Promise<DeskWorkspace> {
  const world = pinnedWorld(now)
  const sources = from.map(({ id = 'desk', url, apiKey = 'sample-key', settings = {} }) => {
    const { definition } = freshdesk({ id, domain: 'acme' })
    return {
      id,
      definition,
      settings: definition.settings.parse({ domain: 'acme', baseUrl: url, apiKey: new Secret(apiKey), ...settings }),
    }
  })
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare({
    sources: sources.map(({ id, definition, settings }) => ({ id, streams: definition.streams(settings) })),
    entities,
    models,
    settingsTables: [],
  })
  const ingest = createIngest({ sources, warehouse, folder, world, timeoutSeconds })
  const progress: SyncProgress[] = []
  return {
    folder,
    world,
    warehouse,
    ingest,
    progress,
    sync: (options = {}) => ingest.sync({ mode: 'new', locale: 'en', ...options }, (event) => progress.push(event)),
    rows: (query) => warehouse.rows(trusted(query)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
