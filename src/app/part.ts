import { SvodkaError } from '../base/index.ts'
import { createDelivery } from '../delivery/index.ts'
import {
  openMetrics,
  readyDisk,
  readyPage,
  readyWhen,
  readyWorker,
  remoteProgram,
  startServer,
  type Program,
  type Readiness,
} from '../server/index.ts'
import { openWorkspace, type Workspace } from '../workspace/index.ts'
import { openBot, ownName } from './bot.ts'
import { openDoors } from './doors.ts'
import { processFacts } from './facts.ts'
import { openMachine, PAGE, placeOf, portOf, processFile, type Machine } from './machine.ts'
import { VERSION } from './program.ts'
import { openChannels, readRecipients } from './recipients.ts'
import { openOwnState } from './state.ts'
import { words } from './words.ts'

/** A part of the program in a process of its own, which asks the worker for everything that needs the data. */
export interface ServingPart {
  url: string
  locale: Workspace['locale']
  /** how the first administrator comes in while there is none: for the terminal, and for nobody's log */
  firstLink: string | undefined
  ready: Readiness
  close(): Promise<void>
}

interface Part {
  ready: Readiness
  webhook?: (request: Request) => Promise<Response>
  start(): void
  close(): Promise<void>
}

/**
 * Starts the page (`web`) or the bot of a workspace. The worker may be there already, come later or be started again: each
 * question finds the one that is there.
 */
export async function servePart(
  folder: string,
  environment: NodeJS.ProcessEnv,
  role: 'web' | 'bot',
  port?: number,
): Promise<ServingPart> {
  const workspace = await openWorkspace(folder, environment)
  const machine = named(role, await openMachine(workspace, environment))
  const worker = processFile(workspace, 'worker')
  const program = remoteProgram(worker)
  const needed: Readiness = async () => [await readyWorker(worker), await readyDisk(workspace.dataFolder)]
  // /metrics tells what the part waits for, and the part tells /metrics what happens
  const counting = { ready: needed }
  const metrics = await openMetrics(
    {
      role,
      version: VERSION,
      known: { sources: [], channels: [], hasBot: role === 'bot' },
      facts: processFacts(() => counting.ready()),
    },
    machine.world.log,
  )
  const part =
    role === 'web' ? webPart(needed) : await botPart({ workspace, machine, program, needed, watch: metrics.watch })
  counting.ready = part.ready
  const open = role === 'web' ? await openDoors(workspace, machine.world) : undefined
  const server = await startServer(
    {
      port: port ?? portOf(workspace, role),
      mayMove: port === undefined,
      role,
      place: placeOf(workspace),
      ...(open ? { web: { program, page: PAGE, doors: open.doors } } : {}),
      ...(part.webhook ? { webhook: part.webhook } : {}),
      serverFile: processFile(workspace, role),
      ready: part.ready,
      metrics,
      metricsToken: workspace.metricsToken?.reveal(),
    },
    machine.world.log,
  )
  part.start()
  return {
    url: server.url,
    locale: workspace.locale,
    firstLink: await open?.firstLink(server.url),
    ready: part.ready,
    async close() {
      await server.close()
      await open?.close()
      await part.close()
      await machine.closeLog()
    },
  }
}

/** Each line of the log that all processes share says whose it is. */
const named = (role: string, machine: Machine): Machine => ({
  ...machine,
  world: { ...machine.world, log: machine.world.log.with({ process: role }) },
})

const webPart = (needed: Readiness): Part => ({
  ready: async () => [...(await needed()), await readyPage(PAGE)],
  start() {},
  close: async () => {},
})

interface BotPartOptions {
  workspace: Workspace
  machine: Machine
  program: Program
  needed: Readiness
  watch: Parameters<typeof openBot>[0]['watch']
}

/** The bot over the same state; what it has to tell the administrators is sent by the worker, as everything else is. */
async function botPart({ workspace, machine, program, needed, watch }: BotPartOptions): Promise<Part> {
  const { world, today } = machine
  const recipients = readRecipients(workspace)
  const state = await openOwnState(workspace, world)
  const channels = openChannels(workspace, state, world)
  const document = patient(program.document)
  const { administrators, delivery: settings } = workspace
  const holder = { owner: ownName(), leaseSeconds: 60 }
  const delivery = createDelivery(
    { state, holder, channels, recipients, administrators, unknown: settings.unknown, document },
    world,
  )
  const reportTitles = patient(program.reports)
  const bot = openBot({ workspace, world, today, state, recipients, delivery, watch, document, reportTitles })
  if (!bot) throw new SvodkaError(words, 'no_bot')
  return {
    ready: async () => [...(await needed()), await readyWhen('state', () => state.outbox.nextAt()), bot.ready()],
    webhook: (request) => bot.webhook(request),
    start: () => bot.start(),
    async close() {
      await bot.stop()
      await Promise.all(Object.values(channels).map((channel) => channel.close?.()))
      await state.close()
    },
  }
}

const AWAY = new Set(['worker_away', 'lost_server'])

/** Who asks in a chat is told to ask again, not how a process is started. */
const patient =
  <G extends unknown[], T>(ask: (...given: G) => Promise<T>) =>
  async (...given: G): Promise<T> => {
    try {
      return await ask(...given)
    } catch (error) {
      if (!(error instanceof SvodkaError) || !AWAY.has(error.code)) throw error
      throw new SvodkaError(words, 'data_away', {}, { recovery: 'retry', cause: error })
    }
  }
