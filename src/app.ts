import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import type { PlannedView, SendView, TestView } from './api/index.ts'
import { dayOf, instantAt, SvodkaError, type Day, type Log, type World } from './base/index.ts'
import { openLog } from './base/log-file.ts'
import type { Desk } from './desk.ts'
import { createFigures, type Asker } from './figures/index.ts'
import { createIngest } from './ingest/index.ts'
import { learn, readLearned } from './learned.ts'
import { makeProgram } from './program.ts'
import type { ReportFormat } from './reports/index.ts'
import {
  findServer,
  startServer,
  type LocalClient,
  type ProgressEvent,
  type Program,
  type PublishedView,
  type RunningServer,
} from './server/index.ts'
import { openWarehouse, type Model, type WarehouseDefinition } from './warehouse/index.ts'
import { initWorkspace, openWorkspace, type Workspace } from './workspace/index.ts'

export { initWorkspace }
/** Made-up data as files; loaded when asked for. */
export const samples = async () => ({ ...(await import('./samples.ts')), ...(await import('./sample-split.ts')) })
export type { Asker, PlannedView, ProgressEvent, PublishedView, ReportFormat, SendView, TestView }

const PAGE = fileURLToPath(new URL('../dist/web', import.meta.url))

/** What a command needs to know of the workspace. */
export interface WorkspaceSummary {
  folder: string
  locale: 'ru' | 'en'
  timeZone: string
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
  /** runs what the schedules have due now, and waits for it: for a clock that is moved by hand */
  runDue(): Promise<void>
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

/** Opens a workspace and its warehouse in this process; `clock` stands for the machine's. */
export async function openSvodka(
  folder: string,
  environment: NodeJS.ProcessEnv,
  clock?: () => Date,
): Promise<OpenSvodka> {
  return assemble(await openWorkspace(folder, environment), environment, clock)
}

/** The only place where everything meets: settings → parts → a running program. */
async function assemble(
  workspace: Workspace,
  environment: NodeJS.ProcessEnv,
  clock = movedClock(workspace),
): Promise<OpenSvodka> {
  mkdirSync(workspace.dataFolder, { recursive: true })
  const { log, close: closeLog } = await openLog(
    join(workspace.dataFolder, 'log'),
    environment['SVODKA_LOG_LEVEL'] ?? 'info',
  )
  const world = makeWorld(clock, log)
  const warehouse = await openWarehouse(
    { folder: workspace.dataFolder, memoryLimitMegabytes: workspace.memoryMegabytes },
    world,
  ).catch(async (error: unknown) => {
    await closeLog()
    throw error
  })
  const today = (): Day => dayOf(world.now(), workspace.timeZone)
  let preparedOn: Day | undefined
  const prepare = () => {
    preparedOn = today()
    return warehouse.prepare(warehouseDefinition(workspace, preparedOn))
  }
  const schema = await prepare()
  const { timeZone, currency, packs, sources, folder } = workspace
  const figures = createFigures({ packs, warehouse, timeZone, currency, today, sources: feeds(workspace) })
  const ingest = createIngest({ sources, warehouse, folder, world })
  const sync: Program['sync'] = async (request, onProgress) => {
    // some settings tables are of a day, and a server runs for many
    if (preparedOn !== today()) await prepare()
    const result = await ingest.sync(request, onProgress)
    if (await learn(workspace, warehouse, world)) {
      await prepare()
      await warehouse.build()
    }
    return result
  }
  let desk: Promise<Desk> | undefined
  const openDeskOnce = () => (desk ??= import('./desk.ts').then(({ openDesk }) => openDesk(deskParts)))
  const deskParts = { workspace, warehouse, figures, world, today, sync }
  const program = makeProgram({
    workspace,
    warehouse,
    figures,
    ingest,
    world,
    today,
    schema,
    sync: async (request, onProgress) => (await openDeskOnce()).sync(request, onProgress),
    desk: openDeskOnce,
  })
  let server: RunningServer | undefined
  return {
    ...program,
    workspace: summaryOf(workspace),
    async serve(port) {
      const work = await openDeskOnce()
      const options = {
        port: port ?? workspace.port,
        mayMove: port === undefined,
        page: PAGE,
        serverFile: serverFile(workspace),
        webhook: work.webhook,
      }
      server = await startServer(program, options, log)
      await work.start()
      return server
    },
    runDue: async () => (await openDeskOnce()).runDue(),
    async close() {
      await server?.close()
      await (await desk)?.close()
      await warehouse.close()
      await closeLog()
    },
  }
}

/** Which entities each source feeds. */
const feeds = ({ sources }: Workspace) =>
  sources.map(({ id, definition, settings }) => ({
    id,
    entities: definition.streams(settings).flatMap((stream) => stream.feeds.map(({ entity }) => entity)),
  }))

const serverFile = (workspace: Workspace): string => join(workspace.dataFolder, 'server.json')

const summaryOf = ({ folder, locale, timeZone, currency, sources }: Workspace): WorkspaceSummary => ({
  folder,
  locale,
  timeZone,
  currency,
  sources: sources.map((source) => source.id),
})

/** The machine's clock; where the workspace pretends that another day is today, it is moved there. */
function movedClock({ today, clock, timeZone }: Workspace): () => Date {
  const shift = today ? Date.parse(instantAt(today, clock, timeZone)) - Date.now() : 0
  return () => new Date(Date.now() + shift)
}

const makeWorld = (now: () => Date, log: Log): World => ({
  now,
  sleep: async (milliseconds, signal) => void (await wait(milliseconds, undefined, signal ? { signal } : {})),
  fetch: globalThis.fetch,
  log,
})

function warehouseDefinition(workspace: Workspace, today: Day): WarehouseDefinition {
  return {
    sources: workspace.sources.map(({ id, definition, settings }) => ({ id, streams: definition.streams(settings) })),
    entities: workspace.packs.flatMap(({ definition }) => definition.entities),
    models: workspace.packs.flatMap(({ definition }) => readModels(definition.models)),
    settingsTables: [
      ...workspace.packs.flatMap(
        ({ definition, settings }) =>
          definition.settingsTables?.(settings, { timeZone: workspace.timeZone, today }) ?? [],
      ),
      ...readLearned(workspace),
    ],
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
