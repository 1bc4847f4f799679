import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnalysisAnswer, Answer, Locale, Query, Row } from '../../src/base/index.ts'
import { createFigures, type Asker, type Figures } from '../../src/figures/index.ts'
import { OWNER, type Sql } from '../../src/kit/index.ts'
import { calls } from '../../src/packs/calls/index.ts'
import { openWarehouse, type BuildResult, type Warehouse } from '../../src/warehouse/index.ts'
import { landRows, packModels, packWarehouse, type Rows } from '../pack-desk.ts'
import { pinnedWorld } from '../pinned-world.ts'

type Settings = Parameters<typeof calls>[0]

export interface CallsDeskOptions {
  settings?: Settings
  timeZone?: string
  today?: string
}

/** A warehouse in a temporary folder that holds calls, with the door for figures open. */
export interface CallsDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity, as a source would, and brings the marts up to date */
  load(rows: Rows): Promise<BuildResult>
  /** the same rows under other settings */
  set(settings: Settings): Promise<void>
  rows(query: Sql): Promise<readonly Row[]>
  query(query: Query, locale?: Locale): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

export const SOURCE = 'pbx'

export const callsModels = () => packModels(calls().definition)

export async function openCallsDesk(options: CallsDeskOptions = {}): Promise<CallsDesk> {
  const { settings: given = {}, timeZone = 'Europe/Moscow', today = '2024-01-01' } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-calls-'))
  const world = pinnedWorld(`${today}T06:00:00Z`)
  const warehouse = await openWarehouse({ folder }, world)
  const opened = async (wanted: Settings): Promise<Figures> => {
    const { definition } = calls(wanted)
    const settings = definition.settings.parse(wanted)
    await warehouse.prepare(packWarehouse(calls(wanted), SOURCE, { timeZone, today }))
    const packs = [{ definition, settings }]
    return createFigures({ packs, warehouse, timeZone, currency: 'RUB', today: () => today })
  }
  let figures = await opened(given)
  const asker = (locale: Locale): Asker => ({ person: OWNER, locale })
  return {
    warehouse,
    get figures() {
      return figures
    },
    async set(settings) {
      figures = await opened(settings)
      await warehouse.build()
    },
    async load(rows) {
      for (const [entity, records] of Object.entries(rows)) {
        const rejected = await landRows(warehouse, SOURCE, entity, records, world.now())
        if (rejected > 0) throw new Error(`${rejected} rows of ${entity} were rejected`)
      }
      return warehouse.build()
    },
    rows: (query) => warehouse.rows(query),
    query: (query, locale = 'en') => figures.query(query, asker(locale)),
    analyze: (id, asked = {}, locale = 'en') => figures.analyze(id, asked, asker(locale)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
