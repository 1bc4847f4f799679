import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncOptions, type SyncProgress, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, defineEntity, trusted, type CheckResult, type SourceInput } from '../../src/kit/index.ts'
import { singer } from '../../src/sources/singer/index.ts'
import type { SingerSettings } from '../../src/sources/singer/schema.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'
import type { TapRun, TapScript } from './script.ts'

/** How the tap of the tests is started. */
export const TAP = [process.execPath, fileURLToPath(new URL('tap.ts', import.meta.url))]

const note = defineEntity({
  id: 'shop.note',
  meaning: 'Something written down.',
  key: ['note_id'],
  columns: {
    note_id: { type: 'integer', required: true, meaning: 'number' },
    text: { type: 'string', meaning: 'what it says' },
    sum: { type: 'decimal', meaning: 'roubles' },
  },
})

const buyer = defineEntity({
  id: 'shop.buyer',
  meaning: 'Who buys.',
  key: ['name'],
  columns: {
    name: { type: 'string', required: true, meaning: 'who' },
    city: { type: 'string', meaning: 'where' },
  },
})

const line = defineEntity({
  id: 'shop.line',
  meaning: 'A line of a sale.',
  key: ['sale_id', 'line'],
  columns: {
    sale_id: { type: 'string', required: true, meaning: 'of the sale' },
    line: { type: 'integer', required: true, meaning: 'within the sale' },
    sold_at: { type: 'instant', required: true, meaning: 'when' },
    buyer: { type: 'string', meaning: 'who' },
    amount: { type: 'decimal', required: true, meaning: 'roubles' },
  },
})

export interface SingerWorkspace {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  sync(settings: Settings, options?: Partial<SyncOptions>): Promise<SyncResult['streams']>
  check(settings: Settings, locale?: 'ru' | 'en'): Promise<readonly CheckResult[]>
  rows(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface Settings extends SourceInput<SingerSettings> {
  streams: Record<string, Record<string, unknown>>
}

export interface WorkspaceOptions {
  folder?: string
  onProgress?: (event: SyncProgress) => void
}

export const NOTES = {
  stream: 'notes',
  columns: { note_id: 'id', text: 'note', sum: 'sum' },
}

/** A tap of a script for notes. */
export const scripted = (config: TapScript, more: Record<string, unknown> = {}): Settings => ({
  command: TAP,
  config,
  checkpointMegabytes: 0,
  streams: { 'shop.note': NOTES },
  ...more,
})

/** A real warehouse, a clock that stands still, and the source with whatever settings a sync is given. */
export async function openSingerWorkspace(options: WorkspaceOptions = {}): Promise<SingerWorkspace> {
  const { folder = mkdtempSync(join(tmpdir(), 'svodka-singer-test-')), onProgress = () => {} } = options
  const world = pinnedWorld('2024-01-01T00:00:00Z')
  const { definition } = singer({ id: 'tap' })
  const warehouse = await openWarehouse({ folder }, world)
  const ingestFor = async (settings: Settings) => {
    const checked = checkSettings(definition.settings, settings, 'svodka.config.ts', ['sources', 'tap'])
    await warehouse.prepare({
      sources: [{ id: 'tap', streams: definition.streams(checked) }],
      entities: [note, buyer, line],
      models: [],
      settingsTables: [],
    })
    return createIngest({ sources: [{ id: 'tap', definition, settings: checked }], warehouse, folder, world })
  }
  return {
    folder,
    world,
    warehouse,
    async sync(settings, given = {}) {
      const ingest = await ingestFor(settings)
      return (await ingest.sync({ mode: 'new', locale: 'en', ...given }, onProgress)).streams
    },
    check: async (settings, locale = 'en') => (await ingestFor(settings)).check('tap', locale),
    rows: (query) => warehouse.rows(trusted(query)),
    async close() {
      await warehouse.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const runsOf = (log: string): TapRun[] =>
  readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TapRun)

/** Whether a process is there; one that ended and was not asked about is not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
