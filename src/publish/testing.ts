import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinnedWorld, type PinnedWorld } from '../../test/pinned-world.ts'
import { Secret } from '../kit/index.ts'
import type { SettingsTable } from '../kit/index.ts'
import { openWarehouse, type Model, type Warehouse } from '../warehouse/index.ts'
import type { Publication, PublishTarget } from './contract.ts'
import { publish } from './publish.ts'

/** A warehouse whose marts say which edition they are of, and a target. */
export interface PublishBench {
  warehouse: Warehouse
  world: PinnedWorld
  target: PublishTarget
  /** makes the marts anew, so that every row of each says the edition */
  edition(number: number, models?: readonly Model[]): Promise<void>
  publish(more?: Partial<PublishTarget>): Promise<Publication>
  close(): Promise<void>
}

export interface BenchOptions {
  url: string
  /** of each of the two marts */
  rows?: number
  models?: readonly Model[]
  folder?: string
}

export const mart = (name: string, header: string, select: string): Model => ({
  layer: 'mart',
  name,
  path: `${name}.sql`,
  text: `/*\n${header}\n*/\n${select}\n`,
})

/** Two marts of one size; the second lies behind a view. */
export const twoMarts = (rows: number): readonly Model[] => [
  mart(
    'loans',
    'One row per loan.\ngrain: loan_id\nedition: which edition it is of',
    `select range as loan_id, edition from settings.edition cross join range(${rows})`,
  ),
  mart(
    'payments',
    'One row per payment.\ngrain: payment_id\nkind: view\nedition: which edition it is of',
    `select range as payment_id, edition from settings.edition cross join range(${rows})`,
  ),
]

export async function openPublishBench({
  url,
  rows = 1000,
  models,
  folder: given,
}: BenchOptions): Promise<PublishBench> {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'svodka-publish-'))
  const world = pinnedWorld('2024-01-01T06:00:00Z')
  const warehouse = await openWarehouse({ folder }, world)
  const target: PublishTarget = {
    id: 'bi',
    postgres: { url: new Secret(url), connectTimeoutSeconds: 15 },
    schema: 'svodka',
    marts: 'all',
    readers: [],
    indexes: {},
  }
  const all = models ?? twoMarts(rows)
  return {
    warehouse,
    world,
    target,
    async edition(number, now = all) {
      await warehouse.prepare({ sources: [], entities: [], models: now, settingsTables: [editionTable(number)] })
    },
    publish: (more = {}) =>
      publish({ ...target, ...more }, { warehouse, folder, signal: new AbortController().signal }, world),
    async close() {
      await warehouse.close()
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const editionTable = (edition: number): SettingsTable => ({
  name: 'edition',
  columns: { edition: 'integer' },
  rows: [[edition]],
})
