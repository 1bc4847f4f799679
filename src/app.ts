import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { dayOf, instantAt, nearest, RequestError, SvodkaError, type Day, type Log, type World } from './base/index.ts'
import { openLog } from './base/log-file.ts'
import { createFigures, type Asker, type Figures } from './figures/index.ts'
import { createIngest, type Ingest } from './ingest/index.ts'
import type { PackDefinition, Report } from './kit/index.ts'
import { buildReport, renderReport, tableCsv, tableXlsx, type ReportFormat } from './reports/index.ts'
import {
  checkSummary,
  dashboardView,
  dataView,
  findServer,
  homeView,
  startServer,
  type LocalClient,
  type ProgressEvent,
  type Program,
  type RunningServer,
} from './server/index.ts'
import { openWarehouse, type Model, type Warehouse, type WarehouseDefinition } from './warehouse/index.ts'
import { words } from './words.ts'
import { initWorkspace, openWorkspace, type Workspace } from './workspace/index.ts'

export { initWorkspace }
export type { Asker, ProgressEvent, ReportFormat }

const VERSION = '0.1.0'
const PAGE = fileURLToPath(new URL('../dist/web', import.meta.url))
const REPORT_FORMATS = ['html', 'pdf', 'xlsx', 'md'] as const

/** What a command needs to know of the workspace. */
export interface WorkspaceSummary {
  folder: string
  locale: 'ru' | 'en'
  currency: string | undefined
  sources: readonly string[]
}

/** A workspace at work: in this process, or in the server that holds its warehouse. */
export interface Svodka extends LocalClient {
  readonly workspace: WorkspaceSummary
  close(): Promise<void>
}

/** A workspace whose warehouse this process holds. */
export interface OpenSvodka extends Svodka, Program {
  readonly workspace: WorkspaceSummary
  serve(port?: number): Promise<RunningServer>
}

const WAIT_FOR_OTHERS_SECONDS = 20
const LOOK_AGAIN_MILLISECONDS = 200

/** The workspace through its running server, if there is one; else opened here, as soon as another short command has ended. */
export async function connectSvodka(folder: string, environment: NodeJS.ProcessEnv): Promise<Svodka> {
  const workspace = await openWorkspace(folder, environment)
  for (let looks = (WAIT_FOR_OTHERS_SECONDS * 1000) / LOOK_AGAIN_MILLISECONDS; ; looks--) {
    const server = await findServer(serverFile(workspace))
    if (server) return { ...server, workspace: summaryOf(workspace), close: async () => {} }
    try {
      return await assemble(workspace, environment)
    } catch (error) {
      if (!(error instanceof SvodkaError) || error.code !== 'busy' || looks <= 0) throw error
      await wait(LOOK_AGAIN_MILLISECONDS)
    }
  }
}

/** Opens a workspace and its warehouse in this process. */
export async function openSvodka(folder: string, environment: NodeJS.ProcessEnv): Promise<OpenSvodka> {
  return assemble(await openWorkspace(folder, environment), environment)
}

/** The only place where everything meets: settings → parts → a running program. */
async function assemble(workspace: Workspace, environment: NodeJS.ProcessEnv): Promise<OpenSvodka> {
  mkdirSync(workspace.dataFolder, { recursive: true })
  const { log, close: closeLog } = await openLog(
    join(workspace.dataFolder, 'log'),
    environment['SVODKA_LOG_LEVEL'] ?? 'info',
  )
  const world = makeWorld(workspace, log)
  const warehouse = await openWarehouse({ folder: workspace.dataFolder }, world).catch(async (error: unknown) => {
    await closeLog()
    throw error
  })
  const today = (): Day => dayOf(world.now(), workspace.timeZone)
  const schema = await warehouse.prepare(warehouseDefinition(workspace, today()))
  const figures = createFigures({
    packs: workspace.packs,
    warehouse,
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    today,
  })
  const ingest = createIngest({
    sources: workspace.sources,
    warehouse,
    folder: workspace.folder,
    world,
  })
  const program = makeProgram({ workspace, warehouse, figures, ingest, world, today, schema })
  let server: RunningServer | undefined
  return {
    ...program,
    workspace: summaryOf(workspace),
    async serve(port) {
      const options = {
        port: port ?? workspace.port,
        mayMove: port === undefined,
        page: PAGE,
        serverFile: serverFile(workspace),
      }
      server = await startServer(program, options, log)
      return server
    },
    async close() {
      await server?.close()
      await warehouse.close()
      await closeLog()
    },
  }
}

const serverFile = (workspace: Workspace): string => join(workspace.dataFolder, 'server.json')

const summaryOf = ({ folder, locale, currency, sources }: Workspace): WorkspaceSummary => ({
  folder,
  locale,
  currency,
  sources: sources.map((source) => source.id),
})

/** The real clock and network; a workspace that pretends another day is today has its clock moved there. */
function makeWorld(workspace: Workspace, log: Log): World {
  const shift = workspace.today ? Date.parse(instantAt(workspace.today, '09:00', workspace.timeZone)) - Date.now() : 0
  return {
    now: () => new Date(Date.now() + shift),
    sleep: async (milliseconds, signal) => void (await wait(milliseconds, undefined, signal ? { signal } : {})),
    fetch: globalThis.fetch,
    log,
  }
}

function warehouseDefinition(workspace: Workspace, today: Day): WarehouseDefinition {
  return {
    sources: workspace.sources.map(({ id, definition, settings }) => ({ id, streams: definition.streams(settings) })),
    entities: workspace.packs.flatMap(({ definition }) => definition.entities),
    models: workspace.packs.flatMap(({ definition }) => readModels(definition.models)),
    settingsTables: workspace.packs.flatMap(
      ({ definition, settings }) =>
        definition.settingsTables?.(settings, { timeZone: workspace.timeZone, today }) ?? [],
    ),
  }
}

/** The `.sql` files of a pack: `core/*.sql` and `mart/*.sql`. */
function readModels(folder: URL): Model[] {
  const root = fileURLToPath(folder)
  return (['core', 'mart'] as const).flatMap((layer) => {
    const files = existsSync(join(root, layer))
      ? readdirSync(join(root, layer)).filter((name) => name.endsWith('.sql'))
      : []
    return files.toSorted().map((file) => {
      const path = join(root, layer, file)
      return { layer, name: file.replace(/\.sql$/, ''), text: readFileSync(path, 'utf8'), path }
    })
  })
}

interface Parts {
  workspace: Workspace
  warehouse: Warehouse
  figures: Figures
  ingest: Ingest
  world: World
  today(): Day
  schema: { created: readonly string[]; changed: readonly string[] }
}

function makeProgram({ workspace, warehouse, figures, ingest, world, today, schema }: Parts): Program {
  const packs = workspace.packs.map((pack) => pack.definition)
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
        isOpen: true,
        asOf: await warehouse.asOf(),
        dashboards: dashboards.map(({ id, title, meaning }) => ({ id, title, meaning })),
        reports: reports(asker).map(({ id, title, meaning }) => ({ id, title, meaning })),
        version: VERSION,
      }
    },
    home: (asker) => homeView(packs, figures, today(), asker),
    dashboard: (id, asker) => dashboardView(packs, figures, id, asker),
    catalog: async (asker) => figures.catalog(asker),
    query: (query, asker) => figures.query(query, asker),
    analyze: (id, settings, asker) => figures.analyze(id, settings, asker),
    rows: (query, asker) => figures.rows(query, asker),
    values: (dimension, search, asker) => figures.values(dimension, asker, { search, limit: 100 }),
    async exported(query, title, as, asker) {
      const { columns, rows } = await figures.query(query, asker)
      return as === 'csv'
        ? tableCsv(title, { columns, rows }, asker.locale)
        : tableXlsx(title, { columns, rows }, asker.locale)
    },
    reports: async (asker) => reports(asker),
    async report(id, { date, format }, asker) {
      const { pack, report } = findReport(packs, id)
      const document = await buildReport(
        report,
        {
          pack,
          date: date ?? today(),
          asker,
          workspace: workspace.name,
          timeZone: workspace.timeZone,
          currency: workspace.currency,
        },
        figures,
        world,
      )
      return renderReport(document, format)
    },
    dataState: () => dataView(workspace.sources, warehouse, world.now()),
    sync: (request, onProgress) => ingest.sync(request, onProgress),
    schema: async () => ({ ...schema, tables: await warehouse.layers() }),
    check: (locale) => checkSummary({ workspace, ingest, warehouse, now: world.now() }, locale),
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
