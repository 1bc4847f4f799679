import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorText, type Row } from '../../src/base/index.ts'
import { createHttp } from '../../src/ingest/http.ts'
import { createIngest, type SyncOptions, type SyncProgress, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, defineEntity, Secret, trusted, type CheckResult } from '../../src/kit/index.ts'
import {
  startOnecSandbox,
  type Fault,
  type OnecSandbox,
  type OnecSandboxOptions,
  type OnecSale,
} from '../../src/sandbox/index.ts'
import { onec } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

/** A line of a sale as the pack `orders` wants it. */
const saleLine = defineEntity({
  id: 'orders.sale_line',
  meaning: 'A line of a sale or of a return.',
  key: ['sale_id', 'line'],
  columns: {
    sale_id: { type: 'string', required: true, meaning: 'the document' },
    line: { type: 'string', required: true, meaning: 'its line' },
    sold_at: { type: 'instant', required: true, meaning: 'when it was sold' },
    order_id: { type: 'string', meaning: 'the order' },
    ordered_at: { type: 'instant', meaning: 'when it was ordered' },
    buyer: { type: 'string', required: true, meaning: 'who bought' },
    contractor: { type: 'string', meaning: 'the legal entity' },
    product_id: { type: 'string', meaning: 'the product' },
    product: { type: 'string', meaning: 'its name' },
    feature: { type: 'string', meaning: 'colour and size' },
    quantity: { type: 'double', meaning: 'how many' },
    amount: { type: 'decimal', required: true, meaning: 'for how much' },
    address: { type: 'string', meaning: 'where to' },
    kind: { type: 'string', required: true, meaning: 'sale or return' },
    manager: { type: 'string', meaning: 'whose customer' },
  },
})

export const NOW = '2024-03-10T21:00:00Z'

export interface OnecWorkspace {
  world: PinnedWorld
  warehouse: Warehouse
  sandbox: OnecSandbox
  progress: SyncProgress[]
  sync(options?: Partial<SyncOptions>): Promise<SyncResult>
  check(locale?: 'ru' | 'en'): Promise<readonly CheckResult[]>
  rows(query?: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export const ALL = `
  select sale_id, line, sold_at, order_id, ordered_at, buyer, contractor, product_id, product, feature,
    quantity::double as quantity, amount::double as amount, address, kind, manager
  from staging.shop__orders_sale_line order by sold_at, sale_id, line`

export interface Refused {
  ru: string
  en: string
  /** everything that was logged meanwhile */
  log: string
}

/** What the source says of a fault, read without a warehouse. */
export async function refusalOf(
  sales: readonly OnecSale[],
  faults: readonly Fault[],
  settings: Record<string, unknown> = {},
): Promise<Refused> {
  const world = pinnedWorld(NOW)
  const sandbox = await startOnecSandbox(sales, {}, world.now)
  sandbox.faults.add(...faults)
  const { definition } = onec({ id: 'shop' })
  const checked = definition.settings.parse({
    baseUrl: sandbox.baseUrl,
    user: 'Сводка',
    password: new Secret('sample-password'),
    ...settings,
  })
  const [stream] = definition.streams(checked)
  if (!stream) throw new Error('the source has no stream')
  const http = createHttp({ vendor: definition.title, random: () => 0 }, world)
  const { signal } = new AbortController()
  const request = { sourceId: 'shop', settings: checked, stream, after: undefined, folder: '.', http, world, signal }
  try {
    for await (const delivery of definition.read(request)) void delivery
  } catch (error) {
    return { ru: errorText(error, 'ru'), en: errorText(error, 'en'), log: JSON.stringify(world.lines) }
  } finally {
    await sandbox.close()
  }
  throw new Error('nothing was refused')
}

/** A sandbox 1C, the source over it, a real warehouse, and a clock that stands still. */
export async function openOnecWorkspace(
  sales: readonly OnecSale[],
  { sandbox: options = {}, settings = {} }: { sandbox?: OnecSandboxOptions; settings?: Record<string, unknown> } = {},
): Promise<OnecWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-'))
  const world = pinnedWorld(NOW)
  const sandbox = await startOnecSandbox(sales, options, world.now)
  const { definition } = onec({ id: 'shop' })
  const preset = options.configuration ?? 'accounting30'
  const written = {
    baseUrl: sandbox.baseUrl,
    user: 'Сводка',
    password: new Secret('sample-password'),
    preset,
    ...settings,
  }
  const checked = checkSettings(definition.settings, written, 'svodka.config.ts', ['sources', 'shop'])
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare({
    sources: [{ id: 'shop', streams: definition.streams(checked) }],
    entities: [saleLine],
    models: [],
    settingsTables: [],
  })
  const sources = [{ id: 'shop', definition, settings: checked }]
  const ingest = createIngest({ sources, warehouse, folder, world, timeoutSeconds: 20 })
  const progress: SyncProgress[] = []
  return {
    world,
    warehouse,
    sandbox,
    progress,
    sync: (given = {}) => ingest.sync({ mode: 'new', locale: 'en', ...given }, (event) => progress.push(event)),
    check: (locale = 'en') => ingest.check('shop', locale),
    rows: (query = ALL) => warehouse.rows(trusted(query)),
    async close() {
      await warehouse.close()
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
