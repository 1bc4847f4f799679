import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Day, Locale, World } from './base/index.ts'
import { createDelivery, type Delivery } from './delivery/index.ts'
import { openBot } from './bot.ts'
import { deliveryProgram } from './desk-program.ts'
import type { Figures } from './figures/index.ts'
import { makeJobs, type SyncDetail } from './jobs.ts'
import { settingsError, type CheckResult, type Fault } from './kit/index.ts'
import { documentMaker } from './program.ts'
import { openChannels, readRecipients } from './recipients.ts'
import { checkTarget, publish } from './publish/index.ts'
import { checkCron, createScheduler, type Scheduler } from './scheduler/index.ts'
import type { DeliveryProgram, Program } from './server/index.ts'
import { openState, type Holder, type State } from './state/index.ts'
import { createTroubles, type Troubles } from './troubles.ts'
import type { Warehouse } from './warehouse/index.ts'
import { CONFIG_FILE, type Workspace } from './workspace/index.ts'

const LEASE_SECONDS = 60

/** Schedules and delivery of a workspace at work. */
export interface Desk extends DeliveryProgram {
  /** reads the sources, and tells the administrators what broke or is well again */
  sync: Program['sync']
  check(locale: Locale): Promise<readonly CheckResult[]>
  /** what Telegram posts to the bot's webhook; undefined without a bot */
  webhook: ((request: Request) => Promise<Response>) | undefined
  /** from now on schedules run, the outbox moves and the bot answers */
  start(): Promise<void>
  /** runs what is due now and waits for its end */
  runDue(): Promise<void>
  close(): Promise<void>
}

export interface DeskParts {
  workspace: Workspace
  warehouse: Warehouse
  figures: Figures
  world: World
  today(): Day
  sync: Program['sync']
}

/** Opens the store, the channels and the schedules of a workspace; nothing moves before `start`. */
export async function openDesk(parts: DeskParts): Promise<Desk> {
  const { workspace, world, today } = parts
  refuseWrongCron(workspace)
  const recipients = readRecipients(workspace)
  const state = await openState({ file: join(workspace.dataFolder, 'state.db') }, world)
  const holder: Holder = {
    owner: `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`,
    leaseSeconds: LEASE_SECONDS,
  }
  const document = documentMaker(parts)
  const channels = openChannels(workspace, state, world)
  const delivery = createDelivery(
    {
      state,
      holder,
      channels,
      recipients,
      administrators: workspace.administrators,
      unknown: workspace.delivery.unknown,
      document,
    },
    world,
  )
  const troubles = createTroubles({
    workspace,
    warehouse: parts.warehouse,
    delivery,
    logFolder: join(workspace.dataFolder, 'log'),
  })
  const sync: Program['sync'] = async (request, onProgress) => {
    const summary = await parts.sync(request, onProgress)
    await troubles.afterSync(summary)
    await delivery.flush()
    return summary
  }
  const scheduler = makeScheduler({ ...parts, sync, state, holder, delivery, troubles })
  const bot = openBot({ ...parts, state, recipients, delivery })
  return {
    sync,
    ...deliveryProgram({ workspace, figures: parts.figures, today, state, scheduler, delivery }),
    async check(locale) {
      const { folder, publish: targets } = workspace
      const signal = new AbortController().signal
      const found = await Promise.all([
        ...Object.values(channels).map((channel) => channel.check(locale)),
        ...targets.map((target) => checkTarget(target, { warehouse: parts.warehouse, folder, signal, locale })),
      ])
      return found.flat()
    },
    webhook: bot && ((request) => bot.handleWebhook(request)),
    async start() {
      delivery.start()
      scheduler.start()
      bot?.start()
    },
    async runDue() {
      await scheduler.runDue()
      await delivery.flush()
    },
    async close() {
      await bot?.stop()
      await scheduler.stop()
      await delivery.stop()
      await Promise.all(Object.values(channels).map((channel) => channel.close?.()))
      await state.close()
    },
  }
}

/** @throws {SettingsError} naming each schedule whose pattern cannot be read */
function refuseWrongCron({ sync, reports, publish: targets }: Workspace): void {
  const faults = [
    ...sync.map(({ at }, index) => ({ path: `sync.${index}.at`, at })),
    ...reports.map(({ at }, index) => ({ path: `reports.${index}.at`, at })),
    ...targets.flatMap(({ id, at }) => (at === undefined ? [] : [{ path: `publish.${id}.at`, at }])),
  ].flatMap(({ path, at }): Fault[] => {
    const wrong = checkCron(at)
    return wrong ? [{ say: (locale) => `${path}: ${wrong[locale]}` }] : []
  })
  if (faults.length > 0) throw settingsError(faults, CONFIG_FILE)
}

interface SchedulerParts extends DeskParts {
  state: State
  holder: Holder
  delivery: Delivery
  troubles: Troubles
}

function makeScheduler(parts: SchedulerParts): Scheduler {
  const { workspace, warehouse, sync, state, holder, delivery, troubles, world } = parts
  const jobs = makeJobs(workspace, {
    async sync(sources, { trigger }): Promise<SyncDetail> {
      const { locale } = workspace
      const isScheduled = trigger === 'schedule'
      const { streams } = await sync({ mode: 'new', locale, isScheduled, ...(sources ? { sources } : {}) }, () => {})
      const sum = (of: 'added' | 'changed' | 'rejected') => streams.reduce((all, stream) => all + stream[of], 0)
      const failed = [...new Set(streams.filter(({ error }) => error !== null).map(({ source }) => source))]
      return { added: sum('added'), changed: sum('changed'), rejected: sum('rejected'), failed }
    },
    send: (request) => delivery.send(request),
    publish: (target, due) => publish(target, { warehouse, folder: workspace.folder, signal: due.signal }, due.world),
  })
  return createScheduler({ jobs, state, ...holder, onEnd: (run) => troubles.afterRun(run) }, world)
}
