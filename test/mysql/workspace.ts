import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncOptions, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, defineEntity, Secret, trusted, type CheckResult } from '../../src/kit/index.ts'
import { mysql } from '../../src/sources/mysql/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

export const PASSWORD = 'secret horse'

const payment = defineEntity({
  id: 'shop.payment',
  meaning: 'Money that a user paid.',
  key: ['payment_id'],
  columns: {
    payment_id: { type: 'string', required: true, meaning: 'number' },
    user_id: { type: 'string', meaning: 'who' },
    paid_at: { type: 'instant', meaning: 'when' },
    paid_on: { type: 'day', meaning: 'the day' },
    amount: { type: 'decimal', meaning: 'roubles' },
    note: { type: 'string', meaning: 'what was said' },
  },
})

export interface MysqlWorkspace {
  world: PinnedWorld
  warehouse: Warehouse
  sync(options?: Partial<SyncOptions>): Promise<SyncResult['streams']>
  check(locale?: 'ru' | 'en'): Promise<readonly CheckResult[]>
  rows(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The source over a real MariaDB, a real warehouse, a clock that stands still. */
export async function openMysqlWorkspace(port: number, settings: Record<string, unknown>): Promise<MysqlWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-mysql-'))
  const world = pinnedWorld('2024-01-01T00:00:00Z')
  const { definition } = mysql({ id: 'shop' })
  const account = { host: '127.0.0.1', port, database: 'shop', user: 'svodka', password: new Secret(PASSWORD) }
  const checked = checkSettings(definition.settings, { ...account, ...settings }, 'svodka.config.ts', [
    'sources',
    'shop',
  ])
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare({
    sources: [{ id: 'shop', streams: definition.streams(checked) }],
    entities: [payment],
    models: [],
    settingsTables: [],
  })
  const ingest = createIngest({ sources: [{ id: 'shop', definition, settings: checked }], warehouse, folder, world })
  return {
    world,
    warehouse,
    sync: async (given = {}) => (await ingest.sync({ mode: 'new', locale: 'en', ...given }, () => {})).streams,
    check: (locale = 'en') => ingest.check('shop', locale),
    rows: (query) => warehouse.rows(trusted(query)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
