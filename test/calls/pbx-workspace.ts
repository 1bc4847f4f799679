import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorText, type Row } from '../../src/base/index.ts'
import { createFigures, type Figures } from '../../src/figures/index.ts'
import { createHttp } from '../../src/ingest/http.ts'
import { createIngest, type SyncOptions, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, sql, trusted, type CheckResult, type Sql } from '../../src/kit/index.ts'
import { calls } from '../../src/packs/calls/index.ts'
import { freepbx } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'
import { callsModels } from './calls-desk.ts'

export interface PbxWorkspace {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  figures: Figures
  sync(options?: Partial<SyncOptions>): Promise<SyncResult['streams']>
  /** the counts of one stream's sync: added, changed, unchanged, rejected */
  counts(stream: string): Promise<readonly number[]>
  /** the pack's tables out of what was read */
  build(): Promise<void>
  rows(query: string | Sql): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface PbxOptions {
  now?: string
  pack?: Parameters<typeof calls>[0]
  /** whether the pack's tables are there to be built */
  hasMarts?: boolean
  /** of the workspace; the exchange's is a setting of the source */
  timeZone?: string
}

const { definition } = freepbx({ id: 'pbx' })

export const checkedSettings = (settings: Record<string, unknown>, timeZone = 'Europe/Moscow') =>
  checkSettings(definition.settings, { timeZone, ...settings }, 'svodka.config.ts', ['sources', 'pbx'])

/** What `svodka check` says of the source; no warehouse is needed for it. */
export async function checkPbx(
  settings: Record<string, unknown>,
  locale: 'ru' | 'en' = 'en',
): Promise<readonly CheckResult[]> {
  const world = pinnedWorld('2024-01-01T06:00:00Z')
  const http = createHttp({ vendor: definition.title, random: () => 0 }, world)
  const { signal } = new AbortController()
  const request = {
    sourceId: 'pbx',
    settings: checkedSettings(settings),
    folder: tmpdir(),
    http,
    world,
    signal,
    locale,
  }
  try {
    return await definition.check(request)
  } catch (error) {
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

/** The source freepbx, a real warehouse with the pack's marts, and a clock that stands still. */
export async function openPbxWorkspace(
  settings: Record<string, unknown>,
  { now = '2024-01-01T06:00:00Z', pack: given = {}, timeZone = 'Europe/Moscow', hasMarts = false }: PbxOptions = {},
): Promise<PbxWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-pbx-'))
  const world = pinnedWorld(now)
  const checked = checkedSettings(settings, timeZone)
  const { definition: pack } = calls(given)
  const packSettings = pack.settings.parse(given)
  const today = now.slice(0, 10)
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare({
    sources: [{ id: 'pbx', streams: definition.streams(checked) }],
    entities: pack.entities,
    models: hasMarts ? callsModels() : [],
    settingsTables: pack.settingsTables?.(packSettings, { timeZone, today }) ?? [],
  })
  const sources = [{ id: 'pbx', definition, settings: checked }]
  const ingest = createIngest({ sources, warehouse, folder, world })
  const packs = [{ definition: pack, settings: packSettings }]
  const sync = async (options: Partial<SyncOptions> = {}) =>
    (await ingest.sync({ mode: 'new', locale: 'en', ...options }, () => {})).streams
  return {
    folder,
    world,
    warehouse,
    figures: createFigures({ packs, warehouse, timeZone, currency: 'RUB', today: () => today }),
    sync,
    async counts(stream) {
      const found = (await sync()).find((each) => each.stream === stream)
      if (!found || found.error !== null) throw new Error(found?.error ?? `there is no stream ${stream}`)
      return [found.added, found.changed, found.unchanged, found.rejected]
    },
    build: async () => void (await warehouse.build()),
    rows: (query) => warehouse.rows(typeof query === 'string' ? trusted(query) : sql`${query}`),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
