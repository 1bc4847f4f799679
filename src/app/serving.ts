import type { World } from '../base/index.ts'
import type { Inbox } from '../ingest/index.ts'
import { sql } from '../kit/index.ts'
import {
  openMetrics,
  readyDisk,
  readyPage,
  readyWhen,
  startServer,
  type Program,
  type Readiness,
  type RunningServer,
  type Watch,
} from '../server/index.ts'
import type { Desk } from './desk.ts'
import { dataFacts, processFacts, type DataFactsParts } from './facts.ts'
import { forgetEnded, PAGE, placeOf, portOf, processFile } from './machine.ts'
import { VERSION } from './program.ts'

export interface ServingParts extends Omit<DataFactsParts, 'inbox'> {
  program: Program
  desk: Desk
  inbox: Inbox
  world: World
  /** where what happens is told from now on */
  counting: { watch: Watch }
}

/** A server at work, and how the first administrator comes in while there is none: for the terminal, and for nobody's log. */
export interface Serving extends RunningServer {
  firstLink: string | undefined
}

/** Starts what a process that holds the data is for: all parts, or the worker alone, which the others ask. */
export async function serveData(
  parts: ServingParts,
  { role, port }: { role: 'serve' | 'worker'; port: number | undefined },
): Promise<Serving> {
  const { workspace, program, desk, inbox, world } = parts
  const isWhole = role === 'serve'
  const ready = readinessOf(parts, isWhole)
  const known = {
    sources: workspace.sources.map(({ id }) => id),
    channels: desk.channels,
    hasBot: isWhole && desk.webhook !== undefined,
  }
  const facts = { ...processFacts(ready), ...dataFacts(parts, world), ...desk.facts }
  const metrics = await openMetrics(
    { role, version: VERSION, known, facts, scheduleEnds: () => desk.scheduleEnds() },
    world.log,
  )
  parts.counting.watch = metrics.watch
  if (isWhole) forgetEnded(workspace)
  const open = isWhole ? await (await import('./doors.ts')).openDoors(workspace, world) : undefined
  const server = await startServer(
    {
      port: port ?? portOf(workspace, role),
      mayMove: port === undefined,
      role,
      place: placeOf(workspace),
      local: { program },
      ...(open ? { web: { program, page: PAGE, doors: open.doors }, webhook: desk.webhook } : {}),
      serverFile: processFile(workspace, role),
      inbox,
      ready,
      metrics,
      metricsToken: workspace.metricsToken?.reveal(),
    },
    world.log,
  ).catch(async (error: unknown) => {
    await open?.close()
    throw error
  })
  await desk.start({ hasBot: isWhole })
  inbox.startLoading((source) => {
    const request = { sources: [source], mode: 'new', locale: workspace.locale, isBrief: true } as const
    return desk.sync(request, () => {})
  })
  return {
    url: server.url,
    firstLink: await open?.firstLink(server.url),
    async close() {
      await server.close()
      await open?.close()
    },
  }
}

const readinessOf =
  ({ workspace, warehouse, desk }: ServingParts, isWhole: boolean): Readiness =>
  async () => [
    await readyWhen('warehouse', () => warehouse.rows(sql`select version from meta.version`)),
    ...(await desk.ready({ hasBot: isWhole })),
    ...(isWhole ? [await readyPage(PAGE)] : []),
    await readyDisk(workspace.dataFolder),
  ]
