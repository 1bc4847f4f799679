import { nearest, RequestError, type Day, type Locale, type World } from '../base/index.ts'
import type { Asker, Figures } from '../figures/index.ts'
import type { Ingest } from '../ingest/index.ts'
import type { CheckResult, PackDefinition, Person, Report } from '../kit/index.ts'
import { buildReport, exportFile, renderReport, type ReportDocument } from '../reports/index.ts'
import {
  checkSummary,
  dashboardView,
  dataView,
  homeView,
  processLines,
  type DeliveryProgram,
  type Program,
} from '../server/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { backUp } from './backups.ts'
import { dataProgram } from './data-program.ts'
import { processFile } from './machine.ts'
import { checkState } from './state.ts'
import type { Upkeep } from './upkeep.ts'
import { words } from './words.ts'

export const VERSION = '0.1.0'
const REPORT_FORMATS = ['html', 'pdf', 'xlsx', 'md'] as const

export interface ProgramParts {
  workspace: Workspace
  warehouse: Warehouse
  figures: Figures
  ingest: Ingest
  world: World
  today(): Day
  seesAll(person: Person): boolean
  schema: { created: readonly string[]; changed: readonly string[] }
  upkeep: Upkeep
  /** brings in what the sources have, and lets the packs learn from it */
  sync: Program['sync']
  /** schedules and delivery, opened when first asked for: most commands need none */
  desk(): Promise<DeliveryProgram & { check(locale: Locale): Promise<readonly CheckResult[]> }>
}

/** The running program as its server and its commands see it. */
export function makeProgram(parts: ProgramParts): Program {
  const { workspace, warehouse, figures, ingest, world, today, seesAll, schema, sync, desk } = parts
  const packs = workspace.packs.map((pack) => pack.definition)
  const document = documentMaker(parts)
  const reports = (asker: Asker) =>
    figures.catalog(asker).reports.map(({ id, title, meaning }) => ({ id, title, meaning, formats: REPORT_FORMATS }))
  return {
    async about(asker) {
      const { dashboards } = figures.catalog(asker)
      return {
        name: workspace.name,
        locale: workspace.locale,
        timeZone: workspace.timeZone,
        currency: workspace.currency ?? null,
        today: today(),
        isTodayPinned: workspace.today !== undefined,
        person: asker.person,
        asOf: await warehouse.asOf(),
        firstReads: ingest.firstReads(),
        dashboards: dashboards.map(({ id, title, meaning }) => ({ id, title, meaning })),
        reports: reports(asker).map(({ id, title, meaning }) => ({ id, title, meaning })),
        version: VERSION,
      }
    },
    home: (asker) => homeView(packs, figures, today(), asker, seesAll(asker.person)),
    dashboard: (id, asker) => dashboardView(packs, figures, id, asker, world.now()),
    catalog: async (asker) => figures.catalog(asker),
    query: (query, asker) => figures.query(query, asker),
    analyze: (id, settings, asker) => figures.analyze(id, settings, asker),
    rows: (query, asker) => figures.rows(query, asker),
    values: (dimension, search, asker) => figures.values(dimension, asker, { search, limit: 100 }),
    async exported(wanted, title, as, asker) {
      const whole = await figures.whole(wanted, asker)
      const { timeZone } = whole.period
      return exportFile(whole, title, as, { locale: asker.locale, timeZone, currency: workspace.currency })
    },
    reports: async (asker) => reports(asker),
    async report(id, { date, format }, asker) {
      return renderReport(await document(id, date ?? today(), asker), format)
    },
    document,
    dataState: () => dataView(workspace.sources, warehouse, world.now()),
    ...dataProgram(parts),
    sync,
    schema: async () => ({ ...schema, tables: await warehouse.layers() }),
    backup: (order, onProgress) => parts.upkeep.alone(() => backUp(parts, VERSION, order, onProgress)),
    async check(locale) {
      const state = await checkState(workspace, world, locale)
      const delivery = state[0].ok ? await (await desk()).check(locale) : []
      const files = (['serve', 'web', 'bot'] as const).map((role) => processFile(workspace, role))
      const processes = await processLines(files, locale)
      return checkSummary({ workspace, ingest, warehouse, state, delivery, processes, now: world.now() }, locale)
    },
    deliveryState: async (asker) => (await desk()).deliveryState(asker),
    previewSend: async (order, asker) => (await desk()).previewSend(order, asker),
    sendReport: async (order, asker) => (await desk()).sendReport(order, asker),
    testSend: async (order, asker) => (await desk()).testSend(order, asker),
    pauseSchedule: async (id, isPaused, asker) => (await desk()).pauseSchedule(id, isPaused, asker),
    runSchedule: async (id, asker) => (await desk()).runSchedule(id, asker),
    publish: async (targets, asker) => (await desk()).publish(targets, asker),
    decidePart: async (id, what, asker) => (await desk()).decidePart(id, what, asker),
    inviteRecipient: async (recipient, channel, asker) => (await desk()).inviteRecipient(recipient, channel, asker),
  }
}

/** Makes a report for a day as somebody. */
export function documentMaker({
  workspace,
  figures,
  world,
}: Pick<ProgramParts, 'workspace' | 'figures' | 'world'>): (
  report: string,
  date: Day,
  asker: Asker,
) => Promise<ReportDocument> {
  const packs = workspace.packs.map((pack) => pack.definition)
  const { name, timeZone, currency } = workspace
  return async (id, date, asker) => {
    const { pack, report } = findReport(packs, id)
    return buildReport(report, { pack, date, asker, workspace: name, timeZone, currency }, figures, world)
  }
}

function findReport(
  packs: readonly PackDefinition<unknown>[],
  id: string,
): { pack: PackDefinition<unknown>; report: Report } {
  for (const pack of packs) {
    const report = pack.reports.find((candidate) => candidate.id === id)
    if (report) return { pack, report }
  }
  const known = packs.flatMap((pack) => pack.reports.map((report) => report.id))
  throw new RequestError(words, 'no_report', { id, hint: nearest(id, known) ?? 'none', known: known.join(', ') })
}
