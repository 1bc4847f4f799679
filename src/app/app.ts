import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PlannedView, SendView, TestView } from '../api/index.ts'
import { SvodkaError, type Day } from '../base/index.ts'
import { createFigures, type Asker } from '../figures/index.ts'
import { createIngest, openInbox } from '../ingest/index.ts'
import type { Person } from '../kit/index.ts'
import type { ReportFormat } from '../reports/index.ts'
import {
  findServer,
  relayedWatch,
  silentWatch,
  type ProgressEvent,
  type Program,
  type PublishedView,
} from '../server/index.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import { initWorkspace, openWorkspace, workspaceLocale, type Workspace } from '../workspace/index.ts'
import { rememberApplied } from './applied.ts'
import { feeds, warehouseDefinition } from './definition.ts'
import type { Desk } from './desk.ts'
import { createLearner } from './learned.ts'
import { openMachine, processFile, summaryOf, type Machine, type WorkspaceSummary } from './machine.ts'
import { measuredFigures } from './measured.ts'
import type { ServingPart } from './part.ts'
import { rowsByRole } from './people.ts'
import { makeProgram } from './program.ts'
import { serveData, type Serving } from './serving.ts'
import { createUpkeep } from './upkeep.ts'
import { words } from './words.ts'

export { initWorkspace, workspaceLocale }
/** The page, or the bot, as a process of its own. */
export const servePart = async (
  ...given: Parameters<(typeof import('./part.ts'))['servePart']>
): Promise<ServingPart> => (await import('./part.ts')).servePart(...given)
/** Who may come in: their store alone, without the warehouse. */
export const openPeople = async (...given: Parameters<(typeof import('./people.ts'))['openPeople']>) =>
  (await import('./people.ts')).openPeople(...given)
/** The person as whom a command asks. */
export const personToAskAs = async (...given: Parameters<(typeof import('./people.ts'))['personToAskAs']>) =>
  (await import('./people.ts')).personToAskAs(...given)
/** Notes in the record what a command did. */
export const recordDone = async (...given: Parameters<(typeof import('./people.ts'))['recordDone']>) =>
  (await import('./people.ts')).recordDone(...given)
export type { PeopleProgram } from './people.ts'
/** Brings a backup back into a folder. */
export const restoreWorkspace = async (...given: Parameters<(typeof import('./backups.ts'))['restoreWorkspace']>) =>
  (await import('./backups.ts')).restoreWorkspace(...given)
export type { BackupView } from '../server/index.ts'
export type { RestoreResult } from '../backup/index.ts'
/** What the settings would change; nothing is opened or written. */
export const planWorkspace = async (...given: Parameters<(typeof import('./plan.ts'))['planWorkspace']>) =>
  (await import('./plan.ts')).planWorkspace(...given)
export type { Plan, PlannedChange } from './plan.ts'
export type { ServingPart, WorkspaceSummary }
export type { Asker, PlannedView, ProgressEvent, PublishedView, ReportFormat, SendView, TestView }

/** A workspace at work: in this process, or in the one that holds its warehouse. */
export interface Svodka extends Program {
  readonly workspace: WorkspaceSummary
  close(): Promise<void>
}

/** A workspace whose warehouse this process holds. */
export interface OpenSvodka extends Svodka {
  /** all parts in this process, or the worker alone, which the others ask */
  serve(port?: number, role?: 'serve' | 'worker'): Promise<Serving>
  /** runs what the schedules have due now, and waits for it: for a clock that is moved by hand */
  runDue(): Promise<void>
}

const WAIT_FOR_OTHERS_SECONDS = 20
const LOOK_AGAIN_MILLISECONDS = 200

/** The workspace through its running server, if there is one; else opened here, as soon as another short command has ended. */
export async function connectSvodka(folder: string, environment: NodeJS.ProcessEnv): Promise<Svodka> {
  const workspace = await openWorkspace(folder, environment)
  const server = await openOrFind(workspace, environment)
  return 'serve' in server ? server : { ...server, workspace: summaryOf(workspace), close: async () => {} }
}

/**
 * Opens a workspace to serve it, as soon as a command that has its warehouse has ended; `onWait` is told of that once.
 * @throws {SvodkaError} when another process serves it already, or `signal` says to wait no longer
 */
export async function openToServe(
  folder: string,
  environment: NodeJS.ProcessEnv,
  waiting: { onWait: (error: SvodkaError) => void; signal: AbortSignal },
): Promise<OpenSvodka> {
  const workspace = await openWorkspace(folder, environment)
  const server = await openOrFind(workspace, environment, waiting)
  if ('serve' in server) return server
  throw new SvodkaError(words, 'already_serving', { folder: workspace.folder })
}

async function openOrFind(
  workspace: Workspace,
  environment: NodeJS.ProcessEnv,
  waiting?: { onWait: (error: SvodkaError) => void; signal: AbortSignal },
): Promise<OpenSvodka | Program> {
  let isTold = false
  const mayWait = (looks: number) =>
    waiting ? !waiting.signal.aborted : looks * LOOK_AGAIN_MILLISECONDS < WAIT_FOR_OTHERS_SECONDS * 1000
  for (let looks = 0; ; looks++) {
    const server = await findServer(processFile(workspace, 'worker'))
    if (server) return server
    try {
      return await assemble(workspace, environment)
    } catch (error) {
      if (!(error instanceof SvodkaError) || error.code !== 'busy' || !mayWait(looks)) throw error
      if (!isTold) waiting?.onWait(error)
      isTold = true
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

/** Opens the machine and the warehouse; where the rest fails, both are let go, for another may open them in this process. */
async function assemble(workspace: Workspace, environment: NodeJS.ProcessEnv, clock?: () => Date): Promise<OpenSvodka> {
  const visibleRows = rowsByRole(workspace)
  const machine = await openMachine(workspace, environment, clock)
  let warehouse: Warehouse | undefined
  try {
    warehouse = await openWarehouse(
      { folder: workspace.dataFolder, memoryLimitMegabytes: workspace.memoryMegabytes },
      machine.world,
    )
    return await assembleOn(machine, warehouse, { workspace, visibleRows })
  } catch (error) {
    await warehouse?.close()
    await machine.closeLog()
    throw error
  }
}

/** The only place where everything meets: settings → parts → a running program. */
async function assembleOn(
  { world, today, closeLog }: Machine,
  warehouse: Warehouse,
  { workspace, visibleRows }: { workspace: Workspace; visibleRows: ReturnType<typeof rowsByRole> },
): Promise<OpenSvodka> {
  const counting = { watch: silentWatch }
  const watch = relayedWatch(() => counting.watch)
  let preparedOn: Day | undefined
  let marts: readonly string[] = []
  const prepare = () => {
    preparedOn = today()
    const definition = warehouseDefinition(workspace, preparedOn)
    marts = definition.models.filter(({ layer }) => layer === 'mart').map(({ name }) => `mart.${name}`)
    return warehouse.prepare(definition)
  }
  const schema = await prepare()
  const seesAll = (person: Person) => marts.every((mart) => visibleRows(person, mart) === 'all')
  const applied = { workspace, day: today(), warehouse }
  await rememberApplied('data', applied, world)
  const { timeZone, currency, packs, sources, folder } = workspace
  const figures = measuredFigures(
    createFigures({
      packs,
      warehouse,
      timeZone,
      currency,
      today,
      visibleRows,
      sources: feeds(workspace),
      onAnswer: (from) => watch.answered(from),
    }),
    watch,
  )
  const inbox = openInbox(
    {
      sources,
      entities: packs.flatMap(({ definition }) => definition.entities),
      folder: join(workspace.dataFolder, 'inbox'),
      address: () => server?.url ?? `http://127.0.0.1:${workspace.port}`,
      locale: workspace.locale,
      cursor: warehouse.cursor,
    },
    world,
  )
  const ingest = createIngest({ sources, warehouse, folder, world, inbox })
  const learner = createLearner(workspace, warehouse, world)
  const upkeep = createUpkeep(
    workspace,
    {
      packReceived: (before) => warehouse.packReceived(before),
      forget: async (afterDays) => (await openDeskOnce()).forget(afterDays),
    },
    world,
  )
  const sync: Program['sync'] = async (request, onProgress) => {
    // some settings tables are of a day, and a server runs for many
    if (preparedOn !== today()) await prepare()
    const result = await ingest.sync(request, onProgress)
    if (await learner.learn(result.streams, request.mode === 'full')) {
      await prepare()
      await warehouse.build()
    }
    await upkeep.onceADay()
    return result
  }
  let desk: Promise<Desk> | undefined
  const openDeskOnce = () =>
    (desk ??= import('./desk.ts')
      .then(({ openDesk }) => openDesk(deskParts))
      .catch((error: unknown) => {
        // a state that cannot be opened now may be there when it is next asked for
        desk = undefined
        throw error
      }))
  const deskParts = { workspace, warehouse, figures, world, today, sync, watch, seesAll }
  const program = makeProgram({
    workspace,
    warehouse,
    figures,
    ingest,
    world,
    today,
    schema,
    upkeep,
    seesAll,
    sync: async (request, onProgress) => (await openDeskOnce()).sync(request, onProgress),
    desk: openDeskOnce,
  })
  let server: Serving | undefined
  return {
    ...program,
    workspace: summaryOf(workspace),
    async serve(port, role = 'serve') {
      const parts = { workspace, warehouse, ingest, inbox, program, world, counting, desk: await openDeskOnce() }
      server = await serveData(parts, { role, port })
      await rememberApplied('desk', applied, world)
      return server
    },
    runDue: async () => (await openDeskOnce()).runDue(),
    async close() {
      await server?.close()
      await inbox.close()
      await (await desk)?.close()
      await warehouse.close()
      await closeLog()
    },
  }
}
