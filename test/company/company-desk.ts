import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFigures, type Figures } from '../../src/figures/index.ts'
import type { ConfiguredPack, Person } from '../../src/kit/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import type { Day, Locale } from '../../src/base/index.ts'
import { buildReport, type ReportDocument } from '../../src/reports/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { landRows, packWarehouse, worldAt, type Rows } from '../pack-desk.ts'

const TIME_ZONE = 'Europe/Moscow'

/** A warehouse of several packs, each fed by a source of the pack's own name. */
export interface CompanyDesk {
  figures: Figures
  report(id: string, options?: { date?: Day; locale?: Locale; person?: Person }): Promise<ReportDocument>
  close(): Promise<void>
}

export interface CompanyDeskOptions {
  packs: readonly ConfiguredPack[]
  /** rows by entity: `calls.leg` is fed by the source `calls` */
  rows: Rows
  today: Day
  /** up to when each source is complete; all of the days before today unless told */
  asOf?: Readonly<Record<string, string>>
}

export async function openCompanyDesk({ packs, rows, today, asOf = {} }: CompanyDeskOptions): Promise<CompanyDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-company-'))
  const world = worldAt(new Date(`${today}T05:45:00Z`))
  const warehouse = await openWarehouse({ folder }, world)
  const parts = packs.map((pack) => packWarehouse(pack, pack.definition.id, { timeZone: TIME_ZONE, today }))
  await warehouse.prepare({
    sources: parts.flatMap(({ sources }) => sources),
    entities: parts.flatMap(({ entities }) => entities),
    models: parts.flatMap(({ models }) => models),
    settingsTables: parts.flatMap(({ settingsTables }) => settingsTables),
  })
  for (const [entity, records] of Object.entries(rows)) {
    const rejected = await landRows(warehouse, sourceOf(entity), entity, records, world.now())
    if (rejected > 0) throw new Error(`${rejected} rows of ${entity} were rejected`)
  }
  for (const { definition } of packs)
    for (const { id } of definition.entities)
      await warehouse.mark(definition.id, id, { asOf: new Date(asOf[definition.id] ?? `${today}T00:00:00+03:00`) })
  await warehouse.build()
  const ready = packs.map(({ definition, settings }) => ({ definition, settings: definition.settings.parse(settings) }))
  const sources = packs.map(({ definition: { id, entities } }) => ({ id, entities: entities.map((one) => one.id) }))
  const figures = createFigures({
    packs: ready,
    warehouse,
    timeZone: TIME_ZONE,
    currency: 'RUB',
    today: () => today,
    sources,
  })
  return {
    figures,
    report(id, { date = today, locale = 'en', person = OWNER } = {}) {
      const pack = packs.find(({ definition }) => definition.reports.some((one) => one.id === id))?.definition
      const report = pack?.reports.find((one) => one.id === id)
      if (!pack || !report) throw new Error(`There is no report ${id}`)
      const request = { pack, date, asker: { person, locale }, workspace: 'Test', timeZone: TIME_ZONE, currency: 'RUB' }
      return buildReport(report, request, figures, world)
    },
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const sourceOf = (entity: string): string => entity.split('.')[0] ?? entity
